"""Looking at the open data set: what it is made of, and its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from desktop_app.inspect.picture_index import PictureIndex, index_pictures
from desktop_app.jobs import Job, Jobs
from desktop_app.thumbnail_cache import ThumbnailCache
from desktop_app.thumbnails import Thumbnails
from desktop_app.widgets.images import to_qimage
from desktop_app.workspace import Workspace
from training.data.dataset import Dataset
from training.data.statistics import DatasetStatistics, measured_pictures, statistics_of
from training.errors import ImageError
from training.locations import Locations
from training.preprocessing import read_image
from training.progress import Progress


@dataclass(frozen=True, eq=False)
class DataOverview:
    """What is shown of a data set.

    Attributes:
        dataset: The data set.
        statistics: What it is made of.
        index: Its pictures.
    """

    dataset: Dataset
    statistics: DatasetStatistics
    index: PictureIndex


class Looking(QObject):
    """Reads what the Data page shows.

    Signals:
        overview_ready: The DataOverview of the open data set.
        thumbnails_ready: A dict of position to picture, (height, width, 3), uint8, or None for one
            that cannot be read.
        picture_ready: Number of the request (int), the picture (QImage), or None and why it cannot
            be read (str).
    """

    overview_ready = Signal(object)
    thumbnails_ready = Signal(object)
    picture_ready = Signal(int, object, str)

    def __init__(
        self, jobs: Jobs, workspace: Workspace, locations: Locations, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._workspace = workspace
        self._job: Job | None = None
        self._picture_job: Job | None = None
        cache = ThumbnailCache(locations.cache / "thumbnails.sqlite")
        self._thumbnails = Thumbnails(jobs, cache, self)
        self._thumbnails.ready.connect(self.thumbnails_ready)

    @Slot()
    def load_overview(self) -> None:
        """Read what the open data set is made of; nothing where none is open."""
        dataset = self._workspace.dataset
        if dataset is None:
            return

        def work(_progress: Progress) -> DataOverview:
            pictures = measured_pictures(dataset)
            return DataOverview(
                dataset, statistics_of(dataset, pictures), index_pictures(dataset, pictures)
            )

        if self._job is not None:
            self._job.cancel()
        self._job = self._jobs.run("Counting the pictures", work)
        self._job.succeeded.connect(self._on_overview)

    @Slot(object)
    def load_thumbnails(self, wanted: Sequence[tuple[int, Path]]) -> None:
        """Read small versions of the open data set's pictures.

        Args:
            wanted: Pairs of position and file, the most urgent first; they replace those before.
        """
        self._thumbnails.want(wanted)

    @Slot(int, object)
    def load_picture(self, request: int, file: Path) -> None:
        """Read a picture in full; what was asked for before is not wanted any more.

        Args:
            request: Number under which it comes back.
            file: The picture.
        """
        if self._picture_job is not None:
            self._picture_job.cancel()
        job = self._picture_job = self._jobs.run("", partial(_read_whole, file))
        job.succeeded.connect(lambda read: self.picture_ready.emit(request, *read))

    @Slot(object)
    def _on_overview(self, overview: DataOverview) -> None:
        self._thumbnails.forget()  # positions mean other pictures now
        self.overview_ready.emit(overview)
        self._jobs.run("", lambda _progress: overview.index.prepare())


class LookingAtTwo(QObject):
    """Reads two pictures that are looked at side by side.

    Signals:
        picture_ready: Number of the request (int), which of its pictures (int), the picture
            (QImage), or None and why it cannot be read (str).
    """

    picture_ready = Signal(int, int, object, str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs

    @Slot(int, object)
    def load(self, request: int, files: Sequence[Path | None]) -> None:
        """Read pictures in full.

        Args:
            request: Number under which they come back.
            files: The pictures; of None nothing comes back.
        """
        for place, file in enumerate(files):
            if file is not None:
                job = self._jobs.run("", partial(_read_whole, file))
                job.succeeded.connect(partial(self._on_read, request, place))

    def _on_read(self, request: int, place: int, read: tuple[QImage | None, str]) -> None:
        self.picture_ready.emit(request, place, *read)


def _read_whole(file: Path, _progress: Progress) -> tuple[QImage | None, str]:
    """Return a picture in full, upright; None and why where it cannot be read."""
    try:
        return to_qimage(np.asarray(read_image(file))), ""
    except ImageError as error:
        return None, str(error)
