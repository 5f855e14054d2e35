"""What a data set records of its samples, as columns for subgroups and for comparing data sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.data.dataset import Dataset
from training.data.statistics import measured_pictures
from training.errors import DataError
from training.evaluation.shift import Population
from training.evaluation.skin_tone import COLUMN as SKIN_TONE
from training.evaluation.skin_tone import ita_of, skin_tones
from training.evaluation.subgroups import age_bands
from training.pipeline import Samples

if TYPE_CHECKING:
    import pandas as pd

RECORDED = ("age", "sex", "site", "diagnosis_type", "skin_type")
"""Columns of a data set that subgroups are made of."""


def subgroup_columns(dataset: Dataset) -> tuple[str, ...]:
    """Return the columns that can be asked for; skin tone by ITA can of every data set."""
    return (*filter(dataset.has, RECORDED), SKIN_TONE)


def column_of(dataset: Dataset, column: str, sample_id: Sequence[str]) -> list[str]:
    """Return what a data set records of some samples, ages as bands; '' where it says nothing.

    Args:
        dataset: The data set.
        column: One of `RECORDED`, or another column of its table.
        sample_id: Names of the samples.

    Raises:
        DataError: It does not have the column, or says nothing in it.
    """
    if not dataset.has(column):
        raise DataError(
            f"{dataset.name} records no {column}.",
            mend=f"Columns that can be asked for: {', '.join(subgroup_columns(dataset))}.",
        )
    texts = dataset.samples.set_index("sample_id")[column]
    values = [str(value) for value in texts.reindex(list(sample_id)).fillna("")]
    return age_bands(values) if column == "age" else values


def skin_tones_of(samples: Samples) -> list[str]:
    """Return the skin tone that each picture's border suggests: an estimate by ITA."""
    return skin_tones([ita_of(samples.pixels.one(int(index))) for index in samples.indices])


def population_of(dataset: Dataset, rows: pd.DataFrame) -> Population:
    """Return what is known of some samples.

    Args:
        dataset: Says what is recorded, and measured of the pictures.
        rows: Columns sample_id and class, the latter as the model knows it.
    """
    import pandas as pd

    names = rows["sample_id"].tolist()
    table = dataset.samples.set_index("sample_id").reindex(names)

    def texts(column: str) -> tuple[str, ...]:
        return tuple(table[column].fillna("").tolist()) if column in table else ()

    ages = pd.to_numeric(pd.Series(texts("age"), dtype=object), errors="coerce")
    measured = measured_pictures(dataset)
    found = None if measured is None else measured.reindex(names)
    return Population(
        classes=tuple(rows["class"].tolist()),
        ages=ages.to_numpy(dtype=np.float64),
        sexes=texts("sex"),
        sites=texts("site"),
        sizes=_numbers(found, ["width", "height"]),
        colours=_numbers(found, ["mean_r", "mean_g", "mean_b"]),
    )


def _numbers(measured: pd.DataFrame | None, columns: list[str]) -> NDArray[np.float64]:
    if measured is None:
        return np.zeros((0, len(columns)))
    return np.asarray(measured[columns].dropna().to_numpy(dtype=np.float64))
