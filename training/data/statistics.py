"""What a data set is made of: plain counts and means for tables and plots.

Everything is counted over the samples that are used, and against the class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.data.bounded import check_table_size
from training.data.dataset import Dataset
from training.data.table import METADATA

if TYPE_CHECKING:
    import pandas as pd

AGE_STEP = 5
"""Years that one bar of the ages stands for: HAM10000 and ISIC give ages in steps of five."""
_OLDEST = 120
_SIZES = 12
"""Sizes of pictures that are told apart; rarer ones are counted together."""
OTHER_SIZES = "other sizes"
_COUNTED = ("sex", "site", "diagnosis_type", "skin_type")
_CHANNELS = ("r", "g", "b")


@dataclass(frozen=True, eq=False)
class Counts:
    """How often each value of a column occurs in each class.

    Attributes:
        names: The values; not those that are not recorded.
        counts: Shape (values, classes), int64.
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ages:
    """How many samples of each class fall into each step of age.

    Attributes:
        edges: Lower edges of the steps in years, and the upper one of the last, shape (steps + 1,).
        counts: Shape (steps, classes), int64.
    """

    edges: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Colours:
    """Colour of the pictures of each class, 0 to 255, nan for a class without pictures.

    Attributes:
        mean: Mean over the pictures of each one's mean, shape (classes, 3): red, green, blue.
        spread: Standard deviation over the pictures of each one's mean, shape (classes, 3).
        pictures: Pictures of each class, shape (classes,), int64.
    """

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    pictures: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DatasetStatistics:
    """What a data set is made of.

    Attributes:
        classes: Names of the classes.
        class_counts: Used samples of each class, shape (classes,), int64.
        ages: Ages by class; None where the table has no age.
        columns: Sex, site, diagnosis type and skin type by class, as far as the table has them.
        missing: Samples of each class for which a column says nothing, shape (classes,), int64, by
            column; columns that the table does not have are left out.
        sizes: Width x height by class, the most frequent first; None where nobody has measured.
        colours: Colours by class; None where nobody has measured.
    """

    classes: tuple[str, ...]
    class_counts: NDArray[np.int64]
    ages: Ages | None
    columns: dict[str, Counts]
    missing: dict[str, NDArray[np.int64]]
    sizes: Counts | None
    colours: Colours | None


def statistics_of(dataset: Dataset, pictures: pd.DataFrame | None = None) -> DatasetStatistics:
    """Count what a data set is made of.

    Args:
        dataset: The data set.
        pictures: What was measured of the pictures, indexed by `sample_id`, with columns width,
            height and mean_r, mean_g, mean_b (0 to 255).
    """
    import pandas as pd

    used = dataset.used.samples
    n = len(dataset.classes)
    classes = pd.Categorical(used["class"], categories=list(dataset.classes)).codes.astype(int)
    there = [column for column in METADATA if column in used.columns]
    measured = None if pictures is None else pictures.reindex(used["sample_id"])
    return DatasetStatistics(
        classes=dataset.classes,
        class_counts=np.bincount(classes, minlength=n),
        ages=_ages(used["age"], classes, n) if "age" in there else None,
        columns={c: _counts(used[c], classes, n) for c in _COUNTED if c in there},
        missing={
            column: np.bincount(classes[used[column].eq("").to_numpy()], minlength=n)
            for column in there
        },
        sizes=None if measured is None else _sizes(measured, classes, n),
        colours=None if measured is None else _colours(measured, classes, n),
    )


def measured_pictures(dataset: Dataset) -> pd.DataFrame | None:
    """Return what was measured of the pictures, for `statistics_of`; None where nothing was.

    Raises:
        DataError: The table is larger than one of pictures can be.
    """
    import pandas as pd

    path = dataset.root / "pictures.csv"
    if not path.is_file():
        return None
    wanted = {"width", "height", "mean_r", "mean_g", "mean_b", "sharpness"}
    try:
        check_table_size(path)
        table = pd.read_csv(path, usecols=lambda name: name in wanted | {"sample_id"})
        table = table.drop_duplicates("sample_id").set_index("sample_id")
    except (OSError, ValueError, KeyError):
        return None
    numbers = table.apply(pd.to_numeric, errors="coerce")
    return numbers if wanted - {"sharpness"} <= set(numbers.columns) else None


def size_names(pictures: pd.DataFrame) -> pd.Series[str]:
    """Return "600 x 450" for every picture; empty where nobody has measured."""
    known = pictures["width"].notna() & pictures["height"].notna()
    sides = pictures[["width", "height"]].fillna(0).astype(int).astype(str)
    return (sides["width"] + " x " + sides["height"]).where(known, "")


def _counts(texts: pd.Series[str], classes: NDArray[np.int64], n: int) -> Counts:
    codes, found = texts.factorize()
    values = tuple(sorted(value for value in found if value))
    place = {value: number for number, value in enumerate(values)}
    rows = np.array([place.get(value, -1) for value in found], dtype=np.int64)[codes]
    return Counts(values, _cross(rows, len(values), classes, n))


def _ages(texts: pd.Series[str], classes: NDArray[np.int64], n: int) -> Ages:
    import pandas as pd

    codes, spellings = texts.factorize()
    numbers = pd.to_numeric(pd.Series(spellings), errors="coerce")
    ages = numbers.to_numpy(dtype=float)[codes]
    known = np.isfinite(ages) & (ages >= 0) & (ages <= _OLDEST)
    steps = np.where(known, np.nan_to_num(ages) // AGE_STEP, -1).astype(int)
    edges = np.arange(0, steps.max(initial=-1) + 2) * AGE_STEP
    return Ages(edges, _cross(steps, len(edges) - 1, classes, n))


def _sizes(pictures: pd.DataFrame, classes: NDArray[np.int64], n: int) -> Counts:
    texts = size_names(pictures)
    frequent = texts[texts.ne("")].value_counts()
    kept = list(frequent.index[: _SIZES if len(frequent) > _SIZES + 1 else len(frequent)])
    values = kept if len(kept) == len(frequent) else [*kept, OTHER_SIZES]
    place = {name: number for number, name in enumerate(kept)}
    other = -1 if len(values) == len(kept) else len(kept)
    codes = np.array([place.get(name, other) for name in texts.unique()], dtype=np.int64)
    codes = np.where(texts.eq(""), -1, codes[texts.factorize()[0]])
    return Counts(tuple(values), _cross(codes, len(values), classes, n))


def _colours(pictures: pd.DataFrame, classes: NDArray[np.int64], n: int) -> Colours:
    means = pictures[[f"mean_{channel}" for channel in _CHANNELS]].to_numpy(dtype=float)
    known = np.isfinite(means).all(axis=1)
    count = np.bincount(classes[known], minlength=n)
    sums = np.zeros((2, n, 3))
    for power in (0, 1):
        np.add.at(sums[power], classes[known], means[known] ** (power + 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, square = sums / count[:, np.newaxis]
    return Colours(mean, np.sqrt(np.maximum(square - mean**2, 0)), count)


def _cross(
    rows: NDArray[np.int64], n_rows: int, columns: NDArray[np.int64], n_columns: int
) -> NDArray[np.int64]:
    """Return how often each pair of row and column occurs; a row of -1 is not counted."""
    counted = rows >= 0
    flat = rows[counted] * n_columns + columns[counted]
    return np.bincount(flat, minlength=n_rows * n_columns).reshape(n_rows, n_columns)
