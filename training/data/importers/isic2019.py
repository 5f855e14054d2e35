"""ISIC 2019 challenge: `image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK`, with tables of metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.importers.challenges import challenge_layout, one_hot
from training.data.importers.tables import Table

if TYPE_CHECKING:
    import pandas as pd

CLASSES = ("MEL", "NV", "BCC", "AK", "BKL", "DF", "VASC", "SCC", "UNK")
"""UNK stands for every other diagnosis; the training part has none of it, the test part has."""


def _labels(table: Table) -> tuple[pd.Series[str], pd.Series[str]] | None:
    frame = table.frame
    if not {"image", *CLASSES} <= set(frame.columns):
        return None
    return frame["image"], one_hot(frame, CLASSES)


LAYOUT = challenge_layout(
    "isic2019",
    "ISIC 2019 challenge",
    _labels,
    dict.fromkeys(CLASSES, "class"),
    f"the columns image,{','.join(CLASSES)}",
)
