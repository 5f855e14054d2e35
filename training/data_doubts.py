"""What is doubtful about the data of a training, and how to mend it, said before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from training.config import PARTS, RunConfig
from training.data.dataset import Dataset
from training.doubts import Doubt, favours, smallest_sensible_side

if TYPE_CHECKING:
    import pandas as pd

_FEW = 10
"""Pictures of a class in a part, below which little can be said about the class there."""
_FEW_TO_LEARN = 20
"""Training pictures of a class, below which a network hardly learns it."""
_UNLIKE = 4.0
"""How many times as many pictures the largest class may have as the smallest."""
_ENLARGED = 1.5
"""How far pictures may be enlarged."""
_LOOKED_AT = 16
"""Pictures whose size is looked up."""


def labels_of(config: RunConfig, dataset: Dataset, table: pd.DataFrame) -> dict[str, pd.Series]:
    """Return which rows belong to each label: a class, or a side ("positive", "negative").

    Args:
        config: What is told apart.
        dataset: Its classes, and which of them are positive.
        table: Column class.
    """
    if config.data.target == "classes":
        return {name: table["class"].eq(name) for name in dataset.classes}
    positive = table["class"].isin(list(dataset.positive))
    return {"positive": positive, "negative": ~positive}


def doubts_about_parts(
    config: RunConfig, dataset: Dataset, table: pd.DataFrame, leaks: int
) -> tuple[Doubt, ...]:
    """Return what is doubtful about the data of a training.

    Args:
        config: What is to be done.
        dataset: Its classes, and which of them are positive.
        table: Columns image, class, split.
        leaks: Groups of pictures that stand in more than one part.
    """
    return (
        *_leaks(config, dataset, leaks),
        *_imbalance(config, dataset, table),
        *_few(config, dataset, table),
        *_large_batches(config, table),
        *_enlarged(config, dataset, table),
    )


def _leaks(config: RunConfig, dataset: Dataset, leaks: int) -> Iterator[Doubt]:
    if not leaks:
        return
    changes: dict[str, Any] = {"split.by": "group"}
    if config.split.given and dataset.samples["split"].ne("").any():
        changes["split.given"] = False
    several = f"{leaks:,} lesions or patients have" if leaks > 1 else "A lesion or patient has"
    yield Doubt(
        f"{several} pictures in more than one part: the model is judged by what it has learned "
        "from, and the scores are inflated.",
        "Keep the pictures of a lesion or patient together.",
        changes,
    )


def _imbalance(config: RunConfig, dataset: Dataset, table: pd.DataFrame) -> Iterator[Doubt]:
    if sum(favours(config).values()) > 0:
        return
    train = table["split"].eq("train")
    counts = {
        name: int((belongs & train).sum())
        for name, belongs in labels_of(config, dataset, table).items()
    }
    least, most = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
    if counts[most] >= _UNLIKE * counts[least]:
        yield Doubt(
            f"Of {most} there are {counts[most]:,} training pictures, of {least} "
            f"{counts[least]:,}, and nothing makes up for it: the model may learn to answer "
            f"{most} always.",
            "Weigh every class alike.",
            {"optimisation.class_weight": "balanced"},
        )


def _few(config: RunConfig, dataset: Dataset, table: pd.DataFrame) -> Iterator[Doubt]:
    word = "class" if config.data.target == "classes" else "side"
    for name, belongs in labels_of(config, dataset, table).items():
        counts = {part: int((belongs & table["split"].eq(part)).sum()) for part in PARTS}
        if counts["train"] < _FEW_TO_LEARN:
            yield Doubt(
                f"The {word} {name} has {_pictures(counts['train'])} to learn from: too few for a "
                "network to learn much.",
                "Import more pictures, or join classes (data.regroup).",
            )
        for part in ("validation", "test"):
            if counts[part] < _FEW:
                yield Doubt(
                    f"The {word} {name} has {_pictures(counts[part])} in the {part} part: what is "
                    "said about it there is uncertain.",
                    f"Import more pictures, or give the {part} part a larger share.",
                )


def _pictures(count: int) -> str:
    return f"{count or 'no'} {'picture' if count == 1 else 'pictures'}"


def _large_batches(config: RunConfig, table: pd.DataFrame) -> Iterator[Doubt]:
    n_train, asked = int(table["split"].eq("train").sum()), config.optimisation.batch_size
    if asked > n_train:
        smaller = 2 ** max(int(np.log2(max(n_train, 1))) - 2, 0)  # some four steps or more
        yield Doubt(
            f"optimisation.batch_size = {asked} is more than the {n_train} training pictures: "
            "every epoch is a single step.",
            f"Set it to {smaller}.",
            {"optimisation.batch_size": smaller},
        )


def _enlarged(config: RunConfig, dataset: Dataset, table: pd.DataFrame) -> Iterator[Doubt]:
    """Say where pictures are blown up to a size that shows no more."""
    asked = config.model.image_size
    sizes = list(_sizes(dataset, table))
    if not sizes:
        return
    found = tuple(int(side) for side in np.median(np.array(sizes), axis=0))
    floor = smallest_sensible_side(config)
    wanted = [max(side, floor) for side in found]
    if any(have > _ENLARGED * enough for have, enough in zip(asked, wanted, strict=True)):
        yield Doubt(
            f"Pictures of {found[0]} x {found[1]} px are enlarged to {asked[0]} x {asked[1]} px, "
            "which takes time and shows no more.",
            f"Set model.image_size to {wanted[0]} x {wanted[1]} px.",
            {"model.image_size": wanted},
        )


def _sizes(dataset: Dataset, table: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Yield height and width of some pictures; of those alone that tell it without decoding."""
    places = np.unique(np.linspace(0, len(table) - 1, _LOOKED_AT).astype(int))
    for image in table["image"].iloc[places]:
        try:
            with Image.open(dataset.image_path(image)) as picture:
                yield picture.height, picture.width
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue  # DICOM; or missing, which the training says
