"""Controls in a page that scrolls: the wheel turns the page, not the numbers it passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # Qt's own class comes after this one


class CalmWheel(_Widget):
    """Stands before a control's own class: the wheel is for it once it has the keyboard."""

    def heed_keyboard(self) -> None:
        """Take the keyboard by a click or the tabulator, not by the wheel."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page, unless this has the keyboard."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()
