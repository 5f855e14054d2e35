"""What tells the classes of a plot apart: a colour and a pattern each, so that neither is alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from desktop_app.colours import contrast
from desktop_app.theme import current_colours, current_sizes

OKABE_ITO = (
    "#0072b2",  # blue
    "#e69f00",  # orange
    "#009e73",  # bluish green
    "#d55e00",  # vermillion
    "#56b4e9",  # sky blue
    "#cc79a7",  # reddish purple
    "#f0e442",  # yellow
    "#999999",  # grey; their black would vanish on a dark ground
)
"""Okabe and Ito (2008), "Color Universal Design", in an order that keeps neighbours apart."""
PATTERNS = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.Dense4Pattern,
)
"""One more than there are colours: a colour that comes again has another pattern."""


def fill(painter: QPainter, place: QRectF, number: int) -> None:
    """Fill a rectangle with the colour and the pattern of a series.

    Args:
        painter: Paints.
        place: What to fill.
        number: Number of the series, from 0.
    """
    colour = OKABE_ITO[number % len(OKABE_ITO)]
    ink = QColor(max(("#000000", "#ffffff"), key=lambda candidate: contrast(candidate, colour)))
    ink.setAlpha(120)
    painter.setPen(QPen(QColor(current_colours().outline), current_sizes().line(1)))
    painter.setBrush(QColor(colour))
    painter.drawRect(place)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ink, PATTERNS[number % len(PATTERNS)]))
    painter.drawRect(place)
    painter.setBrush(Qt.BrushStyle.NoBrush)
