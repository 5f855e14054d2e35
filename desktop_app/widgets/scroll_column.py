"""What scrolls where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
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
            width: Width of the content in device-independent pixels at scale 1; the column is
                wider where the content cannot be that narrow.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._content_width = width
        content = ScrolledContent()
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow content that needs another width."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._set_width()
        return super().eventFilter(watched, event)

    def _set_width(self) -> None:
        needed = self.column.minimumSize().width()
        width = max(current_sizes().px(self._content_width), needed)
        self.setFixedWidth(width + self.verticalScrollBar().sizeHint().width())


class ScrolledContent(QWidget):
    """Is as high as its text needs at the width it has."""

    def minimumSizeHint(self) -> QSize:
        """Ask for no height where the width decides it."""
        # Qt takes the height that wrapped text has in a narrower column, and then scrolls beyond
        # the end; what it asks for besides, the height for the width, is right.
        hint = super().minimumSizeHint()
        return QSize(hint.width(), 0) if self.hasHeightForWidth() else hint
