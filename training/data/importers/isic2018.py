"""ISIC 2018 challenge, task 3: `image,MEL,NV,BCC,AKIEC,BKL,DF,VASC`, with LesionGroupings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.importers.challenges import challenge_layout, one_hot
from training.data.importers.tables import Table

if TYPE_CHECKING:
    import pandas as pd

CLASSES = ("MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC")


def _labels(table: Table) -> tuple[pd.Series[str], pd.Series[str]] | None:
    frame = table.frame
    if not {"image", *CLASSES} <= set(frame.columns):
        return None
    return frame["image"], one_hot(frame, CLASSES)


LAYOUT = challenge_layout(
    "isic2018",
    "ISIC 2018 challenge, task 3",
    _labels,
    dict.fromkeys(CLASSES, "class"),
    f"the columns image,{','.join(CLASSES)}",
)
