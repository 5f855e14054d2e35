"""What pages about one part of a run have in common: the part, and numbers that take a while."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.choice_box import ChoiceBox
from training.evaluation.results import PartResults

_REST_MILLISECONDS = 250


class PartPage(QWidget):
    """Asks for its numbers when it is looked at, and once the threshold rests.

    A page says by `_ask` what it wants, and by `_show_pending` that what it shows is old.

    Signals:
        part_chosen: Another part is looked at (str).
    """

    part_chosen = Signal(str)

    def __init__(self, prefers: str, parent: QWidget | None = None) -> None:
        """Make a page without a run.

        Args:
            prefers: The part that is shown first.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._prefers = prefers
        self._parts: dict[str, PartResults] = {}
        self._threshold = 0.5
        self._is_stale = False
        self.part = ChoiceBox("Part of the data")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._ask_if_seen)
        self.part.chosen.connect(self._on_part_chosen)

    @property
    def results(self) -> PartResults | None:
        """The part that is looked at; None where there is none."""
        return self._parts.get(self.part.choice or "")

    @property
    def threshold(self) -> float:
        """Where the binary reading is made."""
        return self._threshold

    def show_results(self, parts: Mapping[str, PartResults], threshold: float) -> None:
        """Show another run."""
        self._parts, self._threshold = dict(parts), threshold
        self.part.set_choices([(part.capitalize(), part) for part in parts])
        self.part.set_choice(self._prefers)
        self._show_part()
        self._outdate()

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self._threshold = threshold

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what was put off while nobody looked."""
        super().showEvent(event)
        self._ask_if_seen()

    def _outdate(self, *, at_rest: bool = False) -> None:
        """Take what is shown for old.

        Args:
            at_rest: Whether to wait until nothing changes any more.
        """
        self._is_stale = True
        self._show_pending()
        if at_rest:
            self._rest.start()
        else:
            self._ask_if_seen()

    @Slot()
    def _ask_if_seen(self) -> None:
        if self._is_stale and self.isVisible() and self.results is not None:
            self._is_stale = False
            self._rest.stop()
            self._ask(self.results)

    @Slot(str)
    def _on_part_chosen(self, part: str) -> None:
        self._show_part()
        self._outdate()
        self.part_chosen.emit(part)

    def _show_part(self) -> None:
        """Show at once what is known of another part."""

    def _show_pending(self) -> None:
        """Show that numbers are being computed."""
        raise NotImplementedError

    def _ask(self, results: PartResults) -> None:
        """Ask for the numbers of a part."""
        raise NotImplementedError
