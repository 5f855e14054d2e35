"""One picture as the numbers that it is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.images import to_qimage
from desktop_app.widgets.painted_plot import PaintedPlot, Place

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEAST_TYPE = 6


class NumberPicture(PaintedPlot):
    """A picture whose pixels have their numbers written on them, where there is room.

    Signals:
        chosen: Row and column of a pixel.
    """

    def __init__(self, name: str, empty_text: str) -> None:
        """Make it, without a picture.

        Args:
            name: What it shows.
            empty_text: What is said while there is no picture.
        """
        super().__init__(name)
        self._values: NDArray[np.float64] = np.zeros((0, 0))
        self._lowest, self._largest = 0.0, 1.0
        self._framed: QRectF | None = None
        self._empty_text = empty_text
        self.setMinimumSize(current_sizes().px(140), current_sizes().px(140))
        theme_events().changed.connect(self.update)

    @property
    def values(self) -> NDArray[np.float64]:
        """What is shown, shape (height, width)."""
        return self._values

    def show_values(self, values: NDArray[np.number], largest: float, lowest: float = 0.0) -> None:
        """Show a picture.

        Args:
            values: Shape (height, width); not-a-number is no pixel yet.
            largest: The value that is white.
            lowest: The value that is black.
        """
        if values.shape != self._values.shape:
            self._current = (0, 0)
        self._values = np.asarray(values, dtype=np.float64)
        self._lowest, self._largest = lowest, max(largest, lowest + 1e-12)
        self._describe()
        self.update()

    def frame_part(self, top: int, left: int, height: int, width: int) -> None:
        """Draw a frame around some pixels; no height takes it away."""
        self._framed = QRectF(left, top, width, height) if height else None
        self.update()

    def text_at(self, point: QPoint) -> str:
        """Return which pixel is at a point, and its number."""
        place = self._place_at(QPointF(point)) if self._has_parts else None
        return "" if place is None else self._pixel_words(place)

    def sizeHint(self) -> QSize:
        """Return a size at which numbers can be read."""
        return QSize(current_sizes().px(420), current_sizes().px(420))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint pixels, their numbers, and a frame around some of them."""
        painter, theme = QPainter(self), current_colours()
        if not self._has_parts:
            painter.setPen(QColor(theme.muted))
            wrapped = _CENTRE | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), wrapped, self._empty_text)
            return
        whole = self._whole()
        cell = whole.width() / self._values.shape[1]
        widest = max((self._text(value) for value in self._ends()), key=len)
        font = QFont(self.font())
        font.setPixelSize(max(1, int(cell / 2)))
        while font.pixelSize() > 1 and QFontMetricsF(font).horizontalAdvance(widest) > 0.86 * cell:
            font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
        written = font.pixelSize() >= _LEAST_TYPE
        painter.drawImage(whole, self._image(theme.hover))
        for row, column in np.ndindex(self._values.shape if written else (0, 0)):
            value = float(self._values[row, column])
            light = value - self._lowest > 0.47 * (self._largest - self._lowest)
            place = QRectF(whole.left() + column * cell, whole.top() + row * cell, cell, cell)
            painter.setPen(QColor("#000000" if light else "#e0e0e0"))
            painter.drawText(place, _CENTRE, self._text(value))
        if self._framed is not None:
            self._paint_frame(painter, self._framed, whole, cell, theme.warning)
        if self.hasFocus():
            row, column = self._current
            self._paint_frame(painter, QRectF(column, row, 1, 1), whole, cell, theme.focus)
        painter.end()

    @staticmethod
    def _paint_frame(
        painter: QPainter, part: QRectF, whole: QRectF, cell: float, colour: str
    ) -> None:
        painter.setPen(QPen(QColor(colour), current_sizes().px(3)))
        painter.drawRect(
            QRectF(
                whole.left() + part.left() * cell,
                whole.top() + part.top() * cell,
                part.width() * cell,
                part.height() * cell,
            )
        )

    def _image(self, unknown: str) -> QImage:
        """Return the pixels in grey; those that are not known in another colour."""
        shares = (self._values - self._lowest) / (self._largest - self._lowest)
        grey = np.rint(255 * np.clip(np.nan_to_num(shares), 0.0, 1.0)).astype(np.uint8)
        pixels = np.repeat(grey[..., None], 3, axis=2)
        colour = QColor(unknown)
        pixels[np.isnan(shares)] = colour.red(), colour.green(), colour.blue()
        return to_qimage(pixels)

    def _ends(self) -> tuple[float, float]:
        known = np.nan_to_num(self._values)
        return float(known.min()), float(known.max())

    @staticmethod
    def _text(value: float) -> str:
        if math.isnan(value):
            return "–"
        return f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}"

    def _whole(self) -> QRectF:
        rows, columns = self._values.shape
        cell = min(self.width() / columns, self.height() / rows)
        wide, high = cell * columns, cell * rows
        return QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)

    @property
    def _has_parts(self) -> bool:
        return self._values.size > 0

    def _place_at(self, point: QPointF) -> Place | None:
        whole = self._whole()
        if not whole.contains(point):
            return None
        rows, columns = self._values.shape
        cell = whole.width() / columns
        return (
            min(int((point.y() - whole.top()) / cell), rows - 1),
            min(int((point.x() - whole.left()) / cell), columns - 1),
        )

    def _stepped(self, step: Place) -> Place:
        rows, columns = self._values.shape
        row, column = (a + b for a, b in zip(self._current, step, strict=True))
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)

    def _description(self) -> str:
        if not self._has_parts:
            return self._empty_text
        rows, columns = self._values.shape
        return f"{rows} x {columns} pixels. {self._pixel_words(self._current)}"

    def _pixel_words(self, place: Place) -> str:
        value = self._text(float(self._values[place]))
        return f"Row {place[0] + 1}, column {place[1] + 1}: {value} of {self._largest:g}"
