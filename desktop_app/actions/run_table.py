"""All runs: listing, naming, comparing, deleting and duplicating them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.actions.runs import RunActions
from desktop_app.actions.threshold import ThresholdActions
from desktop_app.jobs import Job, cancel
from desktop_app.work.run_table import Duplicate, compare, duplicate
from training.data.dataset import Dataset
from training.errors import RunError
from training.progress import Progress
from training.run_store import RunStore

if TYPE_CHECKING:
    from training.run_store import RunSummary, Trashed

T = TypeVar("T")

MOST_COMPARED = 10
"""Runs whose curves are drawn over one another: more colours cannot be told apart."""


class RunTableActions(ActionGroup):
    """What can be done with all runs, or several of them.

    Signals:
        listed: All runs (a list of RunSummary).
        deleted: How many runs were moved to the trash (int).
        restored: Runs came back from the trash (a list of Path).
        compared: Runs side by side (Comparison).
        duplicated: A run's configuration as it would be set up again (Duplicate).
    """

    listed = Signal(object)
    deleted = Signal(int)
    restored = Signal(object)
    compared = Signal(object)
    duplicated = Signal(object)

    def __init__(
        self,
        services: Services,
        runs: RunActions,
        threshold: ThresholdActions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(services, parent)
        self._opened = runs
        self._threshold = threshold
        self._store = RunStore(self._locations.runs, self._locations.cache)
        self._listing: Job | None = None
        self._comparing: Job | None = None
        self._trashed: list[Trashed] = []
        self._turns: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._using = threading.Lock()

    def list_runs(self) -> Job:
        """Find all runs and what is to be said of them."""
        cancel(self._listing)

        def work(progress: Progress) -> list[RunSummary]:
            with self._using:
                self._take_turns()
                return self._store.summaries(progress)

        job = self._listing = self._jobs.run("Reading the runs", work)
        job.succeeded.connect(self.listed)
        return job

    def rename(self, path: Path, title: str) -> Job:
        """Give a run another title.

        Args:
            path: Its folder, which keeps its name.
            title: The title; empty for the name of the folder.
        """
        return self._in_order("", partial(self._store.rename, path, title))

    def annotate(self, path: Path, note: str) -> Job:
        """Write a note on a run.

        Args:
            path: Its folder.
            note: The note; empty for none.
        """
        return self._in_order("", partial(self._store.annotate, path, note))

    def star(self, path: Path, starred: bool) -> Job:
        """Give a run a star, or take it away.

        Args:
            path: Its folder.
            starred: Whether it has a star from now on.
        """
        return self._in_order("", partial(self._store.star, path, starred))

    def delete(self, paths: Sequence[Path]) -> Job:
        """Move runs to the trash; where one of them is open, it is closed.

        Args:
            paths: Their folders.
        """
        opened = self._workspace.run
        if opened is not None and opened.path in paths:
            self._opened.close()

        def delete() -> Trashed:
            with self._threshold.writing:
                return self._store.delete(paths)

        job = self._in_order("Deleting runs", delete)
        job.succeeded.connect(self._on_deleted)
        return job

    def undo(self) -> Job:
        """Bring back the runs that were deleted last.

        Raises:
            RunError: None was deleted.
        """
        if not self._trashed:
            raise RunError("No run was deleted here.")
        trashed = self._trashed.pop()
        job = self._in_order("Bringing runs back", partial(self._store.restore, trashed))
        job.succeeded.connect(self.restored)
        return job

    def compare(self, paths: Sequence[Path]) -> None:
        """Read the curves and configurations of runs, in place of those asked for before.

        Args:
            paths: Their folders; of more than `MOST_COMPARED`, the first ones; none: nothing any
                more is wanted.
        """
        cancel(self._comparing)
        self._comparing = None
        if not paths:
            return
        job = self._comparing = self._jobs.run("", partial(compare, tuple(paths[:MOST_COMPARED])))
        job.succeeded.connect(self.compared)

    def duplicate(self, path: Path) -> Job:
        """Find how a run would be set up again, with its data set open where it is still there.

        Args:
            path: Its folder.
        """

        def work(progress: Progress) -> tuple[Duplicate, Dataset | None]:
            copy = duplicate(path, progress)
            wanted = self._workspace.dataset is None
            there = wanted and (copy.dataset / "dataset.json").is_file()
            return copy, Dataset.open(copy.dataset) if there else None

        job = self._jobs.run("Reading the run", work)
        job.succeeded.connect(self._on_duplicated)
        return job

    def _in_order(self, title: str, write: Callable[[], T]) -> Job:
        """Change runs one after the other, as they were asked for: there are several threads."""
        mine: Future[T] = Future()
        self._turns.append((mine, write))

        def work(_progress: Progress) -> T:
            with self._using:
                self._take_turns()
            return mine.result()

        return self._jobs.run(title, work, must_end=True)

    def _take_turns(self) -> None:
        """Make the changes that were asked for so far."""
        while self._turns:
            turn, change = self._turns.popleft()
            try:
                turn.set_result(change())
            except Exception as error:
                turn.set_exception(error)

    @Slot(object)
    def _on_deleted(self, trashed: Trashed) -> None:
        self._trashed.append(trashed)
        self.deleted.emit(len(trashed.names))

    @Slot(object)
    def _on_duplicated(self, read: tuple[Duplicate, Dataset | None]) -> None:
        copy, dataset = read
        if dataset is not None and self._workspace.dataset is None:
            self._workspace.open_dataset(dataset)
        self.duplicated.emit(copy)
