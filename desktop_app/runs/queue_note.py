"""Says in the status bar that runs wait."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget


class QueueNote(QToolButton):
    """Leads to the queue; hidden while no run waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "quiet")
        self.setToolTip("Shows the runs that wait to be trained.")
        self.hide()

    def show_queue(self, waiting: int, *, going_on: bool) -> None:
        """Show how many runs wait.

        Args:
            waiting: How many.
            going_on: Whether they begin by themselves.
        """
        self.setText(f"Queue: {waiting:,} {'waiting' if going_on else 'held'}")
        self.setVisible(waiting > 0)
