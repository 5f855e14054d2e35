"""Marks on curves, which tell them apart without colour."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPen, QPixmap, QPolygonF

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.curve_lines import LineStyle, Shape

_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
    "down": ((0, 1.2), (1.15, -0.9), (-1.15, -0.9)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
}
_ARMS: dict[str, tuple[tuple[float, float], ...]] = {
    "plus": ((1.2, 0), (0, 1.2)),
    "cross": ((1, 1), (1, -1)),
}


def paint_marks(
    painter: QPainter,
    style: LineStyle,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    phase: int,
) -> None:
    """Draw the marks of a curve.

    Args:
        painter: Paints.
        style: How the curve looks.
        x: Places in pixels, ascending, shape (n,).
        y: Places in pixels, shape (n,).
        phase: Number of the curve; marks of several curves stand side by side.
    """
    if not style.shape or not len(x):
        return
    at = np.arange(x[0] + phase * 17 % style.apart, x[-1] + 1, style.apart)
    if len(at) < len(x):
        chosen = np.unique(np.minimum(np.searchsorted(x, at), len(x) - 1))
        x, y = x[chosen], y[chosen]
    there = ~np.isnan(y)
    places = [QPointF(*place) for place in zip(x[there].tolist(), y[there].tolist(), strict=True)]
    engine = painter.paintEngine()
    if engine.type() != QPaintEngine.Type.Raster:
        for place in places:
            paint_mark(painter, style, place)
        return
    # On the screen, copies of one picture: several times as quick as to draw each.
    stamp = _stamp(
        style.shape,
        style.colour(),
        current_colours().surface,
        current_sizes().px(4),
        engine.paintDevice().devicePixelRatioF(),
    )
    half = QPointF(1, 1) * (stamp.deviceIndependentSize().width() / 2)
    for place in places:
        painter.drawPixmap(place - half, stamp)


def paint_mark(painter: QPainter, style: LineStyle, middle: QPointF) -> None:
    """Draw one mark in the colour of a curve, with a rim in that of the ground."""
    _paint(
        painter,
        style.shape,
        middle,
        current_sizes().px(4),
        (style.colour(), current_colours().surface),
    )


@lru_cache(maxsize=64)
def _stamp(shape: Shape, colour: str, rim: str, half: float, ratio: float) -> QPixmap:
    side = 3 * half + 4
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _paint(painter, shape, QPointF(side / 2, side / 2), half, (colour, rim))
    painter.end()
    return picture


def _paint(
    painter: QPainter, shape: Shape, middle: QPointF, half: float, colours: tuple[str, str]
) -> None:
    colour, rim = map(QColor, colours)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(rim, current_sizes().line(1)))
    painter.setBrush(colour)
    if shape == "circle":
        painter.drawEllipse(middle, half, half)
    elif shape in _CORNERS:
        painter.drawPolygon(QPolygonF([middle + QPointF(a, b) * half for a, b in _CORNERS[shape]]))
    elif shape in _ARMS:
        for width, ink in ((half / 2 + 2, rim), (max(2.0, half / 2), colour)):
            painter.setPen(QPen(ink, width))
            for a, b in _ARMS[shape]:
                arm = QPointF(a, b) * half
                painter.drawLine(QLineF(middle - arm, middle + arm))
    painter.setBrush(Qt.BrushStyle.NoBrush)
