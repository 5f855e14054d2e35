"""The mean colour of the pictures of each class, and how far pictures are apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.painted_plot import PaintedPlot, Place

_CHANNELS = ("red", "green", "blue")
_INKS = ("positive", "negative", "training")
"""The theme's vermillion, green and blue; their marks differ as well."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class ColourData:
    """Colours by class, 0 to 255; nan where there is no picture.

    Attributes:
        names: Names of the classes.
        mean: Shape (classes, 3): red, green, blue.
        spread: Standard deviation, shape (classes, 3).
        pictures: Pictures of each class, shape (classes,).
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    pictures: NDArray[np.int64]

    def text(self, row: int) -> str:
        """Return what a row says, in words."""
        if not self.pictures[row]:
            return f"{self.names[row]}: no pictures"
        channels = (
            f"{channel} {mean:.0f} ± {spread:.0f}"
            for channel, mean, spread in zip(
                _CHANNELS, self.mean[row], self.spread[row], strict=True
            )
        )
        return f"{self.names[row]}: {', '.join(channels)}; n = {int(self.pictures[row]):,}"


class ColourChart(PaintedPlot):
    """One row a class: a patch of its mean colour, and a mark with a spread for each channel.

    Signals:
        chosen: Number of the row, and 0.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Colours by class", parent)
        nothing = np.zeros((0, 3))
        self._data = ColourData((), nothing, nothing, np.zeros(0, dtype=np.int64))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_events().changed.connect(self.updateGeometry)

    def set_data(self, data: ColourData) -> None:
        """Show other colours."""
        self._data, self._current = data, (0, 0)
        self._describe()
        self.updateGeometry()
        self.update()

    def text_at(self, point: QPoint) -> str:
        """Return what the row at a point says in full; "" below the last."""
        place = self._place_at(QPointF(point))
        return "" if place is None else self._data.text(place[0])

    def numbers(self) -> tuple[list[str], list[list[str]]]:
        """Return mean and standard deviation of each channel, and the pictures, by class."""
        data = self._data
        channels = [f"{channel}, {what}" for what in ("mean", "SD") for channel in _CHANNELS]
        rows = [
            [name, str(pictures), *("" if np.isnan(x) else repr(x) for x in (*mean, *spread))]
            for name, pictures, mean, spread in zip(
                data.names,
                data.pictures.tolist(),
                data.mean.tolist(),
                data.spread.tolist(),
                strict=True,
            )
        ]
        return ["Class", "Pictures", *channels], rows

    def sizeHint(self) -> QSize:
        """Return the height of all rows and of the axis below them."""
        height = self._row_height() * max(1, len(self._data.names)) + 2 * self._line() + 6
        return QSize(current_sizes().px(400), height)

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest size at which the marks can be told apart."""
        return QSize(current_sizes().px(220), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint names, patches, marks and axis."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        self._paint_axis(painter, plot)
        for row, name in enumerate(self._data.names):
            self._paint_row(painter, plot, row, name)
        if self.hasFocus() and self._data.names:
            top = self._current[0] * self._row_height()
            place = QRectF(0, top, self.width(), self._row_height())
            painter.setPen(QPen(QColor(current_colours().focus), current_sizes().line(2)))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.end()

    @property
    def _has_parts(self) -> bool:
        return bool(self._data.names)

    def _place_at(self, point: QPointF) -> Place | None:
        row = int(point.y() // self._row_height())
        return (row, 0) if 0 <= row < len(self._data.names) else None

    def _stepped(self, step: Place) -> Place:
        return min(max(self._current[0] + step[0], 0), len(self._data.names) - 1), 0

    def _description(self) -> str:
        if not self._data.names:
            return "Nothing to show"
        rows = "; ".join(self._data.text(row) for row in range(len(self._data.names)))
        return f"Chosen: {self._data.text(self._current[0])}. {rows}"

    def _line(self) -> int:
        return self.fontMetrics().height()

    def _row_height(self) -> int:
        return current_sizes().px(30)

    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in self._data.names), default=0)
        left = min(widest + 8, 0.4 * self.width()) + current_sizes().px(44)
        height = self._row_height() * len(self._data.names)
        return QRectF(left, 0, max(1.0, self.width() - left - 16), height)

    def _paint_axis(self, painter: QPainter, plot: QRectF) -> None:
        colours, line = current_colours(), self._line()
        for value in (0, 64, 128, 192, 255):
            x = plot.left() + plot.width() * value / 255
            painter.setPen(QPen(QColor(colours.border), current_sizes().line(1)))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(QColor(colours.muted))
            below = QRectF(x - 30, plot.bottom() + 2, 60, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(value))
        x, y = plot.left(), plot.bottom() + line + 4
        for number, channel in enumerate(_CHANNELS):
            _paint_mark(painter, number, QPointF(x + 6, y + line / 2))
            painter.setPen(QColor(colours.muted))
            wide = painter.fontMetrics().horizontalAdvance(channel)
            painter.drawText(QRectF(x + 16, y, wide + 4, line), channel)
            x += wide + 34

    def _paint_row(self, painter: QPainter, plot: QRectF, row: int, name: str) -> None:
        colours, height = current_colours(), self._row_height()
        middle, patch = row * height + height / 2, current_sizes().px(32)
        left = plot.left() - current_sizes().px(44)
        painter.setPen(QColor(colours.text))
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(left) - 6)
        painter.drawText(QRectF(0, row * height, left - 6, height), _RIGHT, text)
        if not self._data.pictures[row]:
            return
        mean, spread = self._data.mean[row], self._data.spread[row]
        painter.setPen(QPen(QColor(colours.outline), current_sizes().line(1)))
        painter.setBrush(QColor(*(round(value) for value in mean)))
        painter.drawRect(QRectF(left, row * height + 4, patch, height - 8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number in range(3):
            y = middle + (number - 1) * height * 0.26
            x, half = (plot.width() * value / 255 for value in (mean[number], spread[number]))
            start, end = max(0.0, x - half), min(plot.width(), x + half)
            painter.setPen(QPen(QColor(getattr(colours, _INKS[number])), current_sizes().line(2)))
            painter.drawLine(QPointF(plot.left() + start, y), QPointF(plot.left() + end, y))
            _paint_mark(painter, number, QPointF(plot.left() + x, y))


def _paint_mark(painter: QPainter, channel: int, centre: QPointF) -> None:
    """Paint a square for red, a disc for green, a triangle for blue."""
    radius = current_sizes().px(4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(current_colours(), _INKS[channel])))
    if channel == 0:
        painter.drawRect(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius))
    elif channel == 1:
        painter.drawEllipse(centre, radius, radius)
    else:
        corners = ((-1.1, 0.9), (1.1, 0.9), (0.0, -1.1))
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) * radius for x, y in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
