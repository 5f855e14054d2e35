"""A line of words that changes often while nothing around it moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class SteadyLabel(QWidget):
    """As wide as it is given room, whatever it says; what has no room ends in an ellipsis.

    Other words in a QLabel let everything around it be laid out again, and a QTabWidget that lays
    out its page paints all of it again: too much for words that change several times a second.
    Here the label is in no layout, so that only its own line is painted.

    Attributes:
        label: What shows the words.
    """

    def __init__(
        self,
        role: str,
        *,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty line.

        Args:
            role: How it looks: "muted" or "small".
            alignment: Where the words stand in the room that there is.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._text = ""
        self.label = QLabel(self)
        self.label.setProperty("role", role)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setAlignment(alignment | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the words, also those that have no room."""
        return self._text

    def setText(self, text: str) -> None:
        """Show other words."""
        if text != self._text:
            self._text = text
            self._show_what_fits()

    def clear(self) -> None:
        """Show no words."""
        self.setText("")

    def sizeHint(self) -> QSize:
        """Return the height of a line."""
        return QSize(0, self.label.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the height of a line."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Take another height where letters have another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._show_what_fits()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what fits."""
        super().showEvent(event)
        self._show_what_fits()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the label fill it."""
        super().resizeEvent(event)
        self.label.setGeometry(self.rect())
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        metrics, right = self.label.fontMetrics(), Qt.TextElideMode.ElideRight
        room = self.isVisible()  # else nothing has been laid out yet
        shown = metrics.elidedText(self._text, right, self.width()) if room else self._text
        if shown != self.label.text():
            self.label.setText(shown)
        self.setToolTip("" if shown == self._text else self._text)
