"""How the validation part of a past run was read after each epoch."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs import Job, Jobs, cancel
from training.curves import read_curves
from training.evaluation.epochs import EpochResult, epoch_results
from training.events import ValidationScored
from training.progress import Progress
from training.runs import Run


class PastEpochs(QObject):
    """Reads what a run has told of its epochs, off the window's thread.

    Signals:
        ready: The Run, and a tuple of its EpochResult; empty for one that has told of none.
    """

    ready = Signal(object, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None

    def load(self, run: Run) -> None:
        """Read the epochs of a run, in place of those that were asked for before.

        Args:
            run: The run.
        """
        cancel(self._job)
        job = self._job = self._jobs.run("Reading the epochs", partial(_read, run))
        job.succeeded.connect(partial(self.ready.emit, run))


def _read(run: Run, progress: Progress) -> tuple[EpochResult, ...]:
    told = read_curves(run, progress).others
    scored = (event for event in told if isinstance(event, ValidationScored))
    return epoch_results(scored, run.dataset.positive)
