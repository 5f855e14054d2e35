"""A label for words that may come from a file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain_label(text: str = "", role: str = "") -> QLabel:
    """Return a label that wraps its words and never reads them as HTML.

    Args:
        text: The words.
        role: How it looks: "heading", "muted", "small", "warning", "error"; "" for the usual.
    """
    label = QLabel(text)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
