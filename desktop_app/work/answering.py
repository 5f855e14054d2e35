"""What an answer is worth: which pictures of the run are alike, and what the run lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.work.asking import KeptPredictor
from desktop_app.work.pictures import read_thumbnails
from training.compiled import FOLDER, JSON
from training.preprocessing import read_image
from training.progress import Progress
from training.reference import FILE as REFERENCE_FILE
from training.reference import Neighbour
from training.runs import Run

_LONGEST = 192
"""Pixels of a thumbnail's longer side."""


@dataclass(frozen=True, eq=False)
class Alike:
    """The validation pictures that look most alike to a model.

    Attributes:
        neighbours: The nearest first.
        thumbnails: By name, (height, width, 3), uint8; one that cannot be read is left out.
    """

    neighbours: tuple[Neighbour, ...]
    thumbnails: Mapping[str, NDArray[np.uint8]]


def alike(
    run: Run,
    kept: KeptPredictor,
    embedding: NDArray[np.float32],
    count: int,
    progress: Progress,
) -> Alike | None:
    """Return the pictures most like one; None where the run does not remember its own.

    Args:
        run: The run that was asked.
        kept: Remembers what runs remember.
        embedding: Of the picture, shape (d,).
        count: How many at most.
        progress: May raise Cancelled.
    """
    reference = kept.reference(run)
    if reference is None:
        return None
    neighbours = reference.neighbours(embedding, count)
    files = {each.sample_id: each.image for each in neighbours if each.image is not None}
    return Alike(neighbours, read_thumbnails(files, _LONGEST, progress))


@dataclass(frozen=True)
class Lacks:
    """What a run would need to be asked at once, and about what it has not seen.

    Attributes:
        compiled: Whether it answers by Keras alone.
        reference: Whether it does not remember its own pictures.
        pictures: Whether it has none: it was trained elsewhere.
    """

    compiled: bool
    reference: bool
    pictures: bool

    @classmethod
    def of(cls, run: Run) -> Lacks:
        """Return what a run lacks, by its files."""
        return cls(
            compiled=not (run.path / FOLDER / JSON).is_file(),
            reference=not (run.path / REFERENCE_FILE).is_file(),
            pictures=not run.dataset.path,
        )

    @property
    def words(self) -> str:
        """The same for a person; "" where nothing is lacking."""
        said = []
        if self.compiled:
            said.append("answers by Keras alone, more slowly")
        if self.reference:
            said.append(
                "does not remember its own pictures, to warn of one that is unlike them and to "
                "show alike ones"
            )
        return f"This run {'; it '.join(said)}." if said else ""


def picture_to_look_at(path: Path) -> NDArray[np.uint8]:
    """Return a whole picture, (height, width, 3), uint8.

    Raises:
        ImageError: It cannot be read.
    """
    return np.asarray(read_image(path))
