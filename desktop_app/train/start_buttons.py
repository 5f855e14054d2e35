"""Start, Stop, and the way into the queue."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.usable import set_usable


class StartButtons(QWidget):
    """What can be done with the training that is set up, and with the one that runs.

    Attributes:
        start: Starts a training; there while none runs.
        stop: Stops the one that runs; there while one does.
        queue: Lets the training that is set up wait for its turn.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start = QPushButton("Start training")
        self.start.setProperty("kind", "primary")
        self.start.setShortcut("Ctrl+R")
        self.start.setToolTip("Train on the open data set.")
        self.stop = QPushButton("Stop and keep what was learned")
        self.stop.setProperty("kind", "danger")
        self.stop.setShortcut("Ctrl+.")
        self.stop.setToolTip("Stops within one batch; the best model so far is kept.")
        self.queue = QPushButton("Add to the queue")
        self.queue.setShortcut("Ctrl+Shift+A")
        self.queue.setToolTip(
            "Let this training wait for its turn, in a process of its own, after those that wait "
            "already."
        )
        set_icon(self.start, "play", "on_accent")
        set_icon(self.stop, "stop", "on_accent")
        spacing = current_sizes().spacing
        row = QHBoxLayout()
        row.setSpacing(spacing["close"])
        row.addWidget(self.start, 1)
        row.addWidget(self.queue, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["close"])
        column.addLayout(row)
        column.addWidget(self.stop)

    def show_state(self, state: str, *, opened: bool) -> None:
        """Show what can be done.

        Args:
            state: What a training is doing: idle, starting, running, paused or stopping.
            opened: Whether a data set is open.
        """
        idle = state == "idle"
        self.start.setVisible(idle)
        self.stop.setVisible(not idle)
        for button in (self.start, self.queue):
            set_usable(button, opened, "Open a data set first.")
        set_usable(self.stop, state != "stopping", "Stopping: one batch to go.")
