"""Text of a lesson: Markdown that wraps, can be selected, and leads nowhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.paragraphs import space_out


class MarkedText(QLabel):
    """Markdown as text; nothing is loaded from a network and links do nothing."""

    def __init__(self, markdown: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._markdown = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.show_markdown(markdown)

    @property
    def markdown(self) -> str:
        """What is shown."""
        return self._markdown

    def show_markdown(self, markdown: str) -> None:
        """Show another text."""
        if markdown != self._markdown:
            self._markdown = markdown
            self._render()

    def changeEvent(self, event: QEvent) -> None:
        """Write it anew where letters have another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._render()

    def _render(self) -> None:
        """Write it as rich text: Qt measures Markdown in a label at the wrong height."""
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setMarkdown(self._markdown)
        space_out(document, current_sizes().spacing["close"])
        self.setText(document.toHtml())


def broken(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return a button's text in lines that are no wider than so many pixels.

    A word that is wider has a line of its own.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)
