"""Which samples train, which validate, which test."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from training.config import SplitConfig
from training.data.dataset import Dataset
from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = {2: "two", 3: "three"}


def make_split(dataset: Dataset, config: SplitConfig) -> pd.Series[str]:
    """Give every sample a part.

    Parts that the files already say are kept. A missing test or validation part is taken from the
    rest, in each class alike, and at least one sample of every class: scikit-learn's
    `train_test_split` may leave a rare class out, whose sensitivity could then not be said.

    Who is taken depends on the seed and the sample's own name alone, so neither the order of the
    rows nor samples that come later shuffle the others.

    Args:
        dataset: What to split.
        config: Shares of all samples, and the seed.

    Returns:
        "train", "validation" or "test" for every sample, in the order of `dataset.samples`,
        indexed by `sample_id`.

    Raises:
        DataError: A class, or the whole, has too few samples for the parts asked for.
    """
    import pandas as pd

    samples = dataset.samples
    given = dict(zip(samples["sample_id"], samples["split"], strict=True))
    class_of = dict(zip(samples["sample_id"], samples["class"], strict=True))
    shares = {"test": config.test, "validation": config.validation}
    sizes = {
        part: round(share * len(given))
        for part, share in shares.items()
        if part not in given.values()
    }
    parts = {sample: part or "train" for sample, part in given.items()}
    free: dict[str, list[str]] = defaultdict(list)
    for sample in sorted(sample for sample, part in parts.items() if part == "train"):
        free[class_of[sample]].append(sample)
    _check_enough(free, sizes)

    for waiting in free.values():
        waiting.sort(key=lambda sample: _draw(config.seed, sample), reverse=True)
    for still_to_fill, (part, size) in zip(range(len(sizes), 0, -1), sizes.items(), strict=True):
        available = {name: len(waiting) for name, waiting in free.items()}
        for name, quota in _quotas(available, size, keep=still_to_fill).items():
            for _ in range(quota):
                parts[free[name].pop()] = part
    return pd.Series(parts, index=pd.Index(samples["sample_id"]), name="split", dtype=str)


def _draw(seed: int, sample: str) -> str:
    return hashlib.sha256(f"{seed}\n{sample}".encode()).hexdigest()


def _check_enough(free: Mapping[str, list[str]], sizes: Mapping[str, int]) -> None:
    total = sum(len(waiting) for waiting in free.values())
    if not total:
        raise DataError(
            "The data set has no pictures to train with: all are for validation or test.",
            mend="Import the training pictures together with these.",
        )
    needed = 1 + len(sizes)
    for name, waiting in free.items():
        if len(waiting) < needed:
            raise DataError(
                f"Class {name} has {len(waiting)} picture{'s' * (len(waiting) != 1)} to divide; "
                f"{_NUMBERS[needed]} parts need at least {needed}.",
                mend="Add pictures of this class, or leave the class out.",
            )
    if sum(sizes.values()) > total - len(free):
        asked = " and ".join(f"{size} for {part}" for part, size in sizes.items())
        raise DataError(
            f"The split asks for {asked}, of {total} pictures that can be divided.",
            mend="Choose smaller shares for validation and test.",
        )


def _quotas(available: Mapping[str, int], size: int, *, keep: int) -> dict[str, int]:
    """Divide a part among the classes by largest remainder.

    Args:
        available: Samples of each class that can be taken.
        size: Samples that the part should have; more where that is fewer than one of each class.
        keep: Samples of each class that must be left.
    """
    total = sum(available.values())
    exact = {name: size * count / total for name, count in available.items()}
    quotas = {
        name: min(max(1, math.floor(exact[name])), count - keep)
        for name, count in available.items()
    }
    for name in sorted(available, key=lambda name: (quotas[name] - exact[name], name)):
        if sum(quotas.values()) < size and quotas[name] < available[name] - keep:
            quotas[name] += 1
    return quotas
