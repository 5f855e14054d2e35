"""One picture of a data set before and after augmentation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.augmentation import augment
from training.config import RunConfig
from training.data.dataset import Dataset
from training.data.regroup import regrouped
from training.data.splits import make_split
from training.errors import DataError
from training.pixels import Picture, decode
from training.preprocessing import Preprocessing
from training.progress import Progress


@dataclass(frozen=True, eq=False)
class AugmentedExample:
    """A picture of the training part.

    Attributes:
        class_name: Its class.
        picture: As the network would see it unchanged, shape (height, width, 3), uint8.
        draws: As the first epochs show it, each of the same shape.
    """

    class_name: str
    picture: NDArray[np.uint8]
    draws: tuple[NDArray[np.uint8], ...]


def augmented_example(
    dataset: Dataset, config: RunConfig, number: int, draws: int, progress: Progress
) -> AugmentedExample:
    """Return a picture and what the first epochs make of it.

    Args:
        dataset: The data set.
        config: Image size, split, seed and augmentation.
        number: Which picture of the training part; counted round.
        draws: How many epochs.
        progress: May raise Cancelled.

    Raises:
        DataError: The data set cannot be divided, or the picture cannot be read.
    """
    progress("Reading a picture", 0, 0)
    dataset = regrouped(dataset.used, config.data.regroup)
    rows = np.flatnonzero(make_split(dataset, config.split).eq("train"))
    if not rows.size:
        raise DataError("The training part has no picture.", mend="Divide the data set anew.")
    # Neighbours are often alike: go through the part in strides that reach every picture.
    sample = number * _stride(rows.size) % rows.size
    image, sha256, name = dataset.samples.iloc[rows[sample]][["image", "sha256", "class"]]
    picture = decode(
        Picture(dataset.image_path(image), sha256), Preprocessing(*config.model.image_size)
    )
    changed = []
    for epoch in range(draws):
        progress("Changing a picture", epoch, draws)
        changed.append(augment(picture, config.augmentation, config.seed, epoch, sample))
    return AugmentedExample(str(name), picture, tuple(changed))


def _stride(count: int) -> int:
    """Return about 0.6 of a count, without a common divisor."""
    stride = max(1, round(0.618 * count))
    while np.gcd(stride, count) != 1:
        stride += 1
    return stride
