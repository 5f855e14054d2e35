"""What the course of a training shows, said calmly and only as long as it is so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.widgets.message_bar import MessageBar
from training.diagnosis import Diagnosis, diagnose
from training.events import EpochEnded, ValidationScored

_NAMES = {
    "divergence": "Divergence",
    "one_class": "One class only",
    "overfitting": "Overfitting",
    "plateau": "Plateau",
    "slow": "Slow learning",
}
"""What the field calls them."""


class Advice(QWidget):
    """The gravest thing that is seen, and what helps; one that was put away stays away.

    Attributes:
        bar: Where it stands.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._put_away: set[str] = set()
        self.bar = MessageBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        self.bar.dismissed.connect(self._on_dismissed)
        self.hide()

    def clear(self) -> None:
        """Say nothing: another run begins."""
        self._put_away.clear()
        self._show(())

    def look_at(self, epochs: Sequence[EpochEnded], scored: Sequence[ValidationScored]) -> None:
        """Say what these epochs show.

        Args:
            epochs: The epochs so far, in order.
            scored: How the validation part was read after them, in order.
        """
        self._show(diagnose(epochs, scored))

    def _show(self, seen: Sequence[Diagnosis]) -> None:
        new = [each for each in seen if each.kind not in self._put_away]
        self.setVisible(bool(new))
        self._kind = new[0].kind if new else ""
        if new:
            name = _NAMES[new[0].kind]
            self.bar.show_message("info", f"{name}: {_lowered(new[0].words)}", new[0].mend)
        else:
            self.bar.clear()

    def _on_dismissed(self) -> None:
        self._put_away.add(self._kind)
        self.hide()


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
