"""How two confusion matrices differ, cell by cell."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.theme import contrast, current_colours, mix
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.matrix_text import draw_lines


class DifferenceMatrix(ConfusionMatrix):
    """Counts of one matrix less those of another, with their sign; colour repeats the sign."""

    def __init__(self, *, least: int = 150, most: int = 420, parent: QWidget | None = None) -> None:
        super().__init__(least=least, most=most, parent=parent)
        self.setAccessibleName("Difference of the confusion matrices")

    def cell_text(self, row: int, column: int) -> str:
        """Return what a cell says, in words."""
        names, count = self._classes, int(self._counts[row, column])
        return f"True {names[row]}, read as {names[column]}: {count:+d}"

    def _paint_cell(
        self,
        painter: QPainter,
        cell: QRectF,
        row: int,
        column: int,
        cell_fonts: tuple[QFont | None, QFont | None],
    ) -> None:
        colours, count = current_colours(), int(self._counts[row, column])
        largest = max(1, int(abs(self._counts).max()))
        colour = colours.training if count > 0 else colours.validation
        fill = mix(colours.raised, colour, 0.7 * abs(count) / largest)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(cell, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus() and (row, column) == self._current:
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawRoundedRect(cell.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        painter.setPen(QColor(max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, fill))))
        draw_lines(painter, cell, [(cell_fonts[0], f"{count:+d}" if count else "0")])
