"""Lines, intervals and the operating point of a curve over thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.curve_frame import Frame

State = Literal["chosen", "focused", "hovered"]


@dataclass(frozen=True, eq=False)
class Line:
    """A line of a plot.

    Attributes:
        name: What it is called in the legend.
        x: Shape (points,).
        y: Shape (points,).
        solid: Whether it is the curve itself; what it is compared with is dashed or dotted.
        dots: Whether it is dotted instead of dashed.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    solid: bool = False
    dots: bool = False


@dataclass(frozen=True)
class Bar:
    """The interval of one point.

    Attributes:
        x: Where it stands.
        low: Its lower end.
        high: Its upper end.
    """

    x: float
    low: float
    high: float


def paint_lines(
    painter: QPainter, frame: Frame, lines: Sequence[Line], ink: QColor, *, dotted: bool = False
) -> None:
    """Paint lines; points one by one as well where `dotted`."""
    for line in lines:
        x, y = frame.x.pixels(line.x).tolist(), frame.y.pixels(line.y).tolist()
        points = [QPointF(*point) for point in zip(x, y, strict=True)]
        painter.setPen(_pen(line, ink))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        if dotted:
            painter.setBrush(ink)
            radius = current_sizes().px(3)
            for point in points:
                painter.drawEllipse(point, radius, radius)


def paint_bars(painter: QPainter, frame: Frame, bars: Sequence[Bar], ink: QColor) -> None:
    """Paint intervals."""
    painter.setPen(QPen(ink, current_sizes().line(1)))
    cap = current_sizes().px(3)
    for bar in bars:
        x, low, high = (
            frame.x.pixels(bar.x),
            frame.y.pixels(bar.low),
            frame.y.pixels(bar.high),
        )
        painter.drawLine(QLineF(x, low, x, high))
        for y in (low, high):
            painter.drawLine(QLineF(x - cap, y, x + cap, y))


def paint_point(painter: QPainter, frame: Frame, place: tuple[float, float], state: State) -> None:
    """Paint the operating point as a ring, larger with the keyboard's focus."""
    colours, sizes = current_colours(), current_sizes()
    centre = QPointF(frame.x.pixels(place[0]), frame.y.pixels(place[1]))
    painter.setBrush(QColor(colours.surface))
    if state == "hovered":
        painter.setPen(QPen(QColor(colours.muted), current_sizes().line(1.5)))
        painter.drawEllipse(centre, sizes.px(4), sizes.px(4))
        return
    painter.setPen(QPen(QColor(colours.positive), sizes.line(3)))
    painter.drawEllipse(centre, sizes.px(6), sizes.px(6))
    if state == "focused":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.focus), sizes.line(2)))
        painter.drawEllipse(centre, sizes.px(11), sizes.px(11))


def paint_legend(painter: QPainter, frame: Frame, lines: Sequence[Line]) -> None:
    """Name the lines in the corner where that covers least of them, each beside a piece of it."""
    colours, sizes = current_colours(), current_sizes()
    metrics, piece = QFontMetricsF(painter.font()), sizes.px(22)
    wide = max(metrics.horizontalAdvance(line.name) for line in lines) + piece + 6
    high = metrics.height()
    ground = emptiest_corner(frame, lines, wide + 4, high * len(lines))
    left = ground.left() + 2
    painter.fillRect(ground, QColor(colours.surface))
    for row, line in enumerate(lines):
        y = ground.top() + (row + 0.5) * high
        painter.setPen(_pen(line, QColor(colours.training if line.solid else colours.muted)))
        painter.drawLine(QLineF(left, y, left + piece, y))
        painter.setPen(QColor(colours.text))
        painter.drawText(QPointF(left + piece + 6, y + metrics.ascent() / 2 - 1), line.name)


def emptiest_corner(frame: Frame, lines: Sequence[Line], width: float, height: float) -> QRectF:
    """Return the place in a corner that covers least of the lines; the upper right at a draw."""
    inner = frame.inner
    places = [
        QRectF(left, top, width, height)
        for left in (inner.right() - width - 2, inner.left() + 2)
        for top in (inner.top(), inner.bottom() - height - 2)
    ]

    def covered(place: QRectF) -> int:
        within = 0
        for line in lines:
            along = np.linspace(0, len(line.x) - 1, 200)  # also between points far apart
            x, y = (
                scale.pixels(np.interp(along, np.arange(len(values)), values))
                for scale, values in ((frame.x, line.x), (frame.y, line.y))
            )
            beside = (x >= place.left()) & (x <= place.right())
            within += int((beside & (y >= place.top()) & (y <= place.bottom())).sum())
        return within

    return min(places, key=covered)


def _pen(line: Line, ink: QColor) -> QPen:
    pen = QPen(ink, current_sizes().line(2 if line.solid else 1.5))
    if not line.solid:
        pen.setStyle(Qt.PenStyle.DotLine if line.dots else Qt.PenStyle.DashLine)
    return pen
