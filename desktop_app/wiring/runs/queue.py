"""The queue, which goes on also where nobody looks at View > Runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.runs.queue_note import QueueNote
from desktop_app.wiring.parts import Parts
from desktop_app.work.runs import FoundRun


class QueueGoingOn(QObject):
    """Begins the next run that waits, and says in the status bar how many do.

    Attributes:
        note: Says how many runs wait.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.note = QueueNote()
        parts.window.status.addPermanentWidget(self.note)
        parts.tabs.made.connect(self._on_tabs_made)
        parts.session.finished.connect(self._on_finished)
        parts.actions.training.unfinished_found.connect(self._on_unfinished_found)
        parts.actions.queue.changed.connect(self._on_queue_changed)
        self._show_note()
        if parts.settings.queue_goes_on:
            parts.actions.queue.start()

    @Slot(bool)
    def toggle(self, going_on: bool) -> None:
        """Let the queue go on, or hold it; remembered from one start to the next."""
        self._parts.settings.queue_goes_on = going_on
        queue = self._parts.actions.queue
        if going_on:
            queue.start()
            self._go_on_soon()
        else:
            queue.hold()

    @Slot()
    def _on_tabs_made(self) -> None:
        self._parts.tabs.train.setup.queue_requested.connect(self._parts.actions.queue.add_new)

    @Slot()
    def _on_finished(self) -> None:
        self._parts.actions.queue.forget_ended()
        self._go_on_soon()

    @Slot(object)
    def _on_unfinished_found(self, runs: tuple[FoundRun, ...]) -> None:
        """At the start: go on, unless a run is being trained, which is followed first."""
        if not any(run.running for run in runs):
            self._go_on_soon()

    @Slot()
    def _on_queue_changed(self) -> None:
        self._show_note()
        if self._parts.actions.queue.going_on:
            self._go_on_soon()

    def _go_on_soon(self) -> None:
        """Begin the next run when all others have heard of what has just happened."""
        QTimer.singleShot(0, self, self._go_on)

    @Slot()
    def _go_on(self) -> None:
        if self._parts.session.abandoned or not self._parts.window.isVisible():  # it is closing
            return
        self._parts.actions.queue.train_next()

    def _show_note(self) -> None:
        queue = self._parts.actions.queue
        self.note.show_queue(len(queue.waiting), going_on=queue.going_on)
