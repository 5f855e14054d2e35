"""Dataset: a small folder with a readable table, a description, and the pictures.

`samples.csv` has one row a picture, `dataset.json` what holds for all of them. The pictures lie in
`images/`, and move with the folder, or stay where they are and are referred to by absolute path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.data.bounded import read_json_bytes
from training.data.classes import checked_positive
from training.data.fingerprint import fingerprint_of
from training.data.problems import Problem
from training.data.table import COLUMNS, SPLITS, read_samples, used_rows, write_samples
from training.errors import DataError
from training.files import write_json_atomically

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "DESCRIPTION", "IMAGES", "TABLE", "Dataset", "Problem"]

TABLE = "samples.csv"
DESCRIPTION = "dataset.json"
IMAGES = "images"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures with their classes.

    Attributes:
        root: Folder of the data set.
        name: What people call it.
        classes: Names of the classes, in the order of their indices.
        positive: Classes that count as positive; empty where nobody has said it yet.
        samples: One row a picture, with the columns `COLUMNS`, those of `METADATA` that the source
            has, and perhaps more, all text. `image` is a POSIX path relative to `root`, or absolute
            for a picture that was left in its place. `split` is "train", "validation", "test", or
            empty where the files do not say.
        problems: What was found at the import.
        source: Names of the folders and archives that it came from.
        fingerprint: SHA-256 over bytes, classes and parts of the pictures that are used.
        licence: What may be done with the pictures, where it is known.
        citation: What to cite, where it is known.
        layout: Name of the layout that they were read from.
    """

    root: Path
    name: str
    classes: tuple[str, ...]
    positive: frozenset[str]
    samples: pd.DataFrame
    problems: tuple[Problem, ...]
    source: str
    fingerprint: str
    licence: str = ""
    citation: str = ""
    layout: str = ""

    def image_path(self, image: str) -> Path:
        """Return where a picture lies, from its entry in the column `image`."""
        return self.root / image

    @cached_property
    def used(self) -> Dataset:
        """The data set without the samples that somebody has excluded."""
        samples = used_rows(self.samples)
        return self if len(samples) == len(self.samples) else replace(self, samples=samples)

    def has(self, column: str) -> bool:
        """Return whether the table has a column, and says something there."""
        return column in self.samples.columns and bool(self.samples[column].ne("").any())

    def counts(self) -> dict[str, int]:
        """Return the number of used samples of each class, in the order of the classes."""
        found = used_rows(self.samples)["class"].value_counts()
        return {name: int(found.get(name, 0)) for name in self.classes}

    def part_counts(self) -> dict[str, int]:
        """Return how many used samples the files assign to "", train, validation and test."""
        found = used_rows(self.samples)["split"].value_counts()
        return {part: int(found.get(part, 0)) for part in SPLITS}

    @property
    def labels(self) -> NDArray[np.int64]:
        """Index into `classes` of every sample, shape (n,)."""
        index = {name: position for position, name in enumerate(self.classes)}
        return np.array([index[name] for name in self.samples["class"]], dtype=np.int64)

    def with_positive(self, positive: Iterable[str]) -> Dataset:
        """Return the data set with other positive classes.

        Raises:
            DataError: A class is unknown, or none or all of them are positive.
        """
        return replace(self, positive=checked_positive(positive, self.classes))

    def save(self) -> None:
        """Write the table and the description to `root`."""
        write_samples(self.root / TABLE, self.samples)
        description = _Description(
            name=self.name,
            classes=self.classes,
            positive=tuple(sorted(self.positive)),
            source=self.source,
            fingerprint=fingerprint_of(used_rows(self.samples)),
            licence=self.licence,
            citation=self.citation,
            layout=self.layout,
            problems=self.problems,
        )
        write_json_atomically(self.root / DESCRIPTION, description.model_dump(mode="json"))

    @classmethod
    def open(cls, root: Path) -> Dataset:
        """Open a data set. Only the table and the description are read, no picture.

        Raises:
            DataError: The folder holds no data set, or a broken one.
        """
        root = root.absolute()
        description = _read_description(root / DESCRIPTION)
        samples = read_samples(root / TABLE, description.classes)
        dataset = cls(
            root=root,
            name=description.name,
            classes=description.classes,
            positive=frozenset(),
            samples=samples,
            problems=description.problems,
            source=description.source,
            # Of the table as it is now: a label that was changed by hand makes other data of it.
            fingerprint=fingerprint_of(used_rows(samples)),
            licence=description.licence,
            citation=description.citation,
            layout=description.layout,
        )
        return dataset.with_positive(description.positive) if description.positive else dataset


class _Description(BaseModel):
    """What `dataset.json` holds."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    name: str
    classes: tuple[str, ...] = Field(min_length=1)
    positive: tuple[str, ...]
    source: str
    fingerprint: str
    licence: str = ""
    citation: str = ""
    layout: str = ""
    problems: tuple[Problem, ...]


def _read_description(path: Path) -> _Description:
    if not path.is_file():
        raise DataError(
            f"{path.parent} is no data set of LesionLab: it has no {DESCRIPTION}.",
            mend="Import the folder of pictures, or choose a folder that an import has made.",
        )
    try:
        description = _Description.model_validate_json(read_json_bytes(path))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DataError(
            f"{path} cannot be read: {field}: {first['msg']}.", mend="Import the data set again."
        ) from error
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    if len(set(description.classes)) < len(description.classes):
        raise DataError(f"{path} names a class twice.", mend="Import the data set again.")
    return description
