"""The writing on a confusion matrix: as large as its cells allow, or left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop_app.theme import current_sizes


def draw_upwards(painter: QPainter, place: QRectF, alignment: Qt.AlignmentFlag, text: str) -> None:
    """Write text that runs upwards, aligned along its own direction."""
    painter.save()
    painter.translate(place.bottomLeft())
    painter.rotate(-90)
    painter.drawText(QRectF(0, 0, place.height(), place.width()), alignment, text)
    painter.restore()


def fonts(base: QFont, cell: QRectF, first: str, second: str) -> tuple[QFont | None, QFont | None]:
    """Return the fonts of the two lines of a cell; None for what could not be read.

    Args:
        base: The widget's font.
        cell: Any cell; all have one size.
        first: The longest first line.
        second: The longest second line.
    """
    readable = current_sizes().px(9)
    largest = current_sizes().type_scale["display"]
    second_largest = min(largest, current_sizes().px(18))
    large = _fitting_font(base, first, cell, share=0.3, largest=largest)
    small = _fitting_font(base, second, cell, share=0.2, largest=second_largest)
    if small.pixelSize() >= readable and large.pixelSize() >= readable:
        return large, small
    alone = _fitting_font(base, first, cell, share=0.6, largest=second_largest)
    return (alone if alone.pixelSize() >= readable else None), None


def _fitting_font(base: QFont, text: str, cell: QRectF, *, share: float, largest: int) -> QFont:
    """Return the font at `share` of the cell's height, or less where that is too large."""
    font = QFont(base)
    font.setPixelSize(max(1, min(round(cell.height() * share), largest)))
    wide = QFontMetricsF(font).horizontalAdvance(text)
    if wide > cell.width() - 4:
        font.setPixelSize(max(1, int(font.pixelSize() * (cell.width() - 4) / wide)))
    return font


def draw_lines(painter: QPainter, cell: QRectF, lines: Sequence[tuple[QFont | None, str]]) -> None:
    """Write lines of text in the middle of a cell, leaving out those without a font."""
    shown = [(font, text) for font, text in lines if font is not None]
    heights = [QFontMetricsF(font).height() for font, _ in shown]
    top = cell.center().y() - sum(heights) / 2
    for (font, text), height in zip(shown, heights, strict=True):
        painter.setFont(font)
        painter.drawText(
            QRectF(cell.left(), top, cell.width(), height), Qt.AlignmentFlag.AlignCenter, text
        )
        top += height
