"""A small picture with lines below it, that can be pressed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from desktop_app.theme import current_sizes

_SIDE = 88
_EDGE = 8


class PictureTile(QToolButton):
    """Shows a picture and what is said of it; empty until both are known."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        """Show nothing.

        Args:
            width: Of the place that it has, in device-independent pixels at scale 1; longer lines
                are cut off there.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._text_width = current_sizes().px(width - _EDGE)
        side = current_sizes().px(_SIDE)
        self.setIconSize(QSize(side, side))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setProperty("kind", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_tile(self, image: QImage | None, lines: str, spoken: str) -> None:
        """Show a picture.

        Args:
            image: None where it cannot be read.
            lines: What stands below it.
            spoken: The same in a sentence, and what else is known.
        """
        side = self.iconSize()
        if image is None:
            self.setIcon(QIcon())
        else:
            scaled = image.scaled(
                side * self.devicePixelRatioF(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.setIcon(QIcon(QPixmap.fromImage(scaled)))
        cut, metrics = Qt.TextElideMode.ElideRight, self.fontMetrics()
        fitting = (metrics.elidedText(line, cut, self._text_width) for line in lines.split("\n"))
        self.setText("\n".join(fitting).replace("&", "&&"))
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.show()
