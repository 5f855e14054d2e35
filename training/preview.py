"""One batch of a data set as the model sees it, without decoding the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.augmentation import augment
from training.batch_wanted import BatchWanted
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
        wanted: What was asked for; its number counted round.
        pictures: Shape (n, height, width, 3), uint8: what enters the model.
        classes: Class of each picture.
        sample_ids: Name of each picture.
        batches: Batches in the part.
    """

    wanted: BatchWanted
    pictures: NDArray[np.uint8]
    classes: tuple[str, ...]
    sample_ids: tuple[str, ...]
    batches: int


def preview_batch(dataset: Dataset, config: RunConfig, wanted: BatchWanted) -> BatchPreview:
    """Return one batch.

    The training part comes as an epoch draws it, augmented as there. The other parts come in their
    own order, as they are evaluated, or shuffled; they are never augmented.

    Args:
        dataset: The data set.
        config: Image size, split, sampler, seed and augmentation.
        wanted: Which batch.

    Raises:
        DataError: The data set cannot be divided, or a picture cannot be read.
    """
    part, size, epoch = wanted.part, wanted.size, wanted.epoch
    dataset = regrouped(dataset.used, config.data.regroup)
    split = make_split(dataset, config.split).to_numpy()
    rows = np.flatnonzero(split == part)
    batches = max(1, -(-rows.size // size))
    number = wanted.number % batches
    chosen = slice(number * size, (number + 1) * size)
    draws = _drawn(dataset, config, rows, epoch)[chosen] if part == "train" else None
    if draws is None and epoch:
        rows = np.random.default_rng((config.seed, epoch)).permutation(rows)
    table = dataset.samples.iloc[rows[chosen if draws is None else draws.samples]]
    preprocessing = Preprocessing(*config.model.image_size)
    pictures = np.zeros((len(table), *config.model.image_size, 3), dtype=np.uint8)
    for place, (image, sha256) in enumerate(zip(table["image"], table["sha256"], strict=True)):
        picture = decode(Picture(dataset.image_path(image), sha256), preprocessing)
        if draws is not None and wanted.augmented:
            sample, repeat = int(draws.samples[place]), int(draws.repeats[place])
            picture = augment(picture, config.augmentation, config.seed, epoch, sample, repeat)
        pictures[place] = picture
    return BatchPreview(
        replace(wanted, number=number),
        pictures,
        tuple(table["class"]),
        tuple(table["sample_id"]),
        batches,
    )


def _drawn(dataset: Dataset, config: RunConfig, rows: NDArray[np.int64], epoch: int) -> Draws:
    """Return what an epoch draws from the training part.

    Args:
        dataset: The data set, regrouped.
        config: Seed, sampler and target.
        rows: The rows of the training part.
        epoch: Number of the epoch, from 0.
    """
    targets = targets_of(
        dataset.samples["class"].iloc[rows].tolist(),
        dataset.classes,
        config.data.positive or tuple(dataset.positive),
        binary=config.data.target == "positive",
    )
    return draws_of_epoch(targets, config.optimisation.sampler, config.seed, epoch)
