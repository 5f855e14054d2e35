"""One batch of a data set as the model sees it, without decoding the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.augmentation import augment
from training.config import RunConfig
from training.data.dataset import Dataset
from training.data.regroup import regrouped
from training.data.splits import make_split
from training.pipeline import targets_of
from training.pixels import Picture, decode
from training.preprocessing import Preprocessing
from training.sampling import Draws, draws_of_epoch


@dataclass(frozen=True, eq=False)
class BatchPreview:
    """Some pictures of a part.

    Attributes:
        part: "train", "validation" or "test".
        pictures: Shape (n, height, width, 3), uint8: what enters the model.
        classes: Class of each picture.
        sample_ids: Name of each picture.
        number: Number of the batch, from 0.
        batches: Batches in the part.
    """

    part: str
    pictures: NDArray[np.uint8]
    classes: tuple[str, ...]
    sample_ids: tuple[str, ...]
    number: int
    batches: int


def preview_batch(
    dataset: Dataset, config: RunConfig, part: str, number: int, *, size: int = 25
) -> BatchPreview:
    """Return one batch.

    The training part comes as the first epoch draws it, augmented as there; the other parts
    come in their own order, unchanged.

    Args:
        dataset: The data set.
        config: Image size, split, sampler, seed and augmentation.
        part: "train", "validation" or "test".
        number: Number of the batch; counted round where there are fewer.
        size: Pictures in the batch.

    Raises:
        DataError: The data set cannot be divided, or a picture cannot be read.
    """
    dataset = regrouped(dataset.used, config.data.regroup)
    split = make_split(dataset, config.split).to_numpy()
    rows = np.flatnonzero(split == part)
    batches = max(1, -(-rows.size // size))
    number %= batches
    chosen = slice(number * size, (number + 1) * size)
    draws = _first_epoch(dataset, config, rows)[chosen] if part == "train" else None
    table = dataset.samples.iloc[rows[chosen if draws is None else draws.samples]]
    preprocessing = Preprocessing(*config.model.image_size)
    pictures = np.zeros((len(table), *config.model.image_size, 3), dtype=np.uint8)
    for place, (image, sha256) in enumerate(zip(table["image"], table["sha256"], strict=True)):
        picture = decode(Picture(dataset.image_path(image), sha256), preprocessing)
        if draws is not None:
            sample, repeat = int(draws.samples[place]), int(draws.repeats[place])
            picture = augment(picture, config.augmentation, config.seed, 0, sample, repeat)
        pictures[place] = picture
    return BatchPreview(
        part, pictures, tuple(table["class"]), tuple(table["sample_id"]), number, batches
    )


def _first_epoch(dataset: Dataset, config: RunConfig, rows: NDArray[np.int64]) -> Draws:
    """Return what the first epoch draws from the training part.

    Args:
        dataset: The data set, regrouped.
        config: Seed, sampler and target.
        rows: The rows of the training part.
    """
    targets = targets_of(
        dataset.samples["class"].iloc[rows].tolist(),
        dataset.classes,
        config.data.positive or tuple(dataset.positive),
        binary=config.data.target == "positive",
    )
    return draws_of_epoch(targets, config.optimisation.sampler, config.seed, 0)
