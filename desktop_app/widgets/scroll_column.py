"""A column of a fixed width that scrolls where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes


class ScrollColumn(QScrollArea):
    """Shows its content at full width and lets it be as high as it needs.

    Attributes:
        column: The layout of the content.
    """

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        """Make an empty column.

        Args:
            width: Width of the content in device-independent pixels at scale 1.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._content_width = width
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(current_sizes().spacing["normal"])
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self._set_width()

    def showEvent(self, event: QShowEvent) -> None:
        """Leave room for the scroll bar beside the content."""
        self._set_width()
        super().showEvent(event)

    def _set_width(self) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(current_sizes().px(self._content_width) + bar)
