"""One picture, and the place where a picture can be dropped or pasted."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.dropped import dropped, is_welcome
from desktop_app.widgets.icons import pixmap
from desktop_app.widgets.picture_zoom import PictureZoom

_INVITATION = "Drop pictures or a folder here, paste one, or open some"
_ON_WEB = (
    "This is an address on the web, and nothing is downloaded. Save the picture in the browser "
    "first, or copy the picture itself and paste it."
)
_NO_PICTURE = "There is no picture to paste: copy a picture or picture files first."
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PictureView(PictureZoom):
    """Shows a picture; takes others by drop, paste or asking to open.

    Signals:
        files_dropped: list[pathlib.Path] of local files, dropped or pasted.
        image_pasted: QImage, dropped or pasted as pixels.
        nothing_taken: Why nothing was taken of what was dropped or pasted (str).
        open_requested: The person wants to choose a file.
    """

    files_dropped = Signal(object)
    image_pasted = Signal(object)
    nothing_taken = Signal(str)
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_INVITATION, parent)
        self._dragging = False
        self.setAcceptDrops(True)

    def paste(self) -> None:
        """Take files or a picture from the clipboard, if there are any."""
        self._take(QGuiApplication.clipboard().mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste; open by Enter or Space while there is no picture; zoom while there is one."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif self.image is None and event.key() in _OPEN_KEYS:
            self.open_requested.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask to open a file while there is no picture."""
        super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self.image is None and self.rect().contains(event.position().toPoint()):
            self.open_requested.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and pictures."""
        if is_welcome(event.mimeData()):
            event.acceptProposedAction()
            self._set_dragging(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Forget the welcome."""
        self._set_dragging(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self._set_dragging(False)
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def _usual_cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor if self.image is None else super()._usual_cursor()

    def _paint_frame(self, painter: QPainter, frame: QRectF) -> None:
        if self.image is not None and not self._dragging:
            super()._paint_frame(painter, frame)
            return
        colours = current_colours()
        highlighted = self._dragging or self.hasFocus()
        edge = colours.focus if highlighted else colours.outline
        pen = QPen(QColor(edge), current_sizes().line(2))
        if self.image is None:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(QColor(colours.accent_soft if self._dragging else colours.surface))
        painter.drawRoundedRect(frame, 8, 8)

    def _paint_nothing(self, painter: QPainter, frame: QRectF) -> None:
        colours, sizes = current_colours(), current_sizes()
        size = sizes.px(40)
        drawing = pixmap("picture", size, colours.muted, ratio=self.devicePixelRatioF())
        middle = frame.center()
        painter.drawPixmap(round(middle.x() - size / 2), round(middle.y() - size), drawing)
        painter.setPen(QColor(colours.muted))
        text = QRectF(
            frame.left() + 12, middle.y() + 8, frame.width() - 24, frame.height() / 2 - 12
        )
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(text, wrapped, "Let go to open" if self._dragging else self.empty_text)

    def _set_dragging(self, dragging: bool) -> None:
        self._dragging = dragging
        self.update()

    def _take(self, data: QMimeData) -> bool:
        """Take what there is, or say why nothing is taken; return whether something was."""
        what = dropped(data)
        if what.files:
            self.files_dropped.emit(list(what.files))
        elif what.image is not None:
            self.image_pasted.emit(what.image)
        else:
            self.nothing_taken.emit(_ON_WEB if what.web else _NO_PICTURE)
        return bool(what.files) or what.image is not None
