"""Buttons of the windows in which pictures are looked at closely."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp)
ON = (Qt.Key.Key_Right, Qt.Key.Key_PageDown)


class _Button(QPushButton):
    """Leaves to the viewer the keys that page; Qt's own moves the focus by arrows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*BACK, *ON):
            event.ignore()
        else:
            super().keyPressEvent(event)


def viewer_button(text: str, tool_tip: str, slot: Callable[[], None]) -> QPushButton:
    """Return a button that never takes Enter or the paging keys from the viewer.

    Args:
        text: What stands on it.
        tool_tip: What it does, and its key in brackets; read aloud without the key.
        slot: Called when it is clicked.
    """
    button = _Button(text)
    button.setToolTip(tool_tip)
    button.setAccessibleName(tool_tip.partition(" (")[0])
    button.setAutoDefault(False)
    button.clicked.connect(slot)
    return button
