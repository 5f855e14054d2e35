"""What a past run said while it was trained."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs import Job, Jobs, cancel
from training.curves import RunCurves, read_curves
from training.progress import Progress
from training.runs import Run


class PastEvents(QObject):
    """Reads what a run has told, off the window's thread: columns of its steps, other events.

    Signals:
        arrived: What it has told (RunCurves).
        ended: Nothing more comes, be it that all has come, or that there is none.
    """

    arrived = Signal(object)
    ended = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None

    def load(self, run: Run) -> None:
        """Read what a run has told, in place of those that were asked for before.

        Args:
            run: The run.
        """
        self.stop()
        job = self._job = self._jobs.run("Reading the run", partial(_read, run))
        job.succeeded.connect(partial(self._on_read, job))
        job.finished.connect(partial(self._on_finished, job))

    def stop(self) -> None:
        """Hand over nothing more; `ended` is not emitted."""
        cancel(self._job)
        self._job = None

    def _on_read(self, job: Job, curves: RunCurves) -> None:
        if job is self._job:
            self.arrived.emit(curves)

    def _on_finished(self, job: Job) -> None:
        if job is self._job:  # a slot may have asked for another run
            self._job = None
            self.ended.emit()


def _read(run: Run, progress: Progress) -> RunCurves:
    curves = read_curves(run, progress)
    _ = curves.others  # read here, not in the window's thread
    return curves
