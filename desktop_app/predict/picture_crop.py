"""The picture that is asked about, and a rectangle drawn on it to ask about a part alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.picture_view import PictureView

_SMALLEST = 8
"""Device-independent pixels along a side: less is a slip of the hand."""
_FIRST = QRectF(0.2, 0.2, 0.6, 0.6)
_STEP = 0.02
_SHADE = QColor(0, 0, 0, 130)
_ARROWS = {
    Qt.Key.Key_Left: QPointF(-_STEP, 0),
    Qt.Key.Key_Right: QPointF(_STEP, 0),
    Qt.Key.Key_Up: QPointF(0, -_STEP),
    Qt.Key.Key_Down: QPointF(0, _STEP),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PictureCrop(PictureView):
    """Crops by dragging a rectangle, or by keys; pages where it is not cropping.

    While cropping, arrows move the rectangle, with Shift they change its size, Enter crops and
    Escape leaves the picture as it is.

    Signals:
        cropped: Left, top, right and bottom in shares (0..1) of the picture that is shown.
        cropping_changed: Whether a rectangle is being drawn.
        paged: -1 for the picture before, 1 for the one after.
    """

    cropped = Signal(object)
    cropping_changed = Signal(bool)
    paged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._part: QRectF | None = None
        self._from: QPointF | None = None
        super().__init__(parent)

    @property
    def part(self) -> QRectF | None:
        """The rectangle that is being drawn, in shares of the picture; None while not cropping."""
        return self._part

    def set_cropping(self, cropping: bool) -> None:
        """Begin or end drawing a rectangle."""
        cropping = cropping and self.image is not None
        if cropping != (self._part is not None):
            self._part = QRectF(_FIRST) if cropping else None
            self._from = None
            self._show_zoom()
            self.cropping_changed.emit(cropping)

    def set_image(self, image: QImage | None, name: str = "") -> None:
        """Show another picture; a rectangle on the one before is dropped."""
        self.set_cropping(False)
        super().set_image(image, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, enlarge, take or leave the rectangle; page where there is none."""
        key = Qt.Key(event.key())
        if self._part is None:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
            if step is None:
                super().keyPressEvent(event)
            else:
                self.paged.emit(step)
        elif key in _ARROWS:
            larger = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._part = _moved(self._part, _ARROWS[key], larger=larger)
            self.update()
        elif key in _ENTER:
            self._take_part()
        elif key == Qt.Key.Key_Escape:
            self.set_cropping(False)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a rectangle."""
        if self._part is not None and event.button() == Qt.MouseButton.LeftButton:
            self._from = self._share(event.position())
            self._part = QRectF(self._from, QSizeF())
            self.update()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rectangle to the pointer."""
        if self._from is None:
            super().mouseMoveEvent(event)
        else:
            self._part = QRectF(self._from, self._share(event.position())).normalized()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Crop to the rectangle."""
        if self._from is None:
            super().mouseReleaseEvent(event)
        else:
            self._from = None
            self._take_part()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and what the rectangle leaves out darker."""
        super().paintEvent(event)
        if self._part is None:
            return
        place = self._lay_out().place()
        part = QRectF(
            place.left() + self._part.left() * place.width(),
            place.top() + self._part.top() * place.height(),
            self._part.width() * place.width(),
            self._part.height() * place.height(),
        )
        painter = QPainter(self)
        painter.setClipRect(self._lay_out().room)
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(place)
        inside.addRect(part)
        painter.fillPath(outside - inside, _SHADE)
        for colour, pattern in ((Qt.GlobalColor.black, []), (Qt.GlobalColor.white, [4.0, 4.0])):
            pen = QPen(colour, 1.5)
            if pattern:
                pen.setDashPattern(pattern)
            painter.setPen(pen)
            painter.drawRect(part)
        painter.end()

    def _usual_cursor(self) -> Qt.CursorShape:
        return super()._usual_cursor() if self._part is None else Qt.CursorShape.CrossCursor

    def _share(self, point: QPointF) -> QPointF:
        """Return where a point of the widget is in the picture, in shares of its sides."""
        place = self._lay_out().place()
        across = (point.x() - place.left()) / place.width()
        down = (point.y() - place.top()) / place.height()
        return QPointF(min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0))

    def _take_part(self) -> None:
        part, place = self._part, self._lay_out().place()
        if part is None:
            return
        if min(part.width() * place.width(), part.height() * place.height()) < _SMALLEST:
            self._part = QRectF(_FIRST)
            self.update()
            return
        self.set_cropping(False)
        self.cropped.emit((part.left(), part.top(), part.right(), part.bottom()))


def _moved(part: QRectF, step: QPointF, *, larger: bool) -> QRectF:
    """Return a rectangle moved, or with its lower right corner moved, within the picture."""
    if larger:
        width = min(max(part.width() + step.x(), _STEP), 1 - part.left())
        height = min(max(part.height() + step.y(), _STEP), 1 - part.top())
        return QRectF(part.topLeft(), QSizeF(width, height))
    left = min(max(part.left() + step.x(), 0.0), 1 - part.width())
    top = min(max(part.top() + step.y(), 0.0), 1 - part.height())
    return QRectF(QPointF(left, top), part.size())
