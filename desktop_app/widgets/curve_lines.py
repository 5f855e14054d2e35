"""Curves, as painted: lines with gaps, and marks that tell them apart without colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPen, QPolygonF

from desktop_app.colours import contrast, mix
from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.series_colours import OKABE_ITO

Shape = Literal["", "circle", "square", "triangle", "diamond", "down", "plus", "cross"]
Form = Literal["plain", "smoothed", "behind"]
SHAPES: tuple[Shape, ...] = ("circle", "square", "triangle", "diamond", "down", "plus", "cross")
"""One fewer than there are colours, so that both together come again only after 56."""
DASHES = (4.0, 2.5)
DOTS = (2.0, 2.0)
FAINT = 0.35
"""How much of its colour is left of a raw curve behind the smoothed one."""
MARKS_APART = 90.0
"""Pixels between two marks on a curve among many."""
_BAND = 8.0
"""How many times as far up and down as along a line goes from which it is a band, as noise makes
it: smooth edges are not seen there, and take most of the time."""


@dataclass(frozen=True)
class LineStyle:
    """How a curve looks.

    Attributes:
        colour: Returns its colour in the look of the moment, as "#rrggbb".
        width: Of the line, in pixels at scale 1.
        dash: Lengths of its dashes and gaps, in widths of the line; empty for none.
        shape: Marks on it; "" for none.
        apart: Least distance between two marks, in pixels.
        opacity: Of the line where it is not smoothed: 0 to 1.
    """

    colour: Callable[[], str]
    width: float = 1.0
    dash: tuple[float, ...] = ()
    shape: Shape = ""
    apart: float = MARKS_APART
    opacity: float = 1.0


def run_colour(number: int) -> str:
    """Return the colour of the n-th of many curves: Okabe and Ito's, readable on the ground."""
    colours = current_colours()
    return _readable(OKABE_ITO[number % len(OKABE_ITO)], colours.text, colours.surface)


@lru_cache(maxsize=64)
def _readable(colour: str, text: str, ground: str) -> str:
    """Return a colour, mixed with that of the text until it has a contrast of 3 to the ground."""
    shares = (0.0, 0.15, 0.3, 0.45, 0.6, 1.0)
    mixed = (mix(colour, text, share) for share in shares)
    return next((one for one in mixed if contrast(one, ground) >= 3), text)


def run_shape(number: int) -> Shape:
    """Return the mark of the n-th of many curves."""
    return SHAPES[number % len(SHAPES)]


def pen(style: LineStyle, form: Form = "plain") -> QPen:
    """Return what a line is drawn with.

    Args:
        style: How the curve looks.
        form: Whether it is the curve itself, its smoothed form, or what stands behind that.
    """
    faint = form == "behind"
    colour = QColor(style.colour())
    colour.setAlphaF({"plain": style.opacity, "smoothed": 1.0, "behind": FAINT}[form])
    width = style.width + (form == "smoothed")
    line = QPen(colour, max(1, round(current_sizes().line(width))))
    if style.dash and not faint:
        line.setDashPattern(style.dash)
    line.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return line


def paint_line(painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Draw a line through points with the painter's pen.

    Args:
        painter: Paints.
        x: Places in pixels, shape (n,).
        y: Places in pixels, shape (n,); not-a-number leaves a gap.
    """
    if not len(x):
        return
    band = bool(np.nansum(np.abs(np.diff(y))) > _BAND * (x[-1] - x[0]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not band)
    gaps = np.flatnonzero(np.isnan(y))
    starts, ends = np.append(0, gaps + 1), np.append(gaps, len(y))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end > start:
            _paint_piece(painter, x[start:end], y[start:end], band=band)


def _paint_piece(
    painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64], *, band: bool
) -> None:
    if len(x) == 1:
        painter.drawPoint(QPointF(float(x[0]), float(y[0])))
        return
    polyline = QPolygonF()
    polyline.resize(len(x))
    # Written in one go: a Python object for each point would take longer than to paint it.
    # The stubs know neither that VoidPtr takes an address with a length, nor that it is a buffer.
    void_pointer: Any = shiboken6.VoidPtr
    memory = void_pointer(polyline.data(), 16 * len(x), True)
    points = np.frombuffer(memory, dtype=np.float64).reshape(-1, 2)
    points[:, 0], points[:, 1] = x, y
    pen = painter.pen()
    scale = painter.deviceTransform().m11()  # device pixels in one of the painter's units
    wide = max(1, round(pen.widthF() * scale))
    mixes = pen.color().alpha() < 255 and wide > 1 and not band  # it would with itself
    if mixes or painter.paintEngine().type() != QPaintEngine.Type.Raster:
        painter.drawPolyline(polyline)
        return
    # A wide line as thin ones side by side: Qt makes an outline of a wide one, which takes up to
    # two hundred times as long.
    thin = QPen(pen)
    thin.setCosmetic(True)
    thin.setWidth(1)
    thin.setDashPattern([wide * length for length in pen.dashPattern()])
    painter.setPen(thin)
    for number in range(wide):
        aside = (number - (wide - 1) / 2) / scale
        for right, down in ((aside, 0.0), (0.0, aside))[: 1 if band or wide == 1 else 2]:
            painter.translate(right, down)
            painter.drawPolyline(polyline)
            painter.translate(-right, -down)
    painter.setPen(pen)
