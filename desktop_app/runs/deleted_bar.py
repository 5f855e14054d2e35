"""Says what was deleted, with the way to bring it back."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.widgets.message_bar import MessageBar


class DeletedBar(MessageBar):
    """A message with one button; hidden while there is nothing to bring back.

    Signals:
        undo_requested: What was deleted last is to come back.
    """

    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = QPushButton("Undo")
        self.undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.undo.setToolTip("Brings the runs back that were deleted last (Ctrl+Z).")
        self.undo.clicked.connect(self._on_undo_clicked)
        self.add_action(self.undo)

    def show_deleted(self, count: int) -> None:
        """Say that runs were moved to the trash.

        Args:
            count: How many.
        """
        self.undo.setEnabled(True)
        self.show_message("info", f"Deleted {count:,} run{'s' if count != 1 else ''}.")

    @Slot()
    def _on_undo_clicked(self) -> None:
        self.undo.setEnabled(False)
        self.undo_requested.emit()
