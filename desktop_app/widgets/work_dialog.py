"""A dialog that starts a piece of work, shows how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.progress_line import ProgressLine


class WorkDialog(QDialog):
    """What is to be done, above; progress, message and buttons, below.

    It may be closed meanwhile, and shows itself again at the end.

    Attributes:
        start: Begins.
        reveal: Shows what came of it.
        progress: How far it is.
        message: What came of it.

    Signals:
        start_requested: The work is to be done.
        stop_requested: It is not wanted any more.
        reveal_requested: What came of it is to be shown.
    """

    start_requested = Signal()
    stop_requested = Signal()
    reveal_requested = Signal()

    def __init__(
        self,
        start: str,
        reveal: str,
        *,
        first: str,
        stop: str,
        stopped: str,
        parent: QWidget | None = None,
    ) -> None:
        """Make the lower part; a subclass calls `_lay_out` with what stands above it.

        Args:
            start: What the button says that begins.
            reveal: What the button says that shows what came of it.
            first: What is done first, for the progress.
            stop: What stopping does, for a tool tip.
            stopped: What is there after it was stopped.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._first, self._stopped = first, stopped
        self._busy = False
        self.start, self.reveal = QPushButton(start), QPushButton(reveal)
        self.start.setProperty("kind", "primary")
        self.close_button = QPushButton("Close")
        self.progress, self.message = ProgressLine(), MessageBar()
        self.progress.cancel.setToolTip(stop)
        self.reveal.hide()
        self.start.clicked.connect(self._on_start_clicked)
        self.progress.cancel_requested.connect(self.stop_requested)
        self.reveal.clicked.connect(self.reveal_requested)
        self.close_button.clicked.connect(self.close)

    def show_progress(self, what: str, done: int, total: int) -> None:
        """Show how far it is."""
        if self._busy:
            self.progress.show_progress(what, done, total)

    def show_stopped(self) -> None:
        """Show that somebody stopped it."""
        self._end("info", "Stopped.", self._stopped)

    def show_failure(self, message: str, mend: str) -> None:
        """Show why nothing came of it."""
        self._end("error", message, mend)
        self.show()

    def _lay_out(self, above: Iterable[QWidget | QLayout], stretched: QWidget | None) -> None:
        """Put what is to be done above the progress.

        Args:
            above: From top to bottom.
            stretched: Which of it takes the room that is left; None for none.
        """
        spacing = current_sizes().spacing
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(spacing["section"],) * 4)
        layout.setSpacing(spacing["normal"])
        for each in above:
            if isinstance(each, QLayout):
                layout.addLayout(each)
            else:
                layout.addWidget(each, int(each is stretched))
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        if stretched is None:
            layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reveal)
        buttons.addStretch(1)
        buttons.addWidget(self.start)
        buttons.addWidget(self.close_button)
        layout.addLayout(buttons)

    def _end(self, kind: Literal["info", "warning", "error"], message: str, mend: str) -> None:
        """Let something else be started, and say what came of this."""
        self._busy = False
        self.progress.end()
        self._show_usable()
        self.message.show_message(kind, message, mend)

    @Slot()
    def _show_usable(self) -> None:
        """Let be used what makes sense now; for subclasses."""

    @Slot()
    def _on_start_clicked(self) -> None:
        self._busy = True
        self.message.clear()
        self.reveal.hide()
        self.progress.start(self._first)
        self._show_usable()
        self.start_requested.emit()
