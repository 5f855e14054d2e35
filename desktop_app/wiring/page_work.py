"""The work that runs for a page."""

from __future__ import annotations

import sys
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.jobs import Job, cancel
from desktop_app.widgets.page import Page
from training.errors import LesionLabError


class PageWork(QObject):
    """Shows the progress of one job on a page, why it failed, and lets it be cancelled.

    Signals:
        failed: The LesionLabError that ended the job; the page shows it already.
    """

    failed = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._job: Job | None = None
        page.cancel_requested.connect(self.cancel)

    def follow(self, job: Job) -> None:
        """Show a job's progress, in place of an earlier one's, which is cancelled."""
        self.cancel()
        self._job = job
        self._page.show_busy(job.title)
        job.progressed.connect(self._page.progress.show_progress)
        job.failed.connect(partial(self._on_failed, job))
        job.finished.connect(partial(self._on_finished, job))

    @Slot()
    def cancel(self) -> None:
        """Stop the job, if one runs."""
        cancel(self._job)

    def _on_failed(self, job: Job, error: Exception) -> None:
        if not isinstance(error, LesionLabError):
            sys.excepthook(type(error), error, error.__traceback__)
        elif job is self._job:
            self._page.show_failure(error.message, error.mend)
            self.failed.emit(error)

    def _on_finished(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._page.end_busy()
