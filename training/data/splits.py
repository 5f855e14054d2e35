"""Which samples train, which validate, which test."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.config import SplitConfig
from training.data.dataset import Dataset
from training.data.dealing import deal
from training.data.groups import group_ids, group_word, torn_groups
from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = {2: "two", 3: "three"}


def make_split(dataset: Dataset, config: SplitConfig) -> pd.Series[str]:
    """Give every used sample a part.

    What shares a lesion, a patient or a near-duplicate link stays together, unless the config asks
    for a split by image. Parts that the files already say are kept, and what belongs with a picture
    for validation or the test goes there too. A missing test or validation part is dealt from the
    rest, in each class alike, with something of every class in every part.

    Who is taken depends on the seed and the names of the samples alone, not on the order of the
    rows.

    Args:
        dataset: What to split.
        config: Shares of all samples or folds, and the seed.

    Returns:
        "train", "validation" or "test" for every used sample, in the order of
        `dataset.used.samples`, indexed by `sample_id`.

    Raises:
        DataError: The given parts tear a group apart; a class, or the whole, has too few groups for
            the parts asked for.
    """
    import pandas as pd

    used = dataset.used
    ordered = replace(used, samples=used.samples.sort_values("sample_id"))
    by_group = config.by == "group"
    groups = group_ids(ordered) if by_group else np.arange(len(ordered.samples))
    word = group_word(ordered) if by_group else "picture"
    split = pd.Series(
        _given_parts(ordered, groups, word) if config.given else "train",
        index=pd.Index(ordered.samples["sample_id"]),
        name="split",
        dtype=str,
    )
    there = set(split)
    if "train" not in there:
        raise DataError(
            "The data set has no pictures to train with: all are for validation or test.",
            mend="Import the training pictures together with these.",
        )
    missing = [part for part in ("test", "validation") if part not in there]
    if missing:
        free = split.eq("train").to_numpy()
        chosen = ordered.samples[free].assign(group=groups[free])
        split[free] = _dealt_parts(chosen, missing, len(split), config, word)
    elif config.folds:
        raise DataError(
            "The files say who validates and who tests: there is nothing to make folds of.",
            mend="Set split.given to false to divide anew, or split.folds to 0.",
        )
    return split.loc[used.samples["sample_id"]]


def _given_parts(dataset: Dataset, groups: NDArray[np.int64], word: str) -> NDArray[np.str_]:
    """Return the part of every sample as the files say it; "train" where they do not."""
    said = dataset.samples["split"].to_numpy(dtype=np.str_)
    torn = torn_groups(groups, said)
    if torn.size:
        example = dataset.samples[(groups == torn[0]) & (said != "")].drop_duplicates("split")
        raise DataError(
            f"In the parts that the files say, {_counted(torn.size, word)} "
            f"{'stands' if torn.size == 1 else 'stand'} on both sides of the split, such as that "
            f"of {' and '.join(example['sample_id'])}.",
            mend="Set split.given to false to divide anew. Setting split.by to image keeps the "
            "parts, and marks the scores as inflated.",
        )
    part_of_group = np.full(groups.size, "train", dtype="<U10")
    for part in ("validation", "test"):
        part_of_group[groups[said == part]] = part
    return part_of_group[groups]


def _dealt_parts(
    samples: pd.DataFrame, missing: Sequence[str], total: int, config: SplitConfig, word: str
) -> NDArray[np.str_]:
    """Divide samples between the missing parts and training.

    Args:
        samples: Columns sample_id, class, group, sorted by sample_id.
        missing: Parts to fill.
        total: Samples of the whole data set, to which the shares refer.
        config: Shares or folds, and the seed.
        word: What a group is called.
    """
    _, first, groups = np.unique(samples["group"], return_index=True, return_inverse=True)
    classes, labels = np.unique(samples["class"].to_numpy(np.str_), return_inverse=True)
    if config.folds:
        shares = [1.0 / config.folds] * config.folds
        parts_asked = f"{config.folds} folds"
    else:
        sizes = {part: round(getattr(config, part) * total) for part in missing}
        _check_sizes(sizes, len(samples), classes.size)
        shares = [size / len(samples) for size in sizes.values()]
        shares.append(1.0 - sum(shares))
        parts_asked = f"{_NUMBERS[len(shares)]} parts"
    for name, count in zip(classes, _distinct(groups, labels), strict=True):
        if count < len(shares):
            raise DataError(
                f"Class {name} has {_counted(count, word)} to divide; {parts_asked} need at least "
                f"{len(shares)}.",
                mend="Add pictures of this class, or leave the class out (data.regroup).",
            )
    draws = [_draw(config.seed, name) for name in samples["sample_id"].iloc[first]]
    dealt = deal(groups, labels, np.array(draws, dtype=np.uint64), shares)[groups]
    for name, count in zip(classes, _distinct(dealt, labels), strict=True):
        if count < len(shares):
            raise DataError(
                f"Class {name} cannot stand in all of {parts_asked}: its {word}s also hold other "
                "classes that have too few.",
                mend="Leave the rarest class out, or join it with another (data.regroup).",
            )
    parts = np.full(len(samples), "train", dtype="<U10")
    for turn, part in enumerate(missing):
        parts[dealt == (config.fold + turn) % len(shares)] = part
    return parts


def _draw(seed: int, name: str) -> int:
    """Return the number of 64 bits that a seed gives to a sample."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{name}".encode()).digest()[:8], "big")


def _distinct(values: NDArray[np.int64], labels: NDArray[np.int64]) -> list[int]:
    """Return how many different values every label has."""
    width = int(values.max()) + 1
    counts: list[int] = np.bincount(np.unique(labels * width + values) // width).tolist()
    return counts


def _check_sizes(sizes: dict[str, int], available: int, classes: int) -> None:
    """Raise where the sizes leave less than one picture of every class for training."""
    if sum(sizes.values()) > available - classes:
        asked = " and ".join(f"{size} for {part}" for part, size in sizes.items())
        raise DataError(
            f"The split asks for {asked}, of {available} pictures that can be divided.",
            mend="Choose smaller shares for validation and test.",
        )


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
