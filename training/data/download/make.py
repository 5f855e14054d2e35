"""A data set made of what was downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training.data.classes import suggest_positive
from training.data.dataset import Dataset
from training.data.download.catalogue import Collection
from training.data.importers import import_dataset
from training.errors import DataError
from training.progress import Progress, no_progress


def check_destination(destination: Path) -> None:
    """Refuse a folder in use before anything is downloaded for it.

    Raises:
        DataError: It is not empty, or no folder.
    """
    if destination.exists() and not (destination.is_dir() and not any(destination.iterdir())):
        raise DataError(
            f"{destination} exists and is not an empty folder.",
            mend="Choose a new folder; nothing is ever written over.",
        )


def make_dataset(
    collection: Collection,
    files: Sequence[Path],
    destination: Path,
    *,
    progress: Progress = no_progress,
) -> Dataset:
    """Import the files of a collection, with its licence and what to cite.

    Classes whose names say so count as positive.

    Args:
        collection: What the files are.
        files: Where they are.
        destination: Folder of the new data set. It must not exist, or be empty.
        progress: Told what is being done; may raise Cancelled.

    Raises:
        DataError: They cannot be read, or the folder cannot be written.
    """
    dataset = import_dataset(files, destination, layout=collection.layout, progress=progress)
    dataset = replace(dataset, licence=collection.licence, citation=collection.citation)
    suggested = suggest_positive(dataset.classes)
    if suggested and not dataset.positive:
        dataset = dataset.with_positive(suggested)
    dataset.save()
    return dataset
