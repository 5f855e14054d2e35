"""What is checked before a run folder is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.backbones import BACKBONES
from training.config import PARTS, RunConfig
from training.data.dataset import Dataset
from training.data.fingerprint import full_fingerprint, what_changed
from training.data.groups import group_ids, torn_groups
from training.data.regroup import regrouped
from training.data.splits import make_split
from training.data_doubts import doubts_about_parts
from training.doubts import Doubt, doubts_about_settings
from training.errors import ConfigError, DataError
from training.locations import Locations
from training.models import check_architecture
from training.requirements import (
    check_disk,
    check_memory,
    check_parts,
    check_settings,
)
from training.runs import RunDataset
from training.weights import find_weights, require_weights

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Plan:
    """A config that fits its data.

    Attributes:
        config: The config, with everything about its data filled in.
        dataset: The used samples of the data set, in the classes that are to be told apart.
        table: One row a sample: sample_id, image, class, sha256, split.
        leaks: Groups of pictures that stand in more than one part.
        weights: Weight file of a pretrained backbone; None where none is needed.
        doubts: What is allowed but hardly meant.
        lacks_weights: Whether it needs a weight file that is not on this computer.
    """

    config: RunConfig
    dataset: Dataset
    table: pd.DataFrame
    leaks: int
    weights: Path | None
    doubts: tuple[Doubt, ...] = ()
    lacks_weights: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is doubtful, in sentences for a person."""
        return tuple(doubt.words for doubt in self.doubts)

    @property
    def n_outputs(self) -> int:
        """1 for the positive class against the rest, otherwise the number of classes."""
        return 1 if self.config.data.target == "positive" else len(self.dataset.classes)

    @property
    def sizes(self) -> dict[str, int]:
        """Samples in each part."""
        return _sizes(self.table)

    @property
    def run_dataset(self) -> RunDataset:
        """What the run is to remember of its data set."""
        return RunDataset(
            name=self.dataset.name,
            path=str(self.dataset.root),
            classes=self.dataset.classes,
            positive=self.config.data.positive,
            fingerprint=self.dataset.fingerprint,
            split_leaks=self.leaks,
        )


def make_plan(config: RunConfig, locations: Locations, *, needs_weights: bool = True) -> Plan:
    """Check a config against its data, its weights, and what this computer has room for.

    Args:
        config: What is to be done.
        locations: Where weights, cache and runs are.
        needs_weights: Whether a missing weight file is an error; otherwise the plan says so.

    Raises:
        LesionLabError: Something does not fit.
    """
    check_architecture(config)
    opened = Dataset.open(Path(config.data.dataset)).used
    fingerprint = full_fingerprint(
        opened.fingerprint, opened.samples["sha256"].tolist(), group_ids(opened)
    )
    _check_unchanged(config, opened, fingerprint)
    dataset = regrouped(opened, config.data.regroup)
    positive = config.data.positive or tuple(sorted(dataset.positive))
    if not positive:
        raise ConfigError(
            f"The data set {dataset.name} does not say which classes count as malignant.",
            mend=f"Say it with data.positive; classes: {', '.join(dataset.classes)}.",
        )
    dataset = dataset.with_positive(positive)
    check_settings(config, dataset.classes)
    data = config.data.model_copy(
        update={
            "dataset": str(dataset.root),
            "fingerprint": fingerprint,
            "positive": positive,
        }
    )
    table = dataset.samples[["sample_id", "image", "class", "sha256"]].copy()
    table["split"] = make_split(dataset, config.split).to_numpy()
    leaks = torn_groups(group_ids(dataset), table["split"]).size
    backbone = BACKBONES.get(config.model.architecture)
    pretrained = backbone is not None and config.model.weights == "imagenet"
    find = require_weights if needs_weights else find_weights
    weights = find(backbone, locations) if backbone and pretrained else None
    check_parts(config, dataset, table)
    check_disk(config, _sizes(table), locations)
    doubts = (
        *doubts_about_parts(config, dataset, table, leaks),
        *doubts_about_settings(config),
        *check_memory(config),
    )
    return Plan(
        config.model_copy(update={"data": data}),
        dataset,
        table,
        leaks,
        weights,
        doubts,
        lacks_weights=bool(backbone and pretrained and weights is None),
    )


def _sizes(table: pd.DataFrame) -> dict[str, int]:
    return {part: int((table["split"] == part).sum()) for part in PARTS}


def _check_unchanged(config: RunConfig, dataset: Dataset, fingerprint: str) -> None:
    """Raise where a config names another data set than the one that is there."""
    if not config.data.fingerprint:
        return
    changed = what_changed(config.data.fingerprint, fingerprint)
    if changed == "pictures":
        raise DataError(
            f"The data set {dataset.root} is not the one this configuration was made for: its "
            "pictures, classes or parts are others.",
            mend="Choose the data set again, or leave data.fingerprint empty.",
        )
    # A split by image looks at no group.
    if changed == "groups" and config.split.by == "group":
        raise DataError(
            f"In the data set {dataset.root}, other pictures belong together than when this "
            "configuration was made: lesions, patients or near-duplicates have changed, and with "
            "them the split.",
            mend="Choose the data set again, or leave data.fingerprint empty, for a new split.",
        )
