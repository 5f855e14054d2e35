"""What a run needs of its config, its data and this computer, said before anything is made.

Refused is what cannot work; what is only doubtful is the matter of `training.doubts`. Sizes are
estimates from above, without TensorFlow, which is asked for its devices only where all hangs on
them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from training.backbones import BACKBONES
from training.compiling import monitors
from training.config import RunConfig
from training.data.dataset import Dataset
from training.data_doubts import labels_of
from training.disk_cache import FREE_DISK_KEPT, KINDS
from training.doubts import Doubt
from training.errors import ConfigError, DataError
from training.locations import Locations
from training.networks import NETWORKS
from training.recipes import RECIPES
from training.stages import stages_of

if TYPE_CHECKING:
    import pandas as pd

_PROGRAM = 1_000_000_000
"""Bytes of memory for TensorFlow and the program."""
_SLOTS = {"adam": 2, "adamw": 2, "rmsprop": 1, "sgd": 1}
"""Numbers that an optimizer remembers of each weight, at most."""


def check_settings(config: RunConfig, classes: tuple[str, ...]) -> None:
    """Refuse fields that do not go together or not with the classes that are there.

    Args:
        config: What is to be done.
        classes: The classes that are to be told apart, after regrouping.

    Raises:
        ConfigError: Names the field, its value and what is possible.
    """
    optimisation, n_classes = config.optimisation, len(classes)
    recipe = RECIPES.get(config.recipe)
    told_apart = config.data.target == "classes"
    if told_apart and recipe and recipe.target == "classes" and n_classes < 3:
        raise ConfigError(
            f"The recipe {recipe.name} tells many classes apart; the data set has {n_classes}: "
            f"{', '.join(classes)}.",
            mend="Choose a recipe for malignant or not, or a data set with more classes.",
        )
    if n_classes < 2:
        raise ConfigError(
            f"There is nothing to tell apart: all pictures are of class {', '.join(classes)}.",
            mend="Add pictures of another class, or change data.regroup.",
        )
    possible = monitors(n_classes if told_apart else 1)
    if optimisation.monitor not in possible:
        raise ConfigError(
            f"optimisation.monitor = {optimisation.monitor!r} says nothing about {n_classes} "
            "classes.",
            mend=f"Set optimisation.monitor to one of {', '.join(possible)}.",
        )
    if optimisation.weight_decay and optimisation.optimizer not in ("adamw", "sgd"):
        raise ConfigError(
            f"optimisation.weight_decay = {optimisation.weight_decay:g} is for adamw and sgd; "
            f"optimisation.optimizer is {optimisation.optimizer!r}.",
            mend="Set optimisation.optimizer to adamw, or optimisation.weight_decay to 0.",
        )
    if optimisation.momentum and optimisation.optimizer != "sgd":
        raise ConfigError(
            f"optimisation.momentum = {optimisation.momentum:g} is for sgd; "
            f"optimisation.optimizer is {optimisation.optimizer!r}.",
            mend="Set optimisation.optimizer to sgd, or optimisation.momentum to 0.",
        )
    if optimisation.precision == "mixed_float16" and not _has_gpu():
        raise ConfigError(
            "optimisation.precision = 'mixed_float16' needs a graphics processor that TensorFlow "
            "can use; there is none, and it would be slower than float32.",
            mend="Set optimisation.precision to float32, or to mixed_bfloat16.",
        )


def check_parts(config: RunConfig, dataset: Dataset, table: pd.DataFrame) -> None:
    """Refuse a split that cannot be learned from or judged by.

    Args:
        config: What is to be done.
        dataset: Its classes, and which of them are positive.
        table: Columns class, split.

    Raises:
        DataError: A part lacks what it is for.
    """
    word = "class" if config.data.target == "classes" else "side"
    labels = labels_of(config, dataset, table)
    for name, belongs in labels.items():
        if not (belongs & table["split"].eq("train")).any():
            raise DataError(
                f"There is nothing to learn the {word} {name} from: the training part has no "
                "picture of it.",
                mend="Set split.given to false to divide anew, or change data.positive or "
                "data.regroup.",
            )
    validation = [int((each & table["split"].eq("validation")).sum()) for each in labels.values()]
    if np.count_nonzero(validation) < 2 and config.optimisation.monitor == "val_auc":
        raise DataError(
            "optimisation.monitor = 'val_auc' needs pictures of two sides in the validation part; "
            "it has one.",
            mend="Set split.given to false to divide anew, or watch val_loss.",
        )


def check_disk(config: RunConfig, sizes: dict[str, int], locations: Locations) -> None:
    """Refuse a run that the disk has no room for.

    What the cache holds may go for it, and counts as free.

    Args:
        config: What is to be done.
        sizes: Samples in each part.
        locations: Where cache and runs are.

    Raises:
        DataError: Says what needs how much, and where.
    """
    cached = sum(_size_of_folder(locations.cache / kind) for kind in KINDS)
    kept = _pixel_bytes(config, sum(sizes.values())) + _feature_bytes(config, sizes)
    _check_free(locations.cache, kept, cached, "Decoded pictures and features")
    _check_free(locations.runs, _run_bytes(config), 0, "Models and checkpoints")


def check_memory(config: RunConfig) -> tuple[Doubt, ...]:
    """Refuse a run that needs more memory than this computer has.

    Returns:
        What is doubtful.

    Raises:
        ConfigError: The batches are too large for any state of this computer.
    """
    needed = memory_needed(config)
    memory = psutil.virtual_memory()
    batch = f"optimisation.batch_size = {config.optimisation.batch_size}"
    height, width = config.model.image_size
    says = f"{batch} at {height} x {width} px needs about {needed / 1e9:.1f} GB of memory"
    if needed > memory.total and not _has_gpu():
        raise ConfigError(
            f"{says}; this computer has {memory.total / 1e9:.1f} GB.",
            mend="Set a smaller optimisation.batch_size or model.image_size.",
        )
    if needed <= memory.available:
        return ()
    words = f"{says}; {memory.available / 1e9:.1f} GB are free."
    smaller = _batch_that_fits(config, memory.available)
    if not smaller:
        return (Doubt(words, "Close other programs, or set a smaller model.image_size."),)
    mend = f"Close other programs, or set optimisation.batch_size to {smaller}."
    return (Doubt(words, mend, {"optimisation.batch_size": smaller}),)


def _batch_that_fits(config: RunConfig, available: int) -> int:
    """Return the largest smaller batch, by halving, that there is memory for; 0 where none is."""
    size = config.optimisation.batch_size // 2
    while size and memory_needed(_with_batch(config, size)) > available:
        size //= 2
    return size


def _with_batch(config: RunConfig, size: int) -> RunConfig:
    changed = config.optimisation.model_copy(update={"batch_size": size})
    return config.model_copy(update={"optimisation": changed})


def memory_needed(config: RunConfig) -> int:
    """Return an estimate of the bytes of memory that a training needs at its peak."""
    name, optimisation = config.model.architecture, config.optimisation
    height, width = config.model.image_size
    activations = (NETWORKS.get(name) or BACKBONES[name]).activations
    numbers = optimisation.batch_size * height * width * activations * _share_kept(config)
    bytes_each = 4 if optimisation.precision == "float32" else 2
    waiting = 8 * optimisation.batch_size * height * width * 3
    return _PROGRAM + 4 * _model_bytes(config) + int(numbers * bytes_each) + waiting


def _share_kept(config: RunConfig) -> float:
    """Return the share of the layers' outputs that is in memory at once.

    What does not learn lets go of its outputs at once; the upper layers of a backbone, which learn
    first, have small ones.
    """
    if config.model.architecture in NETWORKS or config.model.weights == "random":
        return 1.0
    asked = [stage.trainable_layers for stage in stages_of(config)]
    if min(asked) < 0:
        return 1.0
    return 0.4 if max(asked) else 0.15


def _pixel_bytes(config: RunConfig, pictures: int) -> int:
    height, width = config.model.image_size
    return pictures * height * width * 3


def _feature_bytes(config: RunConfig, sizes: dict[str, int]) -> int:
    """Return an estimate of what the features of the largest stage take."""
    backbone = BACKBONES.get(config.model.architecture)
    if backbone is None or config.model.weights == "random" or config.features.cache == "off":
        return 0
    height, width = config.model.image_size
    largest = 0
    for stage in stages_of(config):
        if stage.trainable_layers == 0:
            largest = max(largest, backbone.channels)
        elif stage.trainable_layers > 0:  # at a sixteenth of the size, with half of the channels
            largest = max(largest, -(-height // 16) * -(-width // 16) * backbone.channels // 2)
    changes = config.augmentation.model_dump(exclude={"fill"})
    variants = config.features.variants if any(changes.values()) else 1
    rows = variants * sizes["train"] + sizes["validation"]
    return rows * largest * (2 if config.features.storage == "float16" else 4)


def _run_bytes(config: RunConfig) -> int:
    """Return an estimate of what the best and the last model and two checkpoints take."""
    # A checkpoint holds what learns as it is and as it was best, and what is remembered of it.
    remembered = 2 + _SLOTS[config.optimisation.optimizer] + bool(config.optimisation.ema)
    return int(_model_bytes(config) * (2 + 2 * remembered * _share_learning(config)))


def _share_learning(config: RunConfig) -> float:
    """Return the share of the weights that learn in some stage: the upper layers hold the most."""
    if config.model.architecture in NETWORKS or config.model.weights == "random":
        return 1.0
    asked = [stage.trainable_layers for stage in stages_of(config)]
    if min(asked) < 0:
        return 1.0
    return 0.6 if max(asked) else 0.0


def _model_bytes(config: RunConfig) -> int:
    name = config.model.architecture
    return (NETWORKS.get(name) or BACKBONES[name]).megabytes * 1_000_000


def _check_free(folder: Path, needed: int, may_go: int, what: str) -> None:
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free + may_go - FREE_DISK_KEPT
    if needed > free:
        raise DataError(
            f"{what} need about {needed / 1e9:.1f} GB in {folder}; {max(free, 0) / 1e9:.1f} GB are "
            "free.",
            mend="Make room, or set a smaller model.image_size or features.variants.",
        )


def _size_of_folder(folder: Path) -> int:
    """Return the bytes of the files in a folder; 0 where it is missing."""
    if not folder.is_dir():
        return 0
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def _has_gpu() -> bool:
    from training.environment import devices

    return any(device.startswith("GPU") for device in devices())
