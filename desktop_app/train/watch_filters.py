"""The filters of a network's first convolution, as small pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.images import to_qimage
from desktop_app.widgets.take_away import show_take_away_menu

_NONE = "This network has no convolution that sees the picture."
_LEAST_GAP = 3
_GAP_SHARE = 0.08


class FilterWall(QWidget):
    """Every filter from its least weight (dark) to its greatest (light), as large as it fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Filters of the first layer")
        self.setToolTip(
            "Each filter by itself, from its least weight (dark) to its greatest (light)."
        )
        theme_events().changed.connect(self.update)

    def show_filters(self, filters: Sequence[Any]) -> None:
        """Show filters: nested lists of shape (filters, height, width, channels)."""
        self._pictures = [to_qimage(_pixels(np.asarray(each, np.float64))) for each in filters]
        self.setAccessibleDescription(f"{len(filters)} filters" if filters else _NONE)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for a few filters."""
        return QSize(current_sizes().px(240), current_sizes().px(160))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the filters, each pixel a square."""
        painter = QPainter(self)
        if not self._pictures:
            painter.setPen(QColor(current_colours().muted))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), wrapped, _NONE)
        columns, side = _fit(len(self._pictures), self.width(), self.height())
        gap = max(_LEAST_GAP, _GAP_SHARE * side)  # wider than what tells the weights apart
        for number, picture in enumerate(self._pictures):
            row, column = divmod(number, columns)
            place = QRectF(column * side, row * side, side - gap, side - gap)
            painter.drawImage(place, picture)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the filters."""
        show_take_away_menu(self, self.accessibleName(), event.globalPos())


def _pixels(weights: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return a filter, (height, width, channels), as (height, width, 3), uint8."""
    if weights.shape[-1] != 3:
        weights = np.repeat(weights.mean(axis=-1, keepdims=True), 3, axis=-1)
    weights = np.nan_to_num(weights)
    low, high = weights.min(), weights.max()
    shares: NDArray[np.float64] = (weights - low) / ((high - low) or 1.0)
    return np.round(255 * shares).astype(np.uint8)


def _fit(count: int, width: int, height: int) -> tuple[int, int]:
    """Return into how many columns squares are laid, and the side of one, gap included."""
    best = (1, 1)
    for columns in range(1, count + 1):
        side = min(width // columns, height // math.ceil(count / columns))
        best = max(best, (columns, side), key=lambda each: each[1])
    return best
