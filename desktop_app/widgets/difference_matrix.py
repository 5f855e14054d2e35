"""How two confusion matrices differ, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.colours import mix
from desktop_app.theme import current_colours
from desktop_app.widgets.confusion_matrix import ConfusionMatrix


class DifferenceMatrix(ConfusionMatrix):
    """Counts of one matrix less those of another, with their sign; colour repeats the sign."""

    def __init__(self, *, least: int = 150, most: int = 420, parent: QWidget | None = None) -> None:
        super().__init__(least=least, most=most, parent=parent)
        self.setAccessibleName("Difference of the confusion matrices")

    def cell_text(self, row: int, column: int) -> str:
        """Return what a cell says, in words."""
        names, count = self._classes, int(self._counts[row, column])
        return f"True {names[row]}, read as {names[column]}: {count:+d}"

    def _look_of(self, row: int, column: int) -> tuple[str, Sequence[str]]:
        colours, count = current_colours(), int(self._counts[row, column])
        largest = max(1, int(abs(self._counts).max()))
        colour = colours.training if count > 0 else colours.validation
        fill = mix(colours.raised, colour, 0.7 * abs(count) / largest)
        return fill, [f"{count:+d}" if count else "0"]
