"""The queue: runs that wait to be trained, one after the other, each in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job
from desktop_app.session import Begun
from desktop_app.work.run_table import again
from desktop_app.work.runs import told_before
from training.config import RunConfig
from training.errors import RunError
from training.events import Event, RunEnded
from training.progress import Progress
from training.run_queue import QUEUE_NAME, RunQueue
from training.runs import Run
from training.trainer import create_run

logger = logging.getLogger(__name__)


class QueueActions(ActionGroup):
    """Fills and orders the queue, and trains what waits in it.

    A run of the queue gives all of its memory back when its process ends, and its failure does not
    stop the others.

    Signals:
        changed: Other runs wait, or the queue goes on or is held.
        beginning: A run of the queue is about to be trained (its folder, a Path).
        failed: A run of the queue has failed: its folder (Path), and why (str).
    """

    changed = Signal()
    beginning = Signal(object)
    failed = Signal(object, str)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._queue = RunQueue(self._locations.runs / QUEUE_NAME)
        self._going_on = False
        self._training: Path | None = None
        self._session.events_arrived.connect(self._on_events_arrived)
        self._session.failed.connect(self._on_failed)

    @property
    def waiting(self) -> list[Path]:
        """Folders of the runs that wait, the next one first; none where they cannot be read.

        Why they cannot is said when something is to be changed.
        """
        try:
            return self._queue.waiting()
        except RunError as error:
            logger.warning("%s", error)
            return []

    @property
    def going_on(self) -> bool:
        """Whether the next run begins when no training is running."""
        return self._going_on

    @property
    def training(self) -> Path | None:
        """Folder of the run of the queue that is being trained; None where there is none."""
        return self._training

    def add_new(self, recipe: str, changes: Mapping[str, Any]) -> Job:
        """Make a run on the open data set, and let it wait.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.

        Raises:
            DataError: No data set is open.
        """
        return self._add([self._workspace.config_of(recipe, changes)])

    def add(self, folders: Sequence[Path]) -> Job:
        """Let runs wait that have not begun; of others, new runs of the same configuration.

        Args:
            folders: Their folders.
        """
        return self._add(folders)

    def remove(self, folder: Path) -> None:
        """Let a run wait no longer; its folder stays.

        Args:
            folder: Its folder.
        """
        self._queue.remove(folder)
        self.changed.emit()

    def move(self, folder: Path, to: int) -> None:
        """Give a run another place.

        Args:
            folder: Its folder.
            to: Its new place, from 0.
        """
        self._queue.move(folder, to)
        self.changed.emit()

    def start(self) -> None:
        """Let the next run begin whenever no training is running."""
        self._going_on = True
        self.changed.emit()

    def hold(self) -> None:
        """Let no further run begin; one that is being trained goes on."""
        self._going_on = False
        self.changed.emit()

    def train_next(self) -> None:
        """Train the next run, if the queue goes on and nothing else is being trained."""
        if not self._going_on or self._session.state != "idle":
            return
        folder = self._queue.next()
        if folder is None:
            return

        def make(_progress: Progress) -> Begun:
            run = Run.open(folder)
            return Begun(run, told_before(run))

        self._training = folder
        self.beginning.emit(folder)
        self._session.host(make)
        self.changed.emit()

    @Slot()
    def forget_ended(self) -> None:
        """Take note that the training has ended."""
        if self._training is not None:
            self._training = None
            self.changed.emit()

    def _add(self, wanted: Sequence[Path | RunConfig]) -> Job:
        locations, queue = self._locations, self._queue

        def work(_progress: Progress) -> None:
            for each in wanted:
                config = each if isinstance(each, RunConfig) else again(each)
                if isinstance(each, Path) and config is None:
                    queue.add(each)
                elif config is not None:
                    queue.add(create_run(config, runs=locations.runs, locations=locations).path)

        job = self._jobs.run("Adding to the queue", work, must_end=True)
        job.finished.connect(self.changed)
        return job

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, RunEnded) and event.status == "failed":
                self._on_failed(event.message)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if self._training is not None:
            self.failed.emit(self._training, str(error))
