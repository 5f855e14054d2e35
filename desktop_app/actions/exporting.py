"""Exporting the open run in forms that others use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel


class ExportActions(ActionGroup):
    """Exports one run at a time.

    Signals:
        progressed: What is being done (str), units done (int) and in all (int).
        exported: What has become of each form, a list of Outcome.
        failed: The exception.
        stopped: Somebody stopped it.
    """

    progressed = Signal(str, int, int)
    exported = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._job: Job | None = None

    @property
    def is_exporting(self) -> bool:
        """Whether an export goes on."""
        return self._job is not None

    def export(self, names: Sequence[str], parent: Path, *, overwrite: bool) -> None:
        """Export the open run; nothing while another export goes on.

        Args:
            names: Of the forms.
            parent: Folder that the exports go to.
            overwrite: Whether former exports there may be replaced.

        Raises:
            RunError: No run is open.
        """
        from desktop_app.work.exporting import export_run

        run = self._require_run()
        if self._job is not None:
            return
        work = partial(export_run, run, tuple(names), parent, overwrite)
        self._job = job = self._jobs.run_tensorflow(f"Exporting {run.name}", work)
        job.progressed.connect(self.progressed)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)

    @Slot()
    def stop(self) -> None:
        """Give up what is not complete."""
        cancel(self._job)

    @Slot(object)
    def _on_succeeded(self, outcomes: object) -> None:
        self._job = None
        self.exported.emit(outcomes)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
        self.stopped.emit()
