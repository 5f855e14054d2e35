"""One picture that can be looked at closely."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.zoom_layout import ZoomLayout

STEP = 1.25
"""What one turn of the wheel, or + or -, enlarges by."""
_NOTCH = 120
"""Qt's angle for one notch of a mouse's wheel."""


class PictureZoom(QWidget):
    """Shows a picture as large as it fits; closer by wheel, + and -, moved by dragging.

    Signals:
        zoomed: Screen pixels a picture's pixel (float): 1 is the picture's actual size.
        looked: A person looks more closely, less closely, or elsewhere: see `look`.
    """

    zoomed = Signal(float)
    looked = Signal()

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        """Show no picture.

        Args:
            empty_text: What is said while there is none.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._empty_text = empty_text
        self._image: QImage | None = None
        self._overlay: QImage | None = None
        self._layout = ZoomLayout()
        self._held_at: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 140)
        self.setAccessibleName("Picture")
        self.set_image(None)
        theme_events().changed.connect(self.update)

    @property
    def image(self) -> QImage | None:
        """The picture that is shown."""
        return self._image

    @property
    def overlay(self) -> QImage | None:
        """What is drawn over the picture."""
        return self._overlay

    @property
    def empty_text(self) -> str:
        """What is said while there is no picture."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._empty_text = text
        if self._image is None:
            self.set_image(None)

    @property
    def zoom(self) -> float:
        """Screen pixels a picture's pixel; 1 is the picture's actual size."""
        layout = self._lay_out()
        return layout.factor / layout.actual

    @property
    def look(self) -> tuple[float, float, float]:
        """How closely and where the picture is looked at, to be handed to another's `look_at`."""
        return self._lay_out().look

    def look_at(self, enlargement: float, across: float, down: float) -> None:
        """Look as closely and at the same place as another does; `looked` is not emitted.

        Args:
            enlargement: How often larger than the whole picture fits.
            across: Place in the picture that is in the middle, from 0 to 1.
            down: The same, downwards.
        """
        self._lay_out().look_at(enlargement, across, down)
        self._show_zoom()

    def set_image(self, image: QImage | None, name: str = "") -> None:
        """Show a picture as large as it fits, or why there is none.

        Args:
            image: The picture, upright; None for none.
            name: What it is called, for a screen reader.
        """
        self._image, self._overlay = image, None
        self._layout.size = image.size() if image else QSize(1, 1)
        shown = f"{name or 'A picture'}, {image.width()} x {image.height()} pixels" if image else ""
        self.setAccessibleDescription(shown or self._empty_text)
        self.fit()

    def set_overlay(self, overlay: QImage | None) -> None:
        """Draw something over the whole picture, until another picture is shown.

        Args:
            overlay: It may have another size than the picture, and be clear in places; None for
                nothing.
        """
        self._overlay = overlay
        self.update()

    def fit(self) -> None:
        """Show the whole picture, as large as there is room for."""
        self._layout.scale = None
        self._show_zoom()
        self.looked.emit()

    def show_actual_size(self) -> None:
        """Show each of the picture's pixels as one of the screen's."""
        layout = self._lay_out()
        layout.zoom_to(layout.actual, layout.room.center())
        self._show_zoom()
        self.looked.emit()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Enlarge the picture.

        Args:
            factor: By how much; below 1 makes it smaller.
            around: The point of the widget that stays where it is; by default the middle.
        """
        layout = self._lay_out()
        layout.zoom_by(factor, layout.room.center() if around is None else around)
        self._show_zoom()
        self.looked.emit()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(current_sizes().px(420), current_sizes().px(360))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by + and -, fit by 0, show the actual size by 1."""
        key = Qt.Key(event.key())
        if self._image is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_1:
            self.show_actual_size()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        if self._image is None:
            super().wheelEvent(event)
        else:
            self.zoom_by(STEP ** (event.angleDelta().y() / _NOTCH), event.position())
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a picture that is larger than the room."""
        movable = self._usual_cursor() == Qt.CursorShape.OpenHandCursor
        if event.button() == Qt.MouseButton.LeftButton and movable:
            self._held_at = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture with the pointer."""
        if self._held_at is not None:
            self._lay_out().move_by(event.position() - self._held_at)
            self._held_at = event.position()
            self.update()
            self.looked.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held_at = None
        self.setCursor(self._usual_cursor())
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell how large a picture that fits is now."""
        super().resizeEvent(event)
        self._show_zoom()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, and the picture or why there is none."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        self._paint_frame(painter, self._frame())
        if self._image is None:
            self._paint_nothing(painter, self._frame())
        else:
            layout = self._lay_out()
            painter.setClipRect(layout.room)
            painter.drawImage(layout.place(), self._image)
            if self._overlay is not None:
                painter.drawImage(layout.place(), self._overlay)
        painter.end()

    def _paint_frame(self, painter: QPainter, frame: QRectF) -> None:
        colours = current_colours()
        painter.setBrush(QColor(colours.surface))
        colour, width = (colours.focus, 2) if self.hasFocus() else (colours.border, 1)
        painter.setPen(QPen(QColor(colour), current_sizes().line(width)))
        painter.drawRoundedRect(frame, 8, 8)

    def _paint_nothing(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(QColor(current_colours().muted))
        wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(frame.adjusted(12, 12, -12, -12), wrapped, self._empty_text)

    def _frame(self) -> QRectF:
        return QRectF(self.rect()).adjusted(2, 2, -2, -2)

    def _lay_out(self) -> ZoomLayout:
        self._layout.room = self._frame().adjusted(6, 6, -6, -6)
        self._layout.ratio = self.devicePixelRatioF()
        return self._layout

    def _show_zoom(self) -> None:
        self.setCursor(self._usual_cursor())
        self.update()
        self.zoomed.emit(self.zoom)

    def _usual_cursor(self) -> Qt.CursorShape:
        movable = self._image is not None and self._lay_out().can_move
        return Qt.CursorShape.OpenHandCursor if movable else Qt.CursorShape.ArrowCursor
