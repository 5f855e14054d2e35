"""The loss of every weight and bias as a map, and the way that a training took on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.curve_frame import Frame, Ranges, make_frame
from desktop_app.widgets.curve_lines import paint_line
from desktop_app.widgets.images import to_qimage
from desktop_app.widgets.take_away import show_take_away_menu
from training.explain.colours import colours

_WHITE, _BLACK = "#ffffff", "#000000"


class SurfacePlot(QWidget):
    """Cividis, dark where the loss is low, by the logarithm of the loss; the axes stay as they are.

    The way is drawn in white on black, to be seen on every colour of the map.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ranges = Ranges((0.0, 1.0), (0.0, 1.0), None, log=False)
        self._image: QImage | None = None
        self._lowest = (0.0, 0.0)
        self._weights: NDArray[np.float64] = np.empty(0)
        self._biases: NDArray[np.float64] = np.empty(0)
        self._at = 0
        self.setAccessibleName("Loss surface")
        self.setMinimumSize(current_sizes().px(180), current_sizes().px(130))
        theme_events().changed.connect(self.update)

    @property
    def has_surface(self) -> bool:
        """Whether there is a map."""
        return self._image is not None

    def show_surface(self, weights: ArrayLike, biases: ArrayLike, losses: ArrayLike) -> None:
        """Show the loss of weights and biases.

        Args:
            weights: Ascending, evenly apart, shape (w,).
            biases: Ascending, evenly apart, shape (b,).
            losses: Shape (b, w), above 0.
        """
        w, b = np.asarray(weights, dtype=np.float64), np.asarray(biases, dtype=np.float64)
        known = np.log10(np.maximum(np.asarray(losses, dtype=np.float64), 1e-12))
        low, high = max(float(known.min()), float(known.max()) - 4), float(known.max())
        shares = (known - low) / ((high - low) or 1.0)
        self._image = to_qimage(np.ascontiguousarray(colours(shares[::-1], "cividis")))
        self._ranges = Ranges((w[0], w[-1]), (b[0], b[-1]), None, log=False)
        row, column = np.unravel_index(int(np.argmin(known)), known.shape)
        self._lowest = float(w[column]), float(b[row])
        self.setAccessibleDescription(
            f"Lowest at weight {self._lowest[0]:.3g} and bias {self._lowest[1]:.3g}"
        )
        self.update()

    def show_way(self, weights: NDArray[np.float64], biases: NDArray[np.float64]) -> None:
        """Take the whole way of a training, shape (n,) each; `go_to` says how much is shown."""
        self._weights, self._biases, self._at = weights, biases, 0
        self.update()

    def go_to(self, place: int) -> None:
        """Show the first places of the way."""
        self._at = place
        self.update()

    def clear(self) -> None:
        """Show neither map nor way."""
        self._image = None
        self.show_way(np.empty(0), np.empty(0))

    def sizeHint(self) -> QSize:
        """Return a size at which the way can be followed."""
        return QSize(current_sizes().px(320), current_sizes().px(220))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        show_take_away_menu(self, self.accessibleName(), event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the map, its lowest place and the way."""
        painter, theme = QPainter(self), current_colours()
        font = QFont(self.font())
        font.setPixelSize(current_sizes().type_scale["small"])
        painter.setFont(font)
        painter.fillRect(self.rect(), QColor(theme.surface))
        if self._image is None:
            painter.setPen(QColor(theme.muted))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), wrapped, "No loss surface yet")
            return
        frame = make_frame(
            QRectF(self.rect()), QFontMetricsF(font), self._ranges, ("weight", "bias", "")
        )
        frame.paint_behind(painter)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame.inner, self._image)
        painter.setClipRect(frame.inner)
        self._paint_lowest(painter, frame)
        if self._at:
            self._paint_way(painter, frame)
        painter.end()

    def _paint_lowest(self, painter: QPainter, frame: Frame) -> None:
        x, y = frame.x.pixels(self._lowest[0]), frame.y.pixels(self._lowest[1])
        reach = current_sizes().px(6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((_BLACK, 4), (_WHITE, 2)):
            painter.setPen(QPen(QColor(colour), current_sizes().px(width)))
            painter.drawLine(QPointF(x - reach, y), QPointF(x + reach, y))
            painter.drawLine(QPointF(x, y - reach), QPointF(x, y + reach))

    def _paint_way(self, painter: QPainter, frame: Frame) -> None:
        x = frame.x.pixels(self._weights[: self._at])
        y = frame.y.pixels(self._biases[: self._at])
        known = np.isfinite(x) & np.isfinite(y)
        x, y = x[known], y[known]
        if not len(x):
            return
        sizes = current_sizes()
        for colour, width in ((_BLACK, 4), (_WHITE, 2)):
            painter.setPen(QPen(QColor(colour), sizes.px(width)))
            paint_line(painter, x, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(_BLACK), sizes.px(2)))
        painter.setBrush(QColor(_WHITE))
        painter.drawEllipse(QPointF(float(x[-1]), float(y[-1])), sizes.px(5), sizes.px(5))
