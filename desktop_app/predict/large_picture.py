"""One picture large, over the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.picture_zoom import PictureZoom

_READING = "The picture is being read."


class LargePicture(QDialog):
    """Zoom by wheel, + and -; Escape closes.

    Attributes:
        picture: The picture.
        words: What it is.
    """

    def __init__(self, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current_sizes()
        self.setWindowTitle(title)
        self.picture = PictureZoom(_READING)
        self.words = QLabel(words)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["wide"],) * 4)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.words)
        self.resize(sizes.px(720), sizes.px(600))

    def show_picture(self, image: QImage) -> None:
        """Show the picture when it has been read."""
        self.picture.set_image(image, self.windowTitle())

    def show_words(self, words: str) -> None:
        """Show why it cannot be read."""
        self.picture.empty_text = words
        self.picture.set_image(None)
