"""A pad to draw a digit on, by mouse, pen or finger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events

SIDE = 112
"""Pixels of what is drawn, whatever the size on the screen."""
_PEN = 9.0


class DrawingPad(QWidget):
    """White ink on black, as the pictures that digits are learned from.

    Qt turns touches into mouse events for a widget that does not ask for touches.

    Signals:
        drawn: The ink from 0 to 1, float32, shape (SIDE, SIDE), after each stroke of the pen;
            None after it was cleared.
    """

    drawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
        self._image.fill(0)
        self._last: QPointF | None = None
        self._empty = True
        side = current_sizes().px(200)
        self.setMinimumSize(side, side)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Drawing pad")
        self.setAccessibleDescription("Draw a digit with the mouse, a pen or a finger.")
        theme_events().changed.connect(self.update)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return self._empty

    def ink(self) -> NDArray[np.float32]:
        """Return what is drawn, from 0 (paper) to 1, shape (SIDE, SIDE)."""
        rows = np.frombuffer(self._image.constBits(), dtype=np.uint8).reshape(SIDE, -1)
        return np.asarray(rows[:, :SIDE] / 255, dtype=np.float32)

    @Slot()
    def clear(self) -> None:
        """Wipe the pad."""
        self._image.fill(0)
        self._empty, self._last = True, None
        self.update()
        self.drawn.emit(None)

    def sizeHint(self) -> QSize:
        """Return a size on which one can draw."""
        return QSize(current_sizes().px(320), current_sizes().px(320))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = self._on_pad(event.position())
            self._stroke(self._last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw."""
        if self._last is not None:
            self._stroke(self._on_pad(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what is drawn, and an invitation while nothing is."""
        painter, colours = QPainter(self), current_colours()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._square(), self._image)
        painter.setPen(QPen(QColor(colours.outline), 1))
        painter.drawRect(self._square().adjusted(0, 0, -1, -1))
        if self._empty:
            painter.setPen(QColor("#c8c8c8"))
            painter.drawText(
                self._square(), Qt.AlignmentFlag.AlignCenter, "Draw a digit here, large"
            )
        painter.end()

    def _square(self) -> QRect:
        side = min(self.width(), self.height())
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def _on_pad(self, point: QPointF) -> QPointF:
        square = self._square()
        scale = SIDE / max(1, square.width())
        return QPointF((point.x() - square.left()) * scale, (point.y() - square.top()) * scale)

    def _stroke(self, to: QPointF) -> None:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QPen(QColor("white"), _PEN)
        ink.setCapStyle(Qt.PenCapStyle.RoundCap)
        ink.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(ink)
        if self._last is None or self._last == to:
            painter.drawPoint(to)
        else:
            painter.drawLine(self._last, to)
        painter.end()
        self._last, self._empty = to, False
        self.update()
        self.drawn.emit(self.ink())
