"""The names of a plot's series, each with its colour and pattern, in lines of any width."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.series_colours import fill


def legend_places(metrics: QFontMetrics, names: Sequence[str], width: float) -> list[QRectF]:
    """Return where each name and its sample stand, from (0, 0) on.

    Args:
        metrics: Of the font.
        names: Names of the series.
        width: Width that there is, in pixels.
    """
    sizes = current_sizes()
    height, left, top = metrics.height() + sizes.px(4), 0.0, 0.0
    places = []
    for name in names:
        wide = min(width, sizes.px(20) + metrics.horizontalAdvance(name) + 2)
        if left and left + wide > width:
            left, top = 0.0, top + height
        places.append(QRectF(left, top, wide, height))
        left += wide + sizes.px(12)
    return places


def legend_height(metrics: QFontMetrics, names: Sequence[str], width: float) -> float:
    """Return the height of all lines, and of a gap above them, in pixels."""
    places = legend_places(metrics, names, width)
    return places[-1].bottom() + current_sizes().px(6) if places else 0.0


def paint_legend(painter: QPainter, names: Sequence[str], place: QRectF) -> None:
    """Paint the names and samples at the lower edge of a place."""
    metrics, sizes = painter.fontMetrics(), current_sizes()
    entries = legend_places(metrics, names, place.width())
    if not entries:
        return
    offset = place.bottomLeft() - entries[0].topLeft()
    offset.setY(place.bottom() - entries[-1].bottom())
    side = sizes.px(13)
    for number, (name, entry) in enumerate(zip(names, entries, strict=True)):
        entry.translate(offset)
        fill(painter, QRectF(entry.left() + 1, entry.center().y() - side / 2, side, side), number)
        painter.setPen(QColor(current_colours().muted))
        text = entry.adjusted(sizes.px(20), 0, 0, 0)
        elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(text.width()) + 1)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, elided)
