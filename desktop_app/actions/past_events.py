"""What a past run said while it was trained."""

from __future__ import annotations

from collections import deque
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.jobs import Job, Jobs, cancel
from training.events import Event
from training.progress import Progress
from training.runs import Run

CHUNK = 2000
"""Events that are handed over at a time: drawing them takes a few milliseconds."""


class PastEvents(QObject):
    """Reads the events of a run off the window's thread and hands them over bit by bit.

    Signals:
        arrived: A list of events, in order.
        ended: Nothing more comes, be it that all has come, or that there is none.
    """

    arrived = Signal(object)
    ended = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._left: deque[list[Event]] = deque()
        self._timer = QTimer(self)  # between two bits, the window can do other things
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._hand_over)

    def load(self, run: Run) -> None:
        """Read the events of a run, in place of those that were asked for before.

        Args:
            run: The run.
        """
        self.stop()
        job = self._job = self._jobs.run(
            "Reading the run", lambda progress: _in_chunks(run, progress)
        )
        job.succeeded.connect(partial(self._on_read, job))
        job.finished.connect(partial(self._on_finished, job))

    def stop(self) -> None:
        """Hand over nothing more; `ended` is not emitted."""
        cancel(self._job)
        self._job = None
        self._left.clear()
        self._timer.stop()

    def _on_read(self, job: Job, chunks: list[list[Event]]) -> None:
        if job is self._job:
            self._left.extend(chunks)

    def _on_finished(self, job: Job) -> None:
        if job is self._job:
            self._timer.start()
            self._hand_over()

    @Slot()
    def _hand_over(self) -> None:
        if self._left:
            self.arrived.emit(self._left.popleft())
        if not self._left and self._timer.isActive():  # a slot may have stopped it
            self.stop()
            self.ended.emit()


def _in_chunks(run: Run, progress: Progress) -> list[list[Event]]:
    chunks: list[list[Event]] = []
    for number, event in enumerate(run.events()):
        if number % CHUNK == 0:
            progress("Reading the run", 0, 0)
            chunks.append([])
        chunks[-1].append(event)
    return chunks
