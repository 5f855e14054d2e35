"""Opening, importing, downloading and regrouping data sets."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.data.values import ImportChoice
from desktop_app.jobs import Job
from desktop_app.work.importing import Incoming, bring_in, is_dataset, look_at
from training.data.dataset import Dataset
from training.data.download.catalogue import Collection
from training.progress import Progress


class DatasetActions(ActionGroup):
    """Brings data sets, and opens them.

    Signals:
        classes_needed: A Dataset that has yet to be told which classes are positive.
        previewed: ImportFacts of files that were looked at.
        imported: A new Dataset, which is open now.
        fetched: Files that were downloaded (Incoming).
    """

    classes_needed = Signal(object)
    previewed = Signal(object)
    imported = Signal(object)
    fetched = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._undecided: Path | None = None

    def open(self, folder: Path) -> Job:
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
        job = self._jobs.run("Looking at the files", partial(look_at, incoming, self._locations))
        job.succeeded.connect(self.previewed)
        return job

    def import_files(self, incoming: Incoming, choice: ImportChoice) -> Job:
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

    def regroup(self, mapping: Mapping[str, str], positive: Sequence[str]) -> None:
        """Train on other classes from now on; no file is changed.

        Args:
            mapping: New class by class; empty for one that is left out.
            positive: New classes that count as positive.

        Raises:
            DataError: No data set is open.
        """
        self._workspace.require_dataset()
        self._workspace.regroup(mapping, positive)
