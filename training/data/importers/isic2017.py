"""ISIC 2017 challenge, part 3: `image_id,melanoma,seborrheic_keratosis`; neither means nevus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.importers.challenges import challenge_layout, one_hot
from training.data.importers.metadata import by_plain_name, has_columns
from training.data.importers.tables import Table

if TYPE_CHECKING:
    import pandas as pd

_POSITIVE = ("melanoma", "seborrheic_keratosis")


def _labels(table: Table) -> tuple[pd.Series[str], pd.Series[str]] | None:
    if not has_columns(table, "image_id", *_POSITIVE):
        return None
    frame = by_plain_name(table)
    return frame["image_id"], one_hot(frame, _POSITIVE, otherwise="nevus")


LAYOUT = challenge_layout(
    "isic2017",
    "ISIC 2017 challenge, part 3",
    _labels,
    dict.fromkeys(_POSITIVE, "class"),
    f"the columns image_id,{','.join(_POSITIVE)}",
)
