"""Cards: the titled panels that a tab is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes


class Card(QFrame):
    """A panel with a title.

    Attributes:
        header: The title's row; what is added stands at its right.
        body: The layout for what the card holds.
    """

    def __init__(
        self, title: str = "", parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        """Make an empty card.

        Args:
            title: Its title; empty for none.
            parent: Qt's parent.
            compact: Whether it stands among many, and leaves little room at its edges.
        """
        super().__init__(parent)
        self.setProperty("role", "card")
        spacing = current_sizes().spacing
        layout = QVBoxLayout(self)
        margin = spacing["close" if compact else "wide"]
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(spacing["tight" if compact else "normal"])
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.header = QHBoxLayout()
        self.header.addWidget(self._title, 1)
        layout.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(spacing["normal"])
        layout.addLayout(self.body, 1)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Show a title, or none when it is empty."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)
