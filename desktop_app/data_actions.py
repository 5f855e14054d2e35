"""What a person can do with data sets, each a named function with plain values.

As in `actions.py`: work runs off the window's thread, and results come back as signals.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.data.values import ImportChoice
from desktop_app.data_work import (
    Checked,
    Incoming,
    bring_in,
    check,
    is_dataset,
    look_at,
    mend_and_check,
    read_thumbnails,
    split_state,
    undo_and_check,
)
from desktop_app.jobs import Job, Jobs
from desktop_app.leakage_work import compare_leakage
from desktop_app.workspace import Workspace
from training.config import with_changes
from training.data.dataset import Dataset
from training.data.download.catalogue import Collection
from training.errors import DataError
from training.locations import Locations
from training.progress import Progress
from training.recipes import get_recipe

if TYPE_CHECKING:
    from training.data.checks.finding import Mend

THUMBNAIL = 160
"""Longer side of a thumbnail in pixels."""


class DataActions(QObject):
    """The actions, and the signals by which their results come.

    Signals:
        classes_needed: A Dataset that has yet to be told which classes are positive.
        previewed: ImportFacts of files that were looked at.
        imported: A new Dataset, which is open now.
        checked: What was found in the open data set (Checked).
        pictures_ready: A dict of sample name to picture, (height, width, 3), uint8.
        fetched: Files that were downloaded (Incoming).
        leakage_compared: What leakage does (LeakageTable).
        split_known: Whether the open data set's own parts leak (SplitState).
    """

    classes_needed = Signal(object)
    previewed = Signal(object)
    imported = Signal(object)
    checked = Signal(object)
    pictures_ready = Signal(object)
    fetched = Signal(object)
    leakage_compared = Signal(object)
    split_known = Signal(object)

    def __init__(
        self, jobs: Jobs, workspace: Workspace, locations: Locations, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._workspace = workspace
        self._locations = locations
        self._undecided: Path | None = None
        self._pictures_job: Job | None = None

    # Opening

    def open_dataset(self, folder: Path) -> Job:
        """Open a data set that was imported before.

        Args:
            folder: Its folder.
        """
        job = self._jobs.run("Opening the data set", lambda _progress: Dataset.open(folder))
        job.succeeded.connect(self._on_dataset_read)
        return job

    def preview(self, incoming: Incoming) -> Job:
        """Look at files that are to become a data set.

        Args:
            incoming: The files.
        """
        job = self._jobs.run("Looking at the files", partial(look_at, incoming))
        job.succeeded.connect(self.previewed)
        return job

    def import_dataset(self, incoming: Incoming, choice: ImportChoice) -> Job:
        """Read files as a new data set, and open it.

        Args:
            incoming: The files.
            choice: What a person said about them.
        """
        locations = self._locations
        job = self._jobs.run(
            "Importing", lambda progress: bring_in(incoming, choice, locations, progress)
        )
        job.succeeded.connect(self._on_imported)
        return job

    def make_builtin_lesions(self, count: int = 300, seed: int = 0) -> Job:
        """Draw the built-in lesions, or open them where they were drawn before.

        Args:
            count: Pictures.
            seed: Seed.
        """
        folder = self._locations.datasets / f"built-in-lesions-{count}-{seed}"

        def work(progress: Progress) -> Dataset:
            from training.data.builtin import make_builtin_dataset

            if is_dataset([folder]):
                return Dataset.open(folder)
            return make_builtin_dataset(folder, count=count, seed=seed, progress=progress)

        job = self._jobs.run("Drawing lesions", work)
        job.succeeded.connect(self._on_dataset_read)
        return job

    def choose_positive(self, dataset: Dataset, positive: Sequence[str]) -> None:
        """Say which classes count as positive, and open the data set.

        Args:
            dataset: The data set.
            positive: Names of the classes.
        """
        fresh, self._undecided = self._undecided == dataset.root, None
        chosen = dataset.with_positive(positive)
        chosen.save()
        self._workspace.open_dataset(chosen)
        if fresh:
            self.imported.emit(chosen)

    def discard(self, dataset: Dataset) -> None:
        """Forget a data set that nobody wants to open; remove it if it was only just imported."""
        fresh, self._undecided = self._undecided == dataset.root, None
        if fresh:
            self._jobs.run(
                "Removing what was imported", lambda _progress: shutil.rmtree(dataset.root)
            )

    @Slot(object)
    def _on_dataset_read(self, dataset: Dataset) -> None:
        if dataset.positive:
            self._workspace.open_dataset(dataset)
        else:
            self.classes_needed.emit(dataset)

    @Slot(object)
    def _on_imported(self, dataset: Dataset) -> None:
        if dataset.positive:
            self._workspace.open_dataset(dataset)
            self.imported.emit(dataset)
        else:
            self._undecided = dataset.root
            self.classes_needed.emit(dataset)

    # Getting

    def fetch(self, collection: Collection) -> Job:
        """Download the files of a collection; what is there already is not asked for again.

        Args:
            collection: What to download.
        """
        locations = self._locations

        def work(progress: Progress) -> Incoming:
            from training.data.download.fetch import downloads_folder, fetch_files

            folder = downloads_folder(collection, locations)
            files = fetch_files(collection.files, folder, progress=progress)
            return Incoming(
                files,
                collection.layout,
                collection.licence,
                collection.citation,
                title=collection.name,
            )

        job = self._jobs.run(f"Downloading {collection.name}", work)
        job.succeeded.connect(self.fetched)
        return job

    # Checking

    def check(self) -> Job:
        """Make all checks of the open data set."""
        return self._check("Checking the data set", partial(check, self._dataset()))

    def mend(self, mend: Mend) -> Job:
        """Make a mend in the open data set, and check it again.

        Args:
            mend: The mend.
        """
        return self._check("Mending the data set", partial(mend_and_check, self._dataset(), mend))

    def undo(self) -> Job:
        """Take back the last mend of the open data set, and check it again."""
        return self._check("Taking back the last mend", partial(undo_and_check, self._dataset()))

    def _check(self, title: str, work: partial[Checked]) -> Job:
        job = self._jobs.run(title, work)
        job.succeeded.connect(self._on_checked)
        return job

    @Slot(object)
    def _on_checked(self, checked: Checked) -> None:
        opened = self._workspace.dataset
        if opened is None or opened.root != checked.dataset.root:
            return
        if opened is not checked.dataset:  # it was mended
            self._workspace.update_dataset(checked.dataset)
        self.checked.emit(checked)

    def load_pictures(self, images: Mapping[str, Path]) -> None:
        """Read small versions of pictures; one that cannot be read is left out.

        Args:
            images: Files by the names under which they come back.
        """
        if self._pictures_job is not None:
            self._pictures_job.cancel()
        self._pictures_job = self._jobs.run(
            "Reading pictures", lambda progress: read_thumbnails(images, THUMBNAIL, progress)
        )
        self._pictures_job.succeeded.connect(self.pictures_ready)

    def look_at_split(self) -> Job:
        """Find whether the open data set's own parts put one lesion on both sides."""
        dataset = self._dataset()
        job = self._jobs.run("Looking at the split", lambda _progress: split_state(dataset))
        job.succeeded.connect(self.split_known)
        return job

    def compare_leakage(self, recipe: str, changes: Mapping[str, Any]) -> Job:
        """Train a recipe on a split by picture and on one by lesion, and compare the scores.

        Args:
            recipe: Name of the recipe.
            changes: What was changed in it.
        """
        config = with_changes(
            get_recipe(recipe).config,
            {
                **changes,
                **self._workspace.changes,
                "data.dataset": str(self._dataset().root),
            },
        )
        locations = self._locations
        job = self._jobs.run_tensorflow(
            "Comparing two splits", lambda progress: compare_leakage(config, locations, progress)
        )
        job.succeeded.connect(self.leakage_compared)
        return job

    # Regrouping

    def regroup(self, mapping: Mapping[str, str], positive: Sequence[str]) -> None:
        """Train on other classes from now on; no file is changed.

        Args:
            mapping: New class by class; empty for one that is left out.
            positive: New classes that count as positive.
        """
        self._dataset()
        self._workspace.regroup(mapping, positive)

    def _dataset(self) -> Dataset:
        dataset = self._workspace.dataset
        if dataset is None:
            raise DataError("No data set is open.", mend="Open one first.")
        return dataset
