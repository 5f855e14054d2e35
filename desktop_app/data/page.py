"""A full page of the window, with its title and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes


class Page(QWidget):
    """A title, what stands below it, and buttons at the foot.

    Attributes:
        body: The layout of what the page shows.
        foot: The layout of the buttons; they stand at the right.

    Signals:
        back_requested: The person wants to return to where they were.
    """

    back_requested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        spacing = current_sizes().spacing
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._subtitle = QLabel()
        self._subtitle.setProperty("role", "muted")
        for label in (self._title, self._subtitle):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._subtitle.setWordWrap(True)
        self.back = QPushButton("Back")
        self.back.setProperty("kind", "quiet")
        self.back.setShortcut(QKeySequence.StandardKey.Cancel)
        self.back.setToolTip("Return to where you were (Esc).")
        self.back.clicked.connect(self.back_requested)
        head = QHBoxLayout()
        head.setSpacing(spacing["wide"])
        words = QVBoxLayout()
        words.setSpacing(spacing["tight"])
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head.addLayout(words, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout()
        self.body.setSpacing(spacing["normal"])
        self.foot = QHBoxLayout()
        self.foot.setSpacing(spacing["close"])
        self.foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(spacing["wide"],) * 4)
        layout.setSpacing(spacing["normal"])
        layout.addLayout(head)
        layout.addLayout(self.body, 1)
        layout.addLayout(self.foot)
        self.setAccessibleName(title)

    @property
    def subtitle(self) -> str:
        """What stands below the title."""
        return self._subtitle.text()

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)

    def set_subtitle(self, text: str) -> None:
        """Show a sentence below the title."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))
