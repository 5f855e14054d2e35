"""What is checked before a run folder is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.backbones import BACKBONES
from training.config import PARTS, RunConfig
from training.data.dataset import Dataset
from training.data.groups import group_ids, torn_groups
from training.data.regroup import regrouped
from training.data.splits import make_split
from training.errors import ConfigError, DataError
from training.locations import Locations
from training.models import check_architecture
from training.runs import RunDataset
from training.weights import require_weights

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
    """

    config: RunConfig
    dataset: Dataset
    table: pd.DataFrame
    leaks: int
    weights: Path | None

    @property
    def sizes(self) -> dict[str, int]:
        """Samples in each part."""
        return {part: int((self.table["split"] == part).sum()) for part in PARTS}

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


def make_plan(config: RunConfig, locations: Locations) -> Plan:
    """Check a config against its data and its weights.

    Raises:
        LesionLabError: Something does not fit.
    """
    check_architecture(config)
    dataset = regrouped(Dataset.open(Path(config.data.dataset)).used, config.data.regroup)
    positive = config.data.positive or tuple(sorted(dataset.positive))
    if not positive:
        raise ConfigError(
            f"The data set {dataset.name} does not say which classes count as malignant.",
            mend=f"Say it with data.positive; classes: {', '.join(dataset.classes)}.",
        )
    dataset = dataset.with_positive(positive)
    if config.data.fingerprint and config.data.fingerprint != dataset.fingerprint:
        raise DataError(
            f"The data set {dataset.root} is not the one this configuration was made for.",
            mend="Choose the data set again, or leave data.fingerprint empty.",
        )
    data = config.data.model_copy(
        update={
            "dataset": str(dataset.root),
            "fingerprint": dataset.fingerprint,
            "positive": positive,
        }
    )
    table = dataset.samples[["sample_id", "image", "class", "sha256"]].copy()
    table["split"] = make_split(dataset, config.split).to_numpy()
    leaks = torn_groups(group_ids(dataset), table["split"]).size
    backbone = BACKBONES.get(config.model.architecture)
    pretrained = backbone is not None and config.model.weights == "imagenet"
    weights = require_weights(backbone, locations) if backbone and pretrained else None
    return Plan(config.model_copy(update={"data": data}), dataset, table, leaks, weights)
