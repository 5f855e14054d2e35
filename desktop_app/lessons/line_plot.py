"""Points, and the line that a neuron with one weight and one bias draws through them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.curve_frame import Ranges, make_frame
from desktop_app.widgets.take_away import show_take_away_menu

_ROOM = 0.3
"""Room above and below the points, as a share of what they span."""


class LinePlot(QWidget):
    """The axes are made for the points: a line that runs away leaves them as they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._x: NDArray[np.float64] = np.empty(0)
        self._y: NDArray[np.float64] = np.empty(0)
        self._labels = ("x", "y")
        self._line: tuple[float, float] | None = None
        self._asked: tuple[float, float] | None = None
        self.setAccessibleName("Points and line")
        self.setMinimumSize(current_sizes().px(200), current_sizes().px(160))
        theme_events().changed.connect(self.update)

    @property
    def points(self) -> NDArray[np.float64]:
        """The x of the points, shape (n,)."""
        return self._x

    @property
    def line(self) -> tuple[float, float] | None:
        """Weight and bias of the line; None where there is none."""
        return self._line

    @property
    def asked(self) -> tuple[float, float] | None:
        """The x that was asked about, and the y that the network said."""
        return self._asked

    def show_points(self, x: ArrayLike, y: ArrayLike, labels: tuple[str, str] = ("x", "y")) -> None:
        """Show points, and no line.

        Args:
            x: Shape (n,).
            y: Shape (n,).
            labels: What the axes show.
        """
        self._x, self._y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        self._labels, self._asked = labels, None
        self.show_line(None)

    def show_line(self, line: tuple[float, float] | None) -> None:
        """Show the line of a weight and a bias; None for none."""
        self._line = line
        self.setAccessibleDescription(self._words())
        self.update()

    def show_asked(self, asked: tuple[float, float] | None) -> None:
        """Mark what the network says of an x; None for nothing."""
        self._asked = asked
        self.setAccessibleDescription(self._words())
        self.update()

    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return what the axes show: x from, to; y from, to."""
        x, y = self._x, self._y
        if self._asked is not None and math.isfinite(self._asked[1]):
            x, y = np.append(x, self._asked[0]), np.append(y, self._limited(self._asked[1]))
        return _span(x, 0.08), _span(y, _ROOM)

    def sizeHint(self) -> QSize:
        """Return a size at which the points can be told apart."""
        return QSize(current_sizes().px(420), current_sizes().px(320))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        show_take_away_menu(self, self.accessibleName(), event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes, line and points."""
        painter, colours = QPainter(self), current_colours()
        font = QFont(self.font())
        font.setPixelSize(current_sizes().type_scale["small"])
        painter.setFont(font)
        painter.fillRect(self.rect(), QColor(colours.surface))
        if not len(self._x):
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, "No points yet")
            return
        x_range, y_range = self.ranges()
        frame = make_frame(
            QRectF(self.rect()),
            QFontMetricsF(font),
            Ranges(x_range, y_range, None, log=False),
            (*self._labels, ""),
        )
        frame.paint_behind(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame.inner)
        sizes = current_sizes()
        if self._line is not None and all(map(math.isfinite, self._line)):
            weight, bias = self._line
            ends = [(x, weight * x + bias) for x in x_range]
            painter.setPen(QPen(QColor(colours.accent_text), sizes.px(3)))
            (x1, y1), (x2, y2) = ((frame.x.pixels(x), frame.y.pixels(y)) for x, y in ends)
            painter.drawLine(QLineF(x1, y1, x2, y2))
        painter.setClipping(False)
        painter.setPen(QPen(QColor(colours.surface), sizes.px(1)))
        painter.setBrush(QColor(colours.text))
        for x, y in zip(self._x.tolist(), self._y.tolist(), strict=True):
            radius = sizes.px(5)
            painter.drawEllipse(QPointF(frame.x.pixels(x), frame.y.pixels(y)), radius, radius)
        if self._asked is not None and math.isfinite(self._asked[1]):
            at = QPointF(
                frame.x.pixels(self._asked[0]), frame.y.pixels(self._limited(self._asked[1]))
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.validation), sizes.px(3)))
            painter.drawEllipse(at, sizes.px(7), sizes.px(7))
            text = f"{self._asked[1]:.4g}"
            left = at.x() - QFontMetricsF(font).horizontalAdvance(text) - sizes.px(12)
            painter.drawText(QPointF(left, at.y() - sizes.px(6)), text)
        painter.end()

    def _limited(self, y: float) -> float:
        """Return a y near the points, so that a wild one does not squeeze them."""
        reach = 4 * float(np.ptp(self._y) or 1.0)
        return min(max(y, float(self._y.min()) - reach), float(self._y.max()) + reach)

    def _words(self) -> str:
        words = [f"{len(self._x)} points"]
        if self._line is not None:
            words.append(f"line with weight {self._line[0]:.4g} and bias {self._line[1]:.4g}")
        if self._asked is not None:
            words.append(f"at x = {self._asked[0]:g} it says {self._asked[1]:.4g}")
        return ", ".join(words)


def _span(values: NDArray[np.float64], room: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room *= (high - low) or 1.0
    return low - room, high + room
