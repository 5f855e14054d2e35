"""The writing on a bar chart: names and numbers beside the bars, or the axes of a histogram."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.bar_data import BarData
from desktop_app.widgets.bar_layout import BarLayout

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def write_rows(painter: QPainter, layout: BarLayout, data: BarData) -> None:
    """Write the name of each bar at its left and its number at its right."""
    colours, metrics = current_colours(), painter.fontMetrics()
    for number, (name, value) in enumerate(zip(layout.names, layout.values, strict=True)):
        text = metrics.elidedText(data.bars[number], Qt.TextElideMode.ElideRight, int(name.width()))
        painter.setPen(QColor(colours.text))
        painter.drawText(name, _RIGHT, text)
        painter.setPen(QColor(colours.muted))
        painter.drawText(value, _LEFT, data.value_text(number))


def write_axes(painter: QPainter, layout: BarLayout, data: BarData, *, as_shares: bool) -> None:
    """Write as many names below the bars as there is room for, and what the highest bar counts."""
    colours, metrics, plot = current_colours(), painter.fontMetrics(), layout.plot
    painter.setPen(QPen(QColor(colours.outline), current_sizes().line(1)))
    painter.drawLine(plot.bottomLeft(), plot.bottomRight())
    painter.setPen(QPen(QColor(colours.border), current_sizes().line(1)))
    painter.drawLine(plot.topLeft(), plot.topRight())
    painter.setPen(QColor(colours.muted))
    top = "100 %" if as_shares else f"{int(data.totals.max(initial=0)):,}"
    for text, y in ((top, plot.top()), ("0", plot.bottom())):
        beside = QRectF(0, y - metrics.height() / 2, plot.left() - 6, metrics.height())
        painter.drawText(beside, _RIGHT, text)
    ticks = data.ticks or data.bars
    widest = max((metrics.horizontalAdvance(tick) for tick in ticks), default=0) + 10
    every = max(1, math.ceil(widest / layout.names[0].width())) if ticks else 1
    for place, tick in list(zip(layout.names, ticks, strict=True))[::every]:
        below = QRectF(0, place.top(), widest, place.height())
        below.moveCenter(QPointF(place.center().x(), place.center().y()))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tick)
