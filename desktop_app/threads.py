"""Threads that do tasks from a queue; what `desktop_app.jobs` is built on."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThread

from training.errors import Cancelled
from training.progress import Progress

STACK_BYTES = 16 * 1024 * 1024
"""What Python's own threads get on macOS, where Qt's would get 512 KB: too little for Keras."""


class Task:
    """The part of a job that the threads see: plain Python, no Qt.

    Attributes:
        cancel_requested: Looked at whenever the work reports progress.
        latest: The latest progress; replaced as a whole.
        tensorflow: Whether it is for the TensorFlow thread.
    """

    def __init__(self, work: Callable[[Progress], Any], *, tensorflow: bool = False) -> None:
        self.cancel_requested = threading.Event()
        self.latest: tuple[str, int, int] | None = None
        self.tensorflow = tensorflow
        self._work: Callable[[Progress], Any] | None = work
        self._result: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do the work and keep its result or its exception."""
        try:
            if self._work is not None and not self.cancel_requested.is_set():
                self._result = self._work(self._progress)
        except BaseException as error:  # the thread lives on, whatever the work does
            self._error = error

    def take_outcome(self) -> tuple[Any, BaseException | None]:
        """Return result and exception, and forget them and the work.

        Called in the window's thread: what only they kept alive ends there.
        """
        outcome = self._result, self._error
        self._work = self._result = self._error = None
        return outcome

    def _progress(self, what: str, done: int, total: int) -> None:
        if self.cancel_requested.is_set():
            raise Cancelled
        self.latest = (what, done, total)


class _Thread(QThread):
    """Runs tasks from a queue until it meets None; has no event loop."""

    def __init__(
        self,
        name: str,
        tasks: queue.SimpleQueue[Task | None],
        ended: queue.SimpleQueue[Task],
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setStackSize(STACK_BYTES)
        self._tasks = tasks
        self._ended = ended

    def run(self) -> None:
        threading.current_thread().name = self.objectName()  # for the log
        while (task := self._tasks.get()) is not None:
            task.run()
            self._ended.put(task)


class Threads:
    """One or more threads that share a queue, started with the first task."""

    def __init__(self, name: str, count: int, ended: queue.SimpleQueue[Task]) -> None:
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._threads = [_Thread(f"{name}-{number}", self._tasks, ended) for number in range(count)]

    def put(self, task: Task) -> None:
        """Add a task to the queue; the first one starts the threads."""
        for thread in self._threads:
            if not thread.isRunning():
                thread.start()
        self._tasks.put(task)

    def ask_to_end(self) -> None:
        """Let the threads end after the tasks that are in the queue."""
        for _ in self._threads:
            self._tasks.put(None)

    def wait_until(self, deadline: float) -> bool:
        """Return whether all threads have ended at a time of `time.monotonic`."""
        return all(thread.wait(_milliseconds_until(deadline)) for thread in self._threads)


def _milliseconds_until(deadline: float) -> int:
    return max(0, int((deadline - time.monotonic()) * 1000))
