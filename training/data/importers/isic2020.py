"""ISIC 2020 challenge: `image_name,patient_id,...,benign_malignant,target`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.importers.challenges import challenge_layout
from training.data.importers.metadata import by_plain_name, has_columns
from training.data.importers.tables import Table
from training.data.importers.values import without_unknown

if TYPE_CHECKING:
    import pandas as pd

_TARGETS = {"0": "benign", "1": "malignant", "0.0": "benign", "1.0": "malignant"}


def _labels(table: Table) -> tuple[pd.Series[str], pd.Series[str]] | None:
    if not has_columns(table, "image_name", "patient_id", "target"):
        return None
    frame = by_plain_name(table)
    classes = frame["target"].map(_TARGETS).fillna("")
    if "benign_malignant" in frame.columns:
        said = without_unknown(frame["benign_malignant"].str.lower())
        # Where the two contradict each other, nothing is known.
        classes = classes.mask(classes.eq(""), said).mask(said.ne("") & said.ne(classes), "")
    return frame["image_name"], classes.where(classes.isin(["benign", "malignant"]), "")


LAYOUT = challenge_layout(
    "isic2020",
    "ISIC 2020 challenge",
    _labels,
    {"target": "class", "benign_malignant": "class"},
    "the columns image_name, patient_id and target",
)
