"""Lengths that widgets were told when they were made, told anew at another scale."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QWidget,
)

_UNBOUNDED = 16_777_215
"""Qt's QWIDGETSIZE_MAX: no bound."""


def rescale(widgets: Iterable[QWidget], ratio: float) -> None:
    """Multiply the lengths that widgets hold: bounds, icons, rows, columns.

    To call before a style sheet of the new scale is set: what that says holds. Up and back again
    ends where it began, as long as the scale is not below 1: halves of a pixel are rounded away.

    Args:
        widgets: The widgets; windows keep their size.
        ratio: New scale by old scale.
    """
    for widget in widgets:
        if not widget.isWindow():
            _rescale_bounds(widget, ratio)
            widget.updateGeometry()  # what it asks for depends on the scale
        if isinstance(widget, QAbstractButton | QAbstractItemView):
            widget.setIconSize(_times(widget.iconSize(), ratio))
        if isinstance(widget, QHeaderView):
            _rescale_sections(widget, ratio)
        layout = widget.layout()
        if isinstance(layout, QGridLayout):
            _rescale_grid(layout, ratio)


def _rescale_bounds(widget: QWidget, ratio: float) -> None:
    least, most = widget.minimumSize(), widget.maximumSize()
    widget.setMinimumSize(0, 0)  # else the larger bound is moved by the smaller one
    widget.setMaximumSize(_times(most, ratio))
    widget.setMinimumSize(_times(least, ratio))


def _rescale_sections(header: QHeaderView, ratio: float) -> None:
    widths = [header.sectionSize(number) for number in range(header.count())]
    header.setMinimumSectionSize(round(header.minimumSectionSize() * ratio))
    header.setDefaultSectionSize(round(header.defaultSectionSize() * ratio))
    for number, width in enumerate(widths):
        if header.sectionResizeMode(number) in _BY_HAND and not header.isSectionHidden(number):
            header.resizeSection(number, round(width * ratio))


_BY_HAND = (QHeaderView.ResizeMode.Interactive, QHeaderView.ResizeMode.Fixed)


def _rescale_grid(grid: QGridLayout, ratio: float) -> None:
    for column in range(grid.columnCount()):
        grid.setColumnMinimumWidth(column, round(grid.columnMinimumWidth(column) * ratio))
    for row in range(grid.rowCount()):
        grid.setRowMinimumHeight(row, round(grid.rowMinimumHeight(row) * ratio))


def _times(size: QSize, ratio: float) -> QSize:
    return QSize(_length(size.width(), ratio), _length(size.height(), ratio))


def _length(length: int, ratio: float) -> int:
    return length if length >= _UNBOUNDED else min(_UNBOUNDED, round(length * ratio))
