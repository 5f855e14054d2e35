"""Reading what is shown of a run while somebody watches it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs import Job, Jobs, cancel
from desktop_app.work.watching import log_tail, sample_pictures, surroundings


class Watching(QObject):
    """Reads a run's folder off the window's thread; what was asked for last replaces the rest.

    Signals:
        pictures_ready: A dict of sample name to picture, (height, width, 3), uint8.
        log_ready: The end of the log file (str).
        surroundings_known: Where and on what it is trained (Surroundings).
    """

    pictures_ready = Signal(object)
    log_ready = Signal(object)
    surroundings_known = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._pictures: Job | None = None
        self._log: Job | None = None
        self._around: Job | None = None

    def load_pictures(self, folder: Path, names: Sequence[str]) -> None:
        """Read small versions of samples' pictures.

        Args:
            folder: The run folder.
            names: Names of the samples.
        """
        cancel(self._pictures)
        job = self._pictures = self._jobs.run(
            "Reading pictures", lambda progress: sample_pictures(folder, names, progress)
        )
        job.succeeded.connect(self.pictures_ready)

    def load_log(self, folder: Path) -> None:
        """Read the end of the run's log file."""
        cancel(self._log)
        job = self._log = self._jobs.run("", partial(log_tail, folder))
        job.succeeded.connect(self.log_ready)

    def look_around(self, folder: Path) -> None:
        """Find where and on what a run is trained."""
        cancel(self._around)
        job = self._around = self._jobs.run("", partial(surroundings, folder))
        job.succeeded.connect(self.surroundings_known)

    def stop(self) -> None:
        """Read nothing more: another run is shown, or the window closes."""
        for job in (self._pictures, self._log, self._around):
            cancel(job)
