"""Samples -> tf.data, in an order that is a function of (seed, epoch, sample) alone.

A training step is a pure function of its number: step 0 of epoch 3 holds the same augmented
pictures whatever thread makes it and wherever a training was interrupted before. So several steps
are made at a time, in any order, and handed out in theirs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from training.augmentation import augment
from training.config import AugmentationConfig
from training.evaluation.predictions import class_indices, positive_mask
from training.pixels import Picture, Pixels, prepare_pixels
from training.progress import Progress, no_progress
from training.runs import Run
from training.sampling import Draws, Sampler, Targets, draws_of_epoch

if TYPE_CHECKING:
    import pandas as pd
    import tensorflow as tf
_AT_A_TIME = 8
"""Batches that are made at a time, at most, where there are as many processors."""
_BATCHES_AHEAD = 2
_BYTES_AHEAD = 1_000_000_000
"""Bytes of float32 batches made ahead, where that is more than one of them."""

Batch = tuple[NDArray[Any], Targets]


class Source(Protocol):
    """The samples of one part as a network takes them in: pictures, or features of them."""

    @property
    def targets(self) -> Targets:
        """What the model is to answer, shape (n,): float32 0 or 1, or int64 class index."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one element, such as (height, width, 3)."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Numbers that elements are kept as; batches are float32 in any case."""

    def __len__(self) -> int: ...

    def steps(self, batch_size: int) -> int:
        """Return the number of batches in one pass; the last may be smaller."""

    def rows(self, chosen: NDArray[np.int64]) -> NDArray[Any]:
        """Return elements as they are, shape (len(chosen), *shape).

        Args:
            chosen: Positions within the part, int64.
        """

    def training_rows(self, draws: Draws, augmentation: AugmentationConfig) -> NDArray[Any]:
        """Return elements as training sees them, shape (len(draws), *shape).

        A pure function of its arguments, and safe to call on several threads at a time.
        """


@dataclass(frozen=True, eq=False)
class Samples:
    """The pictures of one part: a `Source`.

    Attributes:
        pixels: Decoded pictures.
        indices: Which of them belong to the part, shape (n,), int64.
        targets: What the model is to answer, shape (n,): float32 0 or 1 for a binary model, int64
            class index otherwise.
    """

    pixels: Pixels
    indices: NDArray[np.int64]
    targets: Targets

    def __len__(self) -> int:
        return int(self.indices.size)

    @property
    def shape(self) -> tuple[int, ...]:
        """Height, width and 3."""
        return self.pixels.rows.shape[1:]

    @property
    def dtype(self) -> np.dtype[Any]:
        """uint8."""
        return self.pixels.rows.dtype

    def steps(self, batch_size: int) -> int:
        """Return the number of batches in one pass; the last may be smaller."""
        return steps(len(self), batch_size)

    def rows(self, chosen: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return pictures as they are, shape (len(chosen), height, width, 3), uint8."""
        return self.pixels.take(self.indices[chosen])

    def training_rows(self, draws: Draws, augmentation: AugmentationConfig) -> NDArray[np.uint8]:
        """Return augmented pictures, shape (len(draws), height, width, 3), uint8."""
        pictures = np.empty((len(draws), *self.shape), dtype=np.uint8)
        for place, (sample, repeat) in enumerate(zip(draws.samples, draws.repeats, strict=True)):
            pictures[place] = augment(
                self.pixels.one(int(self.indices[sample])),
                augmentation,
                draws.seed,
                draws.epoch,
                int(sample),
                int(repeat),
            )
        return pictures


