"""Buttons of a row of controls: narrower than push buttons, each with its key in its tool tip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton

from desktop_app.widgets.icons import set_icon


def row_button(text: str, icon: str, words: str, keys: str = "") -> QToolButton:
    """Return a button.

    Args:
        text: What stands on it.
        icon: Name of its icon.
        words: What it does, as a sentence without its end.
        keys: Its key; empty for none.
    """
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    change_button(button, text, icon, words, keys)
    return button


def change_button(button: QToolButton, text: str, icon: str, words: str, keys: str = "") -> None:
    """Let a button do something else from now on.

    Args:
        button: The button.
        text: What stands on it.
        icon: Name of its icon.
        words: What it does, as a sentence without its end.
        keys: Its key; empty for none.
    """
    button.setText(text)
    set_icon(button, icon)
    button.setShortcut(keys)  # a new text has taken it away
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{words} ({native})." if keys else f"{words}.")
