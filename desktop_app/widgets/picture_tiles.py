"""How a view divides its width among pictures, and what it says where there are none."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes


def tiles(width: int, *, aspect: float = 1.0) -> tuple[int, QSize]:
    """Return how many columns fit into a width, and the size of a tile with two lines below.

    Args:
        width: Pixels.
        aspect: Height of a picture's place over its width.
    """
    sizes = current_sizes()
    columns = max(1, width // sizes.px(150))
    tile = max(1, width) // columns
    return columns, QSize(tile, round(aspect * min(tile, sizes.px(190))) + sizes.px(52))


def paint_empty_text(viewport: QWidget, text: str) -> None:
    """Write why there are no pictures in the middle of a view."""
    painter = QPainter(viewport)
    painter.setPen(current_colours().muted)
    wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(viewport.rect().adjusted(16, 16, -16, -16), wrapped, text)
    painter.end()
