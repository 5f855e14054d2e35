"""Small versions of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs import Job, Jobs, cancel
from desktop_app.work.pictures import read_thumbnails

THUMBNAIL = 160
"""Longer side in pixels."""


class SmallPictures(QObject):
    """Reads pictures; those that were asked for last replace those before.

    Signals:
        ready: A dict of name to picture, (height, width, 3), uint8.
    """

    ready = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None

    def load(self, images: Mapping[str, Path]) -> None:
        """Read small versions of pictures; one that cannot be read is left out.

        Args:
            images: Files by the names under which they come back.
        """
        cancel(self._job)
        self._job = self._jobs.run(
            "Reading pictures", lambda progress: read_thumbnails(images, THUMBNAIL, progress)
        )
        self._job.succeeded.connect(self.ready)
