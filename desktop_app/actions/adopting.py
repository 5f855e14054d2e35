"""Making a run of a model that was not trained here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from training.progress import Progress

_LOOKING = "Looking at the model"


class AdoptingActions(ActionGroup):
    """Does one thing at a time; asking for another gives up what is being done.

    Signals:
        started: What is being done (str), and whether it waits for a training (bool).
        progressed: What is being done (str), units done (int) and in all (int).
        looked_at: A LookedAt.
        folder_read: A LabelledFolder.
        checked: ScalingResults, a tuple.
        adopted: The new run's folder (pathlib.Path).
        failed: The exception.
        stopped: Somebody stopped it.
    """

    started = Signal(str, bool)
    progressed = Signal(str, int, int)
    looked_at = Signal(object)
    folder_read = Signal(object)
    checked = Signal(object)
    adopted = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._job: Job | None = None
        self._asked = 0

    def look_at(self, file: Path) -> None:
        """Look at a model: first without TensorFlow, which a training may have.

        Args:
            file: The model.
        """
        from desktop_app.work.adopting import look_into

        job = self._start(self._jobs.run, _LOOKING, partial(look_into, file))
        job.succeeded.connect(partial(self._on_looked_into, file))

    def read_folder(self, folder: Path) -> None:
        """Look which classes a folder holds pictures of."""
        from desktop_app.work.adopting import read_folder

        job = self._start(self._jobs.run, "Looking for pictures", partial(read_folder, folder))
        self._end_with(job, self.folder_read)

    def check(self, file: Path, described: Mapping[str, Any], folder: Path) -> None:
        """Try a model in each scaling.

        Args:
            file: The model.
            described: Classes and size, as `training.foreign.description.describe` reads them.
            folder: Labelled pictures, a folder for each class.
        """
        from desktop_app.work.adopting import check_scalings

        work = partial(check_scalings, file, described, folder)
        job = self._start(self._jobs.run_tensorflow, "Checking scalings", work)
        self._end_with(job, self.checked)

    def adopt(self, file: Path, described: Mapping[str, Any], name: str) -> None:
        """Make a run of a model.

        Args:
            file: The model.
            described: Classes, scaling and size.
            name: Of the run's folder.
        """
        from desktop_app.work.adopting import adopt

        work = partial(adopt, file, described, self._locations.runs / name)
        job = self._start(self._jobs.run_tensorflow, "Making a run of the model", work)
        self._end_with(job, self.adopted)

    @Slot()
    def stop(self) -> None:
        """Give up what is being done."""
        cancel(self._job)

    def _on_looked_into(self, file: Path, _nothing: object) -> None:
        from desktop_app.work.adopting import look_at

        work = partial(look_at, file, self._locations.runs)
        self._end_with(self._start(self._jobs.run_tensorflow, _LOOKING, work), self.looked_at)

    def _start(
        self,
        run: Callable[[str, Callable[[Progress], object]], Job],
        title: str,
        work: Callable[[Progress], object],
    ) -> Job:
        cancel(self._job)
        busy = self._session.state != "idle" and self._jobs.tensorflow_busy
        self._job = job = run(title, work)
        job.progressed.connect(self.progressed)
        self._asked += 1
        job.failed.connect(partial(self._on_failed, self._asked))
        job.cancelled.connect(partial(self._on_cancelled, self._asked))
        self.started.emit(title, busy and run == self._jobs.run_tensorflow)
        return job

    def _end_with(self, job: Job, signal: SignalInstance) -> None:
        def ended(result: object) -> None:
            self._job = None
            signal.emit(result)

        job.succeeded.connect(ended)

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._job = None
            self.failed.emit(error)

    def _on_cancelled(self, asked: int) -> None:
        if asked == self._asked:
            self._job = None
            self.stopped.emit()
