"""Writing a report of the open run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel


class ReportActions(ActionGroup):
    """Writes one report at a time.

    Signals:
        progressed: What is being done (str), units done (int) and in all (int).
        written: What was written (Written).
        failed: The exception.
        stopped: Somebody stopped it.
    """

    progressed = Signal(str, int, int)
    written = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._job: Job | None = None

    @property
    def is_writing(self) -> bool:
        """Whether a report is being written."""
        return self._job is not None

    def notes(self) -> dict[str, str]:
        """Return what a person wrote of the open run.

        Raises:
            RunError: No run is open, or its notes are damaged.
        """
        from training.report.notes import FILE, read_notes

        return read_notes(self._require_run().path / FILE)

    def write(
        self,
        page: Path,
        notes: Mapping[str, str],
        *,
        pdf: bool,
        pictures: bool,
        overwrite: bool,
    ) -> None:
        """Keep the notes with the open run and write its report; nothing while one is written.

        Args:
            page: The HTML file; the PDF goes beside it.
            notes: What only a person knows, by key.
            pdf: Whether a PDF is written too.
            pictures: Whether examples are shown.
            overwrite: Whether files that are there are replaced.

        Raises:
            RunError: No run is open, or the notes cannot be kept.
        """
        from desktop_app.reporting.printing_apart import print_apart
        from desktop_app.work.reporting import Wanted, write_report
        from training.report.notes import FILE, save_notes

        run = self._require_run()
        if self._job is not None:
            return
        save_notes(run.path / FILE, notes)
        beside = page.with_suffix(".pdf") if pdf else None
        wanted = Wanted(run, page, beside, pictures=pictures, overwrite=overwrite)
        work = partial(write_report, wanted, print_apart)
        self._job = job = self._jobs.run(f"Writing {page.name}", work)
        job.progressed.connect(self.progressed)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)

    @Slot()
    def stop(self) -> None:
        """Write no report after all."""
        cancel(self._job)

    @Slot(object)
    def _on_succeeded(self, written: object) -> None:
        self._job = None
        self.written.emit(written)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
        self.stopped.emit()
