"""ISIC 2016 challenge, part 3: tables without header, `ISIC_0000000,benign` (in the test, 0.0)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from training.data.importers.challenges import challenge_layout
from training.data.importers.tables import Table

if TYPE_CHECKING:
    import pandas as pd

_CLASSES = {
    "benign": "benign",
    "malignant": "malignant",
    "0": "benign",
    "1": "malignant",
    "0.0": "benign",
    "1.0": "malignant",
}


def _labels(table: Table) -> tuple[pd.Series[str], pd.Series[str]] | None:
    import pandas as pd

    if len(table.columns) != 2 or not re.fullmatch(r"(?i)ISIC_\d+", table.columns[0]):
        return None
    first, second = table.columns
    # The first row is no header, but a row as the others.
    images = pd.concat([pd.Series([first]), table.frame[first]], ignore_index=True)
    said = pd.concat([pd.Series([second]), table.frame[second]], ignore_index=True)
    return images, said.str.lower().map(_CLASSES).fillna("")


LAYOUT = challenge_layout(
    "isic2016",
    "ISIC 2016 challenge, part 3",
    _labels,
    {},
    "no header and two columns, such as ISIC_0000000,benign",
)
