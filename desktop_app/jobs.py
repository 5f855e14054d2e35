"""Work off the window's thread: the one TensorFlow thread, and two for files and pictures.

Work never touches a Qt object. What it has to say waits in a queue, which a timer in the window's
thread empties; no signal crosses threads. Values go into work as arguments and come out as its
result.
"""

from __future__ import annotations

import logging
import queue
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QMetaMethod, QObject, QTimer, Signal, Slot

from desktop_app.tensorflow_import import import_tensorflow
from desktop_app.threads import Task, Threads
from training.errors import Cancelled
from training.progress import Progress

T = TypeVar("T")

DRAIN_MILLISECONDS = 16
"""How often the window looks at what the threads have said, while there is any work."""
RESTING_MILLISECONDS = 64
"""How often, where they have said nothing for long: a training takes Python's lock meanwhile."""
_LONG = 64
"""Looks that found nothing after which that is long."""
FILE_THREADS = 2

_log = logging.getLogger(__name__)


class Job(QObject):
    """Work that was handed to a thread, as the window sees it.

    After `cancel`, neither `progressed` nor `succeeded` nor `failed` is emitted any more. A failure
    to which nobody has connected goes to `sys.excepthook`, and so to the error dialog.

    Attributes:
        title: What is being done, for a person.
        must_end: Whether the window waits for it when it closes, instead of cancelling it.

    Signals:
        progressed: What is being done (str), units done (int), units in all (int; 0: unknown).
        succeeded: The result.
        failed: The exception.
        cancelled: The work has ended after `cancel`.
        finished: Always, once and last.
    """

    progressed = Signal(str, int, int)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, title: str, task: Task, *, must_end: bool = False) -> None:
        super().__init__()
        self.title = title
        self.must_end = must_end
        self._task = task
        self._shown: tuple[str, int, int] | None = None

    def cancel(self) -> None:
        """Ask the work to end; it does so where it next reports progress."""
        self._task.cancel_requested.set()

    @property
    def cancel_requested(self) -> bool:
        """Whether `cancel` was called."""
        return self._task.cancel_requested.is_set()

    def _show_progress(self) -> bool:
        """Emit the latest progress, if there is news and the work is still wanted."""
        latest = self._task.latest
        if latest is None or latest is self._shown or self.cancel_requested:
            return False
        self._shown = latest
        self.progressed.emit(*latest)
        return True

    def _end(self) -> None:
        """Emit how the work ended, then `finished`."""
        result, error = self._task.take_outcome()
        if self.cancel_requested or isinstance(error, Cancelled):
            if error is not None and not isinstance(error, Cancelled):
                _log.warning("%s failed while it was being cancelled", self.title, exc_info=error)
            self.cancelled.emit()
        elif error is None:
            self._show_progress()
            self.succeeded.emit(result)
        elif self.isSignalConnected(QMetaMethod.fromSignal(self.failed)):
            _log.warning("%s failed: %s", self.title, error, exc_info=error)
            self.failed.emit(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
        self.finished.emit()


class Jobs(QObject):
    """The threads of the window.

    Attributes:
        active: Jobs that wait or run, oldest first.
        tensorflow_busy: Whether the TensorFlow thread has work.

    Signals:
        active_changed: `active` (a tuple of Job).
        tensorflow_busy_changed: `tensorflow_busy` (bool).
    """

    active_changed = Signal(object)
    tensorflow_busy_changed = Signal(bool)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        load_tensorflow: Callable[[], None] = import_tensorflow,
    ) -> None:
        """Start no thread yet: each starts with the first work for it.

        Args:
            parent: Owner.
            load_tensorflow: Called on the TensorFlow thread before every work there.
        """
        super().__init__(parent)
        self._load_tensorflow = load_tensorflow
        self._ended: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._files = Threads("files", FILE_THREADS, self._ended)
        self._tensorflow = Threads("tensorflow", 1, self._ended)
        self._jobs: dict[Task, Job] = {}
        self._told_busy = False
        self._closed = False
        self._in_vain = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def active(self) -> tuple[Job, ...]:
        """Jobs that wait or run, oldest first."""
        return tuple(self._jobs.values())

    @property
    def tensorflow_busy(self) -> bool:
        """Whether the TensorFlow thread has work."""
        return any(task.tensorflow for task in self._jobs)

    def run(self, title: str, work: Callable[[Progress], T], *, must_end: bool = False) -> Job:
        """Do work with files or pictures; no TensorFlow.

        Args:
            title: What is being done, for a person; empty for what is too short to be shown.
            work: Called on another thread with a Progress, which raises `Cancelled` when the
                work is no longer wanted.
            must_end: Whether it is to be done also where the window closes meanwhile; for what a
                person has chosen and that takes no more than seconds.

        Returns:
            The job; after `shutdown` one that is cancelled and emits nothing.
        """
        return self._start(Job(title, Task(work), must_end=must_end))

    def run_tensorflow(self, title: str, work: Callable[[Progress], T]) -> Job:
        """Do work with TensorFlow or Keras, one after the other, in the order asked for.

        Args:
            title: What is being done, for a person.
            work: Called on the TensorFlow thread, as in `run`.

        Returns:
            The job, as in `run`.
        """

        def loaded_first(progress: Progress) -> T:
            self._load_tensorflow()
            return work(progress)

        return self._start(Job(title, Task(loaded_first, tensorflow=True)))

    def warm_up(self) -> Job:
        """Import TensorFlow and Keras, so that the first work with them need not wait."""
        return self.run_tensorflow("Starting TensorFlow", _nothing)

    def shutdown(self, timeout: float) -> bool:
        """Cancel all work but what must end, and wait for the threads to end.

        Blocks the window's thread; the signals of ended jobs are emitted before it returns.

        Args:
            timeout: Seconds to wait, for all threads together.

        Returns:
            Whether all threads have ended. If not, Qt would abort a process that ends in the usual
            way: save what is to be saved, then call `os._exit`.
        """
        self._closed = True
        for job in self.active:
            if not job.must_end:
                job.cancel()
        deadline = time.monotonic() + timeout
        for threads in (self._files, self._tensorflow):
            threads.ask_to_end()
        ended = all(t.wait_until(deadline) for t in (self._files, self._tensorflow))
        self._timer.stop()
        self._drain()
        return ended

    def _start(self, job: Job) -> Job:
        if self._closed:  # a slot of the last work to end may ask for the next
            job.cancel()
            return job
        task = job._task
        self._jobs[task] = job
        (self._tensorflow if task.tensorflow else self._files).put(task)
        self._in_vain = 0
        self._timer.start(DRAIN_MILLISECONDS)
        self._tell()
        return job

    @Slot()
    def _on_timeout(self) -> None:
        told = [job._show_progress() for job in self.active]
        if any(told) or not self._ended.empty():
            self._in_vain = 0
        else:
            self._in_vain += 1
        interval = RESTING_MILLISECONDS if self._in_vain > _LONG else DRAIN_MILLISECONDS
        if interval != self._timer.interval():
            self._timer.setInterval(interval)
        self._drain()
        if not self._jobs:
            self._timer.stop()

    def _drain(self) -> None:
        """End the jobs whose work has ended, in that order.

        A slot may run an event loop of its own, and so this method again: each task is taken from
        the queue only when it is dealt with.
        """
        while True:
            try:
                task = self._ended.get_nowait()
            except queue.Empty:
                return
            self._jobs.pop(task)._end()
            self._tell()

    def _tell(self) -> None:
        if self.tensorflow_busy != self._told_busy:
            self._told_busy = not self._told_busy
            self.tensorflow_busy_changed.emit(self._told_busy)
        self.active_changed.emit(self.active)


def cancel(job: Job | None) -> None:
    """Ask a job to end, if there is one."""
    if job is not None:
        job.cancel()


def _nothing(progress: Progress) -> None:
    """Do no work."""
