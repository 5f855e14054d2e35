"""A box to choose one of several things, each with a name and a value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget


class ChoiceBox(QComboBox):
    """Tells only what a person has chosen, not what was set by program.

    Signals:
        chosen: The value of what was chosen (str).
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make an empty box.

        Args:
            name: What is chosen; read aloud and shown as a tool tip.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._on_activated)

    @property
    def choice(self) -> str | None:
        """The value that is chosen; None where there is none."""
        value = self.currentData()
        return None if value is None else str(value)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other things, the first being chosen.

        Args:
            choices: Name and value of each.
        """
        self.clear()
        for name, value in choices:
            self.addItem(name, value)
        longest = max((len(name) for name, _ in choices), default=0)
        self.setMinimumContentsLength(min(longest, 18))

    def set_choice(self, value: str) -> None:
        """Choose by program; the first where there is no such value."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(str(self.itemData(index)))
