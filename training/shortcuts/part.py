"""The pictures of a part of a run's data, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.errors import RunError
from training.evaluator import run_table
from training.pixels import Picture, decode
from training.preprocessing import Preprocessing
from training.runs import Run


@dataclass(frozen=True, eq=False)
class PartPictures:
    """Pictures of a part, read when they are asked for.

    Attributes:
        sample_id: Their samples.
        groups: Lesion or patient of each, shape (n,), int64; None where the run does not say it.
    """

    sample_id: tuple[str, ...]
    groups: NDArray[np.int64] | None
    _pictures: tuple[Picture, ...]
    _preprocessing: Preprocessing

    @classmethod
    def of(cls, run: Run, part: str, *, limit: int | None = None, seed: int = 0) -> PartPictures:
        """Return the pictures of a part, or some drawn from it.

        Args:
            run: The run.
            part: "train", "validation" or "test".
            limit: How many at most; None for all.
            seed: Of the draw.

        Raises:
            DataError: The data set has moved or changed.
            RunError: The part has no samples.
        """
        dataset, table = run_table(run)
        rows = table[table["split"] == part]
        if not len(rows):
            raise RunError(f"The run {run.name} has no samples in its {part} part.")
        if limit is not None and limit < len(rows):
            drawn = np.random.default_rng(seed).choice(len(rows), limit, replace=False)
            rows = rows.iloc[np.sort(drawn)]
        pictures = tuple(
            Picture(dataset.image_path(image), sha256)
            for image, sha256 in zip(rows["image"], rows["sha256"], strict=True)
        )
        sample_id = tuple(rows["sample_id"])
        return cls(sample_id, _groups(run, part, sample_id), pictures, run.preprocessing)

    def __len__(self) -> int:
        return len(self.sample_id)

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        """Yield each as the model sees it, shape (height, width, 3), uint8.

        Raises:
            DataError: One is missing, damaged, or has changed.
        """
        for picture in self._pictures:
            yield decode(picture, self._preprocessing)


def _groups(run: Run, part: str, sample_id: tuple[str, ...]) -> NDArray[np.int64] | None:
    """Return the groups that the run's predictions on a part have kept."""
    predictions = run.predictions(part)
    if predictions is None or predictions.group is None:
        return None
    known = dict(zip(predictions.sample_id.tolist(), predictions.group.tolist(), strict=True))
    if not known.keys() >= set(sample_id):
        return None
    return np.array([known[name] for name in sample_id], np.int64)
