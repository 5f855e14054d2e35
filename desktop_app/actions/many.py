"""Asking the open run about a folder of pictures, into a table."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from desktop_app.work.asking import KeptPredictor
from desktop_app.work.many import FolderTable, write_folder
from training.runs import Run

_TITLE = "Writing the table"


class ManyActions(ActionGroup):
    """Writes one table at a time; what is done is kept when it is stopped.

    Signals:
        progressed: What is being done (str), pictures done (int) and in all (int).
        written: What the table holds (TableSummary).
        failed: The exception.
        stopped: Somebody stopped it.
    """

    progressed = Signal(str, int, int)
    written = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(
        self, services: Services, kept: KeptPredictor, parent: QObject | None = None
    ) -> None:
        """Use the model that is loaded already.

        Args:
            services: What actions work with.
            kept: What answers for the open run.
            parent: Owner.
        """
        super().__init__(services, parent)
        self._kept = kept
        self._job: Job | None = None

    @property
    def is_writing(self) -> bool:
        """Whether a table is being written."""
        return self._job is not None

    def write(self, wanted: FolderTable) -> None:
        """Write a table of the open run's answers; nothing while one is being written.

        Raises:
            RunError: No run is open.
        """
        run = self._require_run()
        if self._job is None:
            work = partial(write_folder, wanted, run, self._kept)
            self._follow(self._jobs.run(_TITLE, partial(work, tensorflow=False)), wanted, run)

    def stop(self) -> None:
        """Write no further; the rows so far are kept."""
        cancel(self._job)

    def _follow(self, job: Job, wanted: FolderTable, run: Run) -> None:
        self._job = job
        job.progressed.connect(self.progressed)
        job.succeeded.connect(partial(self._on_succeeded, wanted, run))
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)

    def _on_succeeded(self, wanted: FolderTable, run: Run, summary: object) -> None:
        self._job = None
        if summary is None:
            work = partial(write_folder, wanted, run, self._kept)
            again = self._jobs.run_tensorflow(_TITLE, partial(work, tensorflow=True))
            self._follow(again, wanted, run)
        else:
            self.written.emit(summary)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
        self.stopped.emit()