def steps(samples: int, batch_size: int) -> int:
    """Return the number of batches that so many samples make; the last may be smaller."""
    return -(-samples // batch_size)


def samples_of_parts(
    run: Run,
    image_path: Callable[[str], Path],
    table: pd.DataFrame,
    parts: Sequence[str],
    *,
    cache: Path,
    progress: Progress = no_progress,
) -> dict[str, Samples]:
    """Return the samples of some parts, decoded.

    Args:
        run: Says what is told apart, and at which size.
        image_path: Finds the file of an entry of the column `image`.
        table: Columns image, class, sha256, split. All of it is decoded, so that every reader of a
            run shares one file of the cache.
        parts: Parts to return.
        cache: Folder of the cache.
        progress: May raise Cancelled.

    Raises:
        DataError: A picture is missing, damaged, or has changed.
    """
    pictures = [
        Picture(image_path(image), sha256)
        for image, sha256 in zip(table["image"], table["sha256"], strict=True)
    ]
    pixels = prepare_pixels(pictures, run.preprocessing, cache, progress=progress)
    targets = targets_of(
        table["class"].tolist(),
        run.dataset.classes,
        run.dataset.positive,
        binary=run.n_outputs == 1,
    )
    split = table["split"].to_numpy()
    rows = {part: np.flatnonzero(split == part) for part in parts}
    return {part: Samples(pixels, rows[part], targets[rows[part]]) for part in parts}


def targets_of(
    labels: Sequence[str], classes: Sequence[str], positive: Sequence[str], *, binary: bool
) -> Targets:
    """Return what a model is to answer to samples.

    Args:
        labels: Class of each sample.
        classes: All classes, in the order of the model's outputs.
        positive: The positive ones.
        binary: Whether it tells the positive ones from the rest, or every class apart.
    """
    indices = class_indices(labels, classes)
    if not binary:
        return indices
    return positive_mask(classes, positive)[indices].astype(np.float32)


def pixel_statistics(samples: Samples) -> tuple[float, float]:
    """Return mean and standard deviation of all values, 0..255, of all channels together.

    For normalisation: to be given the training part alone, or the other parts leak into it. One
    picture is in memory at a time.
    """
    moments = np.zeros(2)
    for index in samples.indices:
        picture = samples.pixels.one(int(index))
        # Exact: whole numbers below 2**53.
        values = picture.astype(np.uint32)
        moments += (values.sum(dtype=np.uint64), np.square(values).sum(dtype=np.uint64))
    mean, square = moments / (len(samples) * int(np.prod(samples.shape)))
    return float(mean), float(np.sqrt(max(square - mean**2, 0.0)))


def training_step(
    source: Source,
    *,
    batch_size: int,
    seed: int,
    augmentation: AugmentationConfig,
    sampler: Sampler,
) -> Callable[[int], Batch]:
    """Return the pure function from the number of a training step to its batch.

    Args:
        source: The training part.
        batch_size: Samples in a step.
        seed: Seed of the run.
        augmentation: What may be changed.
        sampler: What an epoch holds.

    Returns:
        Takes the number of a step since the start of the run; returns elements (batch,
        *source.shape), of the source's dtype, and targets (batch,). Threads may share it.
    """
    steps_per_epoch = source.steps(batch_size)

    @lru_cache(maxsize=2)
    def draws_of(epoch: int) -> Draws:
        return draws_of_epoch(source.targets, sampler, seed, epoch)

    def batch(step: int) -> Batch:
        epoch, number = divmod(step, steps_per_epoch)
        draws = draws_of(epoch)[number * batch_size : (number + 1) * batch_size]
        return source.training_rows(draws, augmentation), source.targets[draws.samples]

    return batch


def training_batches(
    source: Source,
    *,
    batch_size: int,
    epochs: int,
    seed: int,
    augmentation: AugmentationConfig,
    sampler: Sampler,
    first_step: int = 0,
) -> tf.data.Dataset:
    """Return all batches of a training, one epoch after another.

    Elements are (batch, *source.shape), float32 (pictures: 0..255), and targets (batch,).

    Args:
        source: The training part.
        batch_size: Samples in a step.
        epochs: Epochs since the start of the run, including those that `first_step` leaves out.
        seed: Seed of the run.
        augmentation: What may be changed.
        sampler: What an epoch holds.
        first_step: Where to begin, since the start of the run.
    """
    import tensorflow as tf

    load = training_step(
        source, batch_size=batch_size, seed=seed, augmentation=augmentation, sampler=sampler
    )
    numbers = tf.data.Dataset.range(first_step, epochs * source.steps(batch_size))
    return _batches(numbers, load, source, batch_size)


def evaluation_batches(source: Source, *, batch_size: int) -> tf.data.Dataset:
    """Return one pass over a part, in its own order, unchanged.

    Elements are as those of `training_batches`.
    """
    import tensorflow as tf

    def load(step: int) -> Batch:
        start = step * batch_size
        chosen = np.arange(start, min(start + batch_size, len(source)))
        return source.rows(chosen), source.targets[chosen]

    return _batches(tf.data.Dataset.range(source.steps(batch_size)), load, source, batch_size)


def _batches(
    numbers: tf.data.Dataset, load: Callable[[int], Batch], source: Source, batch_size: int
) -> tf.data.Dataset:
    import tensorflow as tf

    types = [tf.as_dtype(source.dtype), tf.as_dtype(source.targets.dtype)]

    def batch(step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        # Not stateful, or deterministic ops would make the map serial.
        elements, targets = tf.numpy_function(
            lambda number: load(int(number)), [step], types, stateful=False
        )
        elements.set_shape((None, *source.shape))
        targets.set_shape((None,))
        return tf.cast(elements, tf.float32), targets

    batch_bytes = 4 * batch_size * int(np.prod(source.shape))
    at_a_time = min(os.cpu_count() or 1, _AT_A_TIME, max(1, _BYTES_AHEAD // batch_bytes))
    made = numbers.map(batch, num_parallel_calls=at_a_time, deterministic=True)
    return made.prefetch(_BATCHES_AHEAD)
