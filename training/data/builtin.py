"""The built-in lesions as a data set, ready to train on."""

from __future__ import annotations

import shutil
from pathlib import Path

from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.data.synthetic import CLASSES, make_lesions
from training.progress import Progress, no_progress

NAME = "Built-in lesions"


def make_builtin_dataset(
    folder: Path,
    *,
    count: int = 300,
    size: int = 128,
    seed: int = 0,
    progress: Progress = no_progress,
) -> Dataset:
    """Draw lesions and make a data set of them.

    Args:
        folder: The new data set; the pictures go into its folder `pictures`.
        count: Pictures.
        size: Width and height in pixels.
        seed: Seed; the same seed draws the same pictures.
        progress: May raise Cancelled; nothing is then left.

    Raises:
        DataError: The folder exists and is not empty.
    """
    drawn = folder.with_name(f"{folder.name}-drawing")
    try:
        make_lesions(drawn, count=count, size=size, seed=seed, progress=progress)
        return import_dataset(
            [drawn], folder, name=NAME, positive=[CLASSES[1]], copy=True, progress=progress
        )
    finally:
        shutil.rmtree(drawn, ignore_errors=True)
