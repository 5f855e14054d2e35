"""The built-in lesions as a data set, ready to train on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.data.synthetic import CLASSES, MANY_SIGNS, make_kinds, make_lesions
from training.progress import Progress, no_progress

NAME = "Built-in lesions"


def make_builtin_dataset(
    folder: Path,
    *,
    count: int = 300,
    size: int = 128,
    seed: int = 0,
    malignant_share: float = 0.4,
    pictures_per_lesion: int = 1,
    malignant_with: str = "",
    progress: Progress = no_progress,
) -> Dataset:
    """Draw lesions and make a data set of them.

    Args:
        folder: The new data set; the pictures go into its folder `pictures`.
        count: Pictures.
        size: Width and height in pixels.
        seed: Seed; the same seed draws the same pictures.
        malignant_share: Share of malignant lesions, 0 to 1.
        pictures_per_lesion: How often each lesion is photographed.
        malignant_with: What is drawn on every malignant picture, a key of
            `training.shortcuts.artefacts.ARTEFACTS`; empty for nothing.
        progress: May raise Cancelled; nothing is then left.

    Raises:
        DataError: The folder exists and is not empty.
    """

    def retouched(picture: NDArray[np.uint8], class_name: str, index: int) -> NDArray[np.uint8]:
        from training.shortcuts.artefacts import draw

        marked = malignant_with and class_name == CLASSES[1]
        return draw(picture, malignant_with, seed=index) if marked else picture

    def drawn(into: Path) -> None:
        make_lesions(
            into,
            count=count,
            size=size,
            seed=seed,
            malignant_share=malignant_share,
            pictures_per_lesion=pictures_per_lesion,
            retouch=retouched,
            progress=progress,
        )

    return _imported(folder, drawn, NAME, CLASSES[1], progress)


def make_kinds_dataset(
    folder: Path,
    *,
    count: int = 300,
    size: int = 128,
    seed: int = 0,
    progress: Progress = no_progress,
) -> Dataset:
    """Draw lesions of seven kinds and make a data set of them.

    Args:
        folder: As in `make_builtin_dataset`, like everything else.
        count: Pictures.
        size: Width and height in pixels.
        seed: Seed; the same seed draws the same pictures.
        progress: May raise Cancelled; nothing is then left.

    Raises:
        DataError: The folder exists and is not empty.
    """

    def drawn(into: Path) -> None:
        make_kinds(into, count=count, size=size, seed=seed, progress=progress)

    return _imported(folder, drawn, f"{NAME}, seven kinds", MANY_SIGNS, progress)


def _imported(
    folder: Path, draw: Callable[[Path], None], name: str, positive: str, progress: Progress
) -> Dataset:
    """Return a data set of what is drawn into a folder that is there for a while."""
    drawn = folder.with_name(f"{folder.name}-drawing")
    try:
        draw(drawn)
        return import_dataset(
            [drawn], folder, name=name, positive=[positive], copy=True, progress=progress
        )
    finally:
        shutil.rmtree(drawn, ignore_errors=True)
