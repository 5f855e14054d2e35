"""What is known of two pictures, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.plain_label import plain_label

_UNKNOWN = "not recorded"
_HEADINGS = ("Left", "Right")


class FactPairs(QWidget):
    """What each fact is called and, below, what is known of the left and of the right picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, str, str], ...] = ()
        self._grid: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("What is known of the two pictures")

    @property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """The name of each fact, and what is said of the left and of the right picture."""
        return self._rows

    def show_facts(self, left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]) -> None:
        """Show other facts; an empty one was not recorded."""
        first, second = dict(left), dict(right)
        names = list(dict.fromkeys([*first, *second]))
        self._rows = tuple(
            (name, first.get(name) or _UNKNOWN, second.get(name) or _UNKNOWN) for name in names
        )
        told = "; ".join(f"{name}: {one}, {other}" for name, one, other in self._rows)
        self.setAccessibleDescription(told)
        if self._grid is not None:
            self._grid.setParent(None)
            self._grid.deleteLater()
        self._grid = QWidget()
        spacing = current_sizes().spacing
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(spacing["normal"])
        grid.setVerticalSpacing(spacing["tight"])
        for column, heading in enumerate(_HEADINGS):
            grid.setColumnStretch(column, 1)
            grid.addWidget(plain_label(heading, "heading"), 0, column)
        for row, (name, *both) in enumerate(self._rows):
            grid.addWidget(plain_label(name, "small"), 2 * row + 1, 0, 1, 2)
            for column, said in enumerate(both):
                value = plain_label(said, "")
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(value, 2 * row + 2, column, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self._grid)
