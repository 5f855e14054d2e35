"""Actions that do one piece of work at a time and tell how it goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel


class OneJobActions(ActionGroup):
    """Follows one job.

    Signals:
        progressed: What is being done (str), units done (int) and in all (int).
        done: What came of it.
        failed: The exception.
        stopped: Somebody stopped it.
    """

    progressed = Signal(str, int, int)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the work goes on."""
        return self._job is not None

    @Slot()
    def stop(self) -> None:
        """Ask the work to end."""
        cancel(self._job)

    def _follow(self, job: Job, otherwise: Callable[[], None] | None = None) -> None:
        """Tell how a job goes.

        Args:
            job: The job.
            otherwise: What to do where its result is None; without it None is a result.
        """

        def succeeded(result: object) -> None:
            self._job = None
            if result is None and otherwise is not None:
                otherwise()
            else:
                self.done.emit(result)

        self._job = job
        job.progressed.connect(self.progressed)
        job.succeeded.connect(succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
        self.stopped.emit()
