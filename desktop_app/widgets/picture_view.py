"""One picture, and the place where a picture can be dropped or pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.icons import pixmap

_INVITATION = "Drop a picture here, paste one, or open one"
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PictureView(QWidget):
    """Shows a picture as large as it fits; takes others by drop, paste or asking to open.

    Signals:
        files_dropped: list[pathlib.Path] of local files, dropped or pasted.
        image_pasted: QImage, dropped or pasted as pixels.
        open_requested: The person wants to choose a file.
    """

    files_dropped = Signal(object)
    image_pasted = Signal(object)
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._dragging = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 140)
        self.setAccessibleName("Picture")
        self.set_image(None)
        theme_events().changed.connect(self.update)

    @property
    def image(self) -> QImage | None:
        """The picture that is shown."""
        return self._image

    def set_image(self, image: QImage | None, name: str = "") -> None:
        """Show a picture, or the invitation to bring one.

        Args:
            image: The picture, upright; None for the invitation.
            name: What it is called, for a screen reader.
        """
        self._image = image
        shown = f"{name or 'A picture'}, {image.width()} x {image.height()} pixels" if image else ""
        self.setAccessibleDescription(shown or _INVITATION)
        pointing = Qt.CursorShape.ArrowCursor if image else Qt.CursorShape.PointingHandCursor
        self.setCursor(pointing)
        self.update()

    def paste(self) -> None:
        """Take files or a picture from the clipboard, if there are any."""
        self._take(QGuiApplication.clipboard().mimeData())

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(current_sizes().px(420), current_sizes().px(360))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste; open by Enter or Space while there is no picture."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif self._image is None and event.key() in _OPEN_KEYS:
            self.open_requested.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask to open a file while there is no picture."""
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self._image is None and self.rect().contains(event.position().toPoint()):
            self.open_requested.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and pictures."""
        if _local_files(event.mimeData()) or event.mimeData().hasImage():
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture or the invitation, and the frame."""
        colours = current_colours()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        highlighted = self._dragging or self.hasFocus()
        pen = QPen(QColor(colours.focus if highlighted else colours.outline), 2)
        painter.setBrush(QColor(colours.accent_soft if self._dragging else colours.surface))
        if self._image is None:
            pen.setDashPattern([4, 3])
        elif not highlighted:
            pen = QPen(QColor(colours.border), 1)
        painter.setPen(pen)
        painter.drawRoundedRect(frame, 8, 8)
        if self._image is None:
            self._paint_invitation(painter, frame)
        else:
            room = frame.adjusted(6, 6, -6, -6)
            size = self._image.size().scaled(
                room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(room.center())
            painter.drawImage(place, self._image)
        painter.end()

    def _paint_invitation(self, painter: QPainter, frame: QRectF) -> None:
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
        painter.drawText(text, wrapped, "Let go to open" if self._dragging else _INVITATION)

    def _set_dragging(self, dragging: bool) -> None:
        self._dragging = dragging
        self.update()

    def _take(self, data: QMimeData) -> bool:
        files = _local_files(data)
        image = data.imageData() if data.hasImage() and not files else None
        if files:
            self.files_dropped.emit(files)
        elif isinstance(image, QImage) and not image.isNull():
            self.image_pasted.emit(image)
        else:
            return False
        return True


def _local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
