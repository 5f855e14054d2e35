"""Samples -> tf.data, in an order that is a function of (seed, epoch, sample) alone.

A training step is a pure function of its number: step 0 of epoch 3 holds the same augmented
pictures whatever thread makes it and wherever a training was interrupted before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.config import AugmentationConfig
from training.evaluation.predictions import class_indices, positive_mask
from training.pixels import Picture, Pixels, prepare_pixels
from training.progress import Progress, no_progress
from training.runs import Run

if TYPE_CHECKING:
    import pandas as pd
    import tensorflow as tf

_ORDER, _AUGMENTATION = 0, 1
"""Streams of random numbers that must not meet."""


@dataclass(frozen=True, eq=False)
class Samples:
    """The samples of one part.

    Attributes:
        pixels: Decoded pictures.
        indices: Which of them belong to the part, shape (n,), int64.
        targets: What the model is to answer, shape (n,): float32 0 or 1 for a binary model, int64
            class index otherwise.
    """

    pixels: Pixels
    indices: NDArray[np.int64]
    targets: NDArray[np.float32] | NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.indices.size)

    def steps(self, batch_size: int) -> int:
        """Return the number of batches in one pass; the last may be smaller."""
        return -(-len(self) // batch_size)


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
    labels = class_indices(table["class"].tolist(), run.dataset.classes)
    mask = positive_mask(run.dataset.classes, run.dataset.positive)
    targets = mask[labels].astype(np.float32) if run.n_outputs == 1 else labels
    split = table["split"].to_numpy()
    rows = {part: np.flatnonzero(split == part) for part in parts}
    return {part: Samples(pixels, rows[part], targets[rows[part]]) for part in parts}


def epoch_order(n: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """Return the order of `n` samples in an epoch, shape (n,), int64."""
    return np.random.default_rng((seed, _ORDER, epoch)).permutation(n)


def augment(
    picture: NDArray[np.uint8], config: AugmentationConfig, seed: int, epoch: int, sample: int
) -> NDArray[np.uint8]:
    """Return one picture as training sees it in an epoch.

    Args:
        picture: Shape (height, width, 3), uint8.
        config: What may be changed.
        seed: Seed of the run.
        epoch: Epoch, from 0.
        sample: Position of the sample within the training part, before shuffling.

    Returns:
        Same shape. A picture that is not square is turned by 180 degrees only.
    """
    mirror, flip, quarter = np.random.default_rng((seed, _AUGMENTATION, epoch, sample)).integers(
        (2, 2, 4)
    )
    if config.quarter_turns:
        square = picture.shape[0] == picture.shape[1]
        picture = np.rot90(picture, quarter if square else 2 * (quarter // 2))
    if config.horizontal_flip and mirror:
        picture = picture[:, ::-1]
    if config.vertical_flip and flip:
        picture = picture[::-1]
    return picture


def training_batch(
    samples: Samples, step: int, batch_size: int, seed: int, augmentation: AugmentationConfig
) -> tuple[NDArray[np.uint8], NDArray[np.float32] | NDArray[np.int64]]:
    """Return the pictures and targets of a training step.

    Args:
        samples: The training part.
        step: Number of the step since the start of the run.
        batch_size: Samples in a step.
        seed: Seed of the run.
        augmentation: What may be changed.

    Returns:
        Pictures (batch, height, width, 3), uint8, and targets (batch,).
    """
    epoch, batch = divmod(step, samples.steps(batch_size))
    order = _cached_order(len(samples), seed, epoch)
    chosen = order[batch * batch_size : (batch + 1) * batch_size]
    pictures = samples.pixels.take(samples.indices[chosen])
    for place, sample in enumerate(chosen):
        # A copy: the changed picture may be a view of the place it is written to.
        pictures[place] = augment(pictures[place], augmentation, seed, epoch, int(sample)).copy()
    return pictures, samples.targets[chosen]


def training_batches(
    samples: Samples,
    *,
    batch_size: int,
    epochs: int,
    seed: int,
    augmentation: AugmentationConfig,
    first_step: int = 0,
) -> tf.data.Dataset:
    """Return all batches of a training, one epoch after another.

    Elements are pictures (batch, height, width, 3), float32 0..255, and targets (batch,).
    """
    import tensorflow as tf

    def load(step: np.int64) -> tuple[NDArray[np.uint8], NDArray[np.float32] | NDArray[np.int64]]:
        return training_batch(samples, int(step), batch_size, seed, augmentation)

    steps = tf.data.Dataset.range(first_step, epochs * samples.steps(batch_size))
    return _batches(steps, load, samples)


def evaluation_batches(samples: Samples, *, batch_size: int) -> tf.data.Dataset:
    """Return one pass over a part, in its own order, unchanged.

    Elements are as those of `training_batches`.
    """
    import tensorflow as tf

    def load(step: np.int64) -> tuple[NDArray[np.uint8], NDArray[np.float32] | NDArray[np.int64]]:
        chosen = slice(int(step) * batch_size, (int(step) + 1) * batch_size)
        return samples.pixels.take(samples.indices[chosen]), samples.targets[chosen]

    return _batches(tf.data.Dataset.range(samples.steps(batch_size)), load, samples)


def _batches(steps: tf.data.Dataset, load: object, samples: Samples) -> tf.data.Dataset:
    import tensorflow as tf

    height, width = samples.pixels.rows.shape[1:3]
    target_type = tf.as_dtype(samples.targets.dtype)

    def batch(step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pictures, targets = tf.numpy_function(load, [step], [tf.uint8, target_type])
        pictures.set_shape((None, height, width, 3))
        targets.set_shape((None,))
        return tf.cast(pictures, tf.float32), targets

    # Not parallel: with deterministic ops TensorFlow makes it serial anyway, and complains of it.
    return steps.map(batch).prefetch(2)


@lru_cache(maxsize=2)
def _cached_order(n: int, seed: int, epoch: int) -> NDArray[np.int64]:
    return epoch_order(n, seed, epoch)
