"""Where the parts of a confusion matrix stand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF

_CELL = 54
"""Side of a cell beyond which class names may have the rest."""
_MARGIN = 2


@dataclass(frozen=True)
class MatrixLayout:
    """Places in a widget of a given size, in pixels.

    Attributes:
        classes: Number of classes.
        left: Left edge of the cells.
        top: Upper edge of the cells.
        cell_width: Width of a cell.
        cell_height: Height of a cell.
        line: Height of a line of text.
        row_names: Width of the row names.
        column_names: Height of the column names.
        upright: Whether the column names run upwards.
    """

    classes: int
    left: float
    top: float
    cell_width: float
    cell_height: float
    line: float
    row_names: float
    column_names: float
    upright: bool

    def cell(self, row: int, column: int) -> QRectF:
        """Return a cell, with a gap of two pixels to its neighbours."""
        x = self.left + column * self.cell_width
        y = self.top + row * self.cell_height
        return QRectF(x, y, self.cell_width, self.cell_height).adjusted(1, 1, -1, -1)

    def cell_at(self, point: QPoint | QPointF) -> tuple[int, int] | None:
        """Return (row, column) of the cell at a point."""
        column = int((point.x() - self.left) // self.cell_width)
        row = int((point.y() - self.top) // self.cell_height)
        inside = 0 <= row < self.classes and 0 <= column < self.classes
        return (row, column) if inside else None

    def name_at(self, point: QPoint | QPointF) -> int | None:
        """Return the class whose name, beside a row or over a column, is at a point."""
        for number in range(self.classes):
            names = self.row_name(number), self.column_name(number)
            if any(name.contains(QPointF(point)) for name in names):
                return number
        return None

    def row_name(self, row: int) -> QRectF:
        """Return the place of a row's name."""
        y = self.top + row * self.cell_height
        return QRectF(self.left - self.row_names, y, self.row_names - 6, self.cell_height)

    def column_name(self, column: int) -> QRectF:
        """Return the place of a column's name."""
        x = self.left + column * self.cell_width
        return QRectF(x, self.top - self.column_names, self.cell_width, self.column_names - 4)

    def column_title(self) -> QRectF:
        """Return the place of the title over the columns."""
        y = self.top - self.column_names - self.line
        return QRectF(self.left, y, self.classes * self.cell_width, self.line)

    def row_title(self) -> QRectF:
        """Return the place of the title beside the rows; it runs upwards."""
        x = self.left - self.row_names - self.line
        return QRectF(x, self.top, self.line, self.classes * self.cell_height)


def lay_out(
    width: float, height: float, classes: int, *, line: float, widest_name: float
) -> MatrixLayout:
    """Fit a matrix into a widget.

    Args:
        width: Of the widget, in pixels.
        height: Of the widget, in pixels.
        classes: Number of classes.
        line: Height of a line of text.
        widest_name: Width of the longest class name.
    """
    spare_width = width - line - _CELL * classes
    row_names = min(widest_name + 7, max(0.3 * width, spare_width))
    free_width = max(1.0, width - line - row_names - _MARGIN)
    upright = widest_name + 2 > free_width / classes
    spare_height = height - line - _CELL * classes
    longest = max(0.3 * height, spare_height)
    column_names = min(widest_name + 8, longest) if upright else line + 4
    free_height = max(1.0, height - line - column_names - _MARGIN)
    cell_width, cell_height = free_width / classes, free_height / classes
    cell_width = min(cell_width, 1.8 * cell_height)
    cell_height = min(cell_height, cell_width)
    return MatrixLayout(
        classes=classes,
        left=line + row_names + (free_width - classes * cell_width) / 2,
        top=line + column_names + (free_height - classes * cell_height) / 2,
        cell_width=cell_width,
        cell_height=cell_height,
        line=line,
        row_names=row_names,
        column_names=column_names,
        upright=upright,
    )
