"""The crosshair of a plot: a line at one place, and the values of all curves there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.curve import Curve
from desktop_app.widgets.curve_frame import Frame
from desktop_app.widgets.curve_lines import pen
from desktop_app.widgets.curve_marks import paint_mark
from desktop_app.widgets.curve_scale import value_text

Reading = tuple[Curve, float, float]
"""A curve, and x and y of its point that is read."""


def readings(curves: Sequence[Curve], x: float, reach: float) -> list[Reading]:
    """Return the points of shown curves that are nearest to a place.

    Args:
        curves: The curves.
        x: The place.
        reach: How far beyond its ends a curve is still read.
    """
    found = []
    for curve in curves:
        read = curve.read(x, reach) if curve.shown else None
        if read is not None:
            found.append((curve, *read))
    return found


def reading_words(heading: str, read: Sequence[Reading]) -> str:
    """Return what is read at a place as a sentence."""
    values = ", ".join(f"{curve.words} {value_text(y)}" for curve, _, y in read)
    return f"{heading}: {values}" if values else heading


def paint_readout(
    painter: QPainter, frame: Frame, x: float, heading: str, read: Sequence[Reading]
) -> None:
    """Paint the line, a ring around each point that is read, and a table of the values."""
    colours = current_colours()
    at = frame.x.pixels(x)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(colours.text), current_sizes().line(1)))
    painter.drawLine(QLineF(at, frame.inner.top(), at, frame.inner.bottom()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for curve, place, value in read:
        scale = frame.right if curve.on_right and frame.right else frame.y
        y = scale.pixels(value)
        if frame.inner.top() - 1 <= y <= frame.inner.bottom() + 1:
            painter.setPen(QPen(QColor(curve.style.colour()), current_sizes().line(2)))
            painter.drawEllipse(QPointF(frame.x.pixels(place), y), 4, 4)
    _paint_table(painter, frame.inner, at, heading, read)


def _paint_table(
    painter: QPainter, inner: QRectF, at: float, heading: str, read: Sequence[Reading]
) -> None:
    """Paint a row for each name, with a column for each part."""
    colours, sizes = current_colours(), current_sizes()
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance
    high, sample, gap = metrics.height() + 1, sizes.px(24), sizes.px(8)
    rows: dict[str, dict[str, Reading]] = {}
    for reading in read:
        rows.setdefault(reading[0].name, {})[reading[0].part] = reading
    parts = list(dict.fromkeys(curve.part for curve, _, _ in read))
    texts = [value_text(y) for _, _, y in read]
    names = {
        name: metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, inner.width() / 2)
        for name in rows
    }
    column = max((width(text) for text in (*texts, *parts)), default=0.0) + gap
    first = sample + max((width(name) for name in names.values()), default=0.0)
    if parts != [""]:
        first = max(first, width(heading))
    wide = max(first + column * len(parts), width(heading)) + 2 * gap
    left = at + 10 if at + 10 + wide <= inner.right() else at - 10 - wide
    left = max(inner.left() + 2, left)
    place = QRectF(left, inner.top() + 2, wide, high * (len(rows) + 1) + 6)
    painter.setPen(QPen(QColor(colours.outline), current_sizes().line(1)))
    painter.setBrush(QColor(colours.raised))
    painter.drawRoundedRect(place, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ends = {part: place.right() - gap - column * n for n, part in enumerate(reversed(parts))}
    base = place.top() + 3 + metrics.ascent()
    painter.setPen(QColor(colours.text))
    painter.drawText(QPointF(left + gap, base), heading)
    for part in parts:
        painter.drawText(QPointF(ends[part] - width(part), base), part)
    for name, found in rows.items():
        base += high
        curve = next(iter(found.values()))[0]
        middle = QPointF(left + gap + sample / 2 - 4, base - metrics.ascent() / 2 + 2)
        paint_sample(painter, curve, middle, sample - 8)
        painter.setPen(QColor(colours.text))
        painter.drawText(QPointF(left + gap + sample, base), names[name])
        for part, (_, _, y) in found.items():
            text = value_text(y)
            painter.drawText(QPointF(ends[part] - width(text), base), text)


def paint_sample(painter: QPainter, curve: Curve, middle: QPointF, wide: float) -> None:
    """Paint a short piece of a curve, by which it is known again."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(pen(curve.style))
    painter.drawLine(QLineF(middle.x() - wide / 2, middle.y(), middle.x() + wide / 2, middle.y()))
    paint_mark(painter, curve.style, middle)
