"""The canvas of a plot of curves: read and zoomed by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.curve_surface import CurveSurface

_ZOOM = 1.25
_STEPS = 100
"""Steps of the arrow keys from one end of the view to the other."""
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_DRAGGED = 6
"""Pixels from which a press and a move are a choice of a part, and no click."""


class CurveCanvas(CurveSurface):
    """Curves that a person reads and zooms.

    Drag or turn the wheel to see a part, double-click to see all again; by keyboard the arrows,
    Home and End move the crosshair, + and - zoom, 0 shows all, Escape takes the crosshair away.

    Signals:
        crosshair_moved: Where a person reads values now (float), or None.
        view_changed: The part of the x axis that a person has chosen (two floats), or None.
    """

    crosshair_moved = Signal(object)
    view_changed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the crosshair follow the mouse; where it merely rests, nobody reads."""
        self._move_crosshair(self._value_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to choose a part."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._value_at(event.position())
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show the part that was chosen."""
        begun, self._pressed = self._pressed, None
        if begun is None or self._frame is None:
            return
        ended = self._value_at(event.position())
        if abs(self._frame.x.pixels(ended) - self._frame.x.pixels(begun)) > _DRAGGED:
            self._zoom_to(min(begun, ended), max(begun, ended))
        self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show all again."""
        self._pressed = None
        self._zoom_to(*self.drawing.home)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse; sideways, move along."""
        turned, aside = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        if turned:
            self._zoom(_ZOOM**-turned, self._value_at(event.position()))
        elif aside and self.drawing.view is not None:
            low, high = self.drawing.x_range
            self._move_along(-aside * (high - low) / 10)
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:
        """Read no more."""
        self._move_crosshair(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring where the keyboard has led here."""
        super().focusInEvent(event)
        self._ringed = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Read no more by keyboard."""
        super().focusOutEvent(event)
        self._ringed = False
        if not self.underMouse():
            self._move_crosshair(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read and zoom by keyboard."""
        self._ringed = True
        low, high = self.drawing.x_range
        wide = (high - low) / (
            10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else _STEPS
        )
        at = self._crosshair if self._crosshair is not None else (low + high) / 2
        match event.key():
            case Qt.Key.Key_Left:
                self._move_crosshair(max(low, at - wide))
            case Qt.Key.Key_Right:
                self._move_crosshair(min(high, at + wide))
            case Qt.Key.Key_Home:
                self._move_crosshair(low)
            case Qt.Key.Key_End:
                self._move_crosshair(high)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(1 / _ZOOM, at)
            case Qt.Key.Key_Minus:
                self._zoom(_ZOOM, at)
            case Qt.Key.Key_0:
                self._zoom_to(*self.drawing.home)
            case Qt.Key.Key_Escape if self._crosshair is not None:
                self._move_crosshair(None)
            case _:
                super().keyPressEvent(event)

    def _value_at(self, position: QPointF) -> float:
        low, high = self.drawing.x_range
        if self._frame is None:
            return low
        return min(max(self._frame.x.value(position.x()), low), high)

    def _move_crosshair(self, x: float | None) -> None:
        if x != self._crosshair:
            self.show_crosshair(x)
            self.crosshair_moved.emit(x)

    def _zoom(self, factor: float, around: float) -> None:
        low, high = self.drawing.x_range
        self._zoom_to(around - (around - low) * factor, around + (high - around) * factor)

    def _move_along(self, by: float) -> None:
        (low, high), (first, last) = self.drawing.x_range, self.drawing.home
        by = min(max(by, first - low), last - high)
        self._zoom_to(low + by, high + by)

    def _zoom_to(self, low: float, high: float) -> None:
        first, last = self.drawing.home
        low, high = max(low, first), min(high, last)
        if high - low < 1e-6 * (last - first):
            return
        view = None if (low, high) == (first, last) else (low, high)
        if view != self.drawing.view:
            self.show_view(view)
            self.view_changed.emit(view)

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no more."""
        super().hideEvent(event)
        self.crosshair_moved.emit(None)
