"""What a data set is made of, against the class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.data.dataset import Dataset
from training.data.statistics import (
    OTHER_SIZES,
    DatasetStatistics,
    measured_pictures,
    statistics_of,
)


def dataset(root: Path = Path("somewhere"), **columns: list[str]) -> Dataset:
    """Return four pictures: two of a nevus, two of a melanoma."""
    samples = pd.DataFrame(
        {
            "sample_id": ["a", "b", "c", "d"],
            "image": ["a.png", "b.png", "c.png", "d.png"],
            "class": ["nv", "nv", "mel", "mel"],
            "split": "",
            "sha256": "0" * 64,
            **columns,
        }
    )
    return Dataset(root, "four", ("mel", "nv"), frozenset(), samples, (), "", "")


def pictures(**columns: list[float]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "width": [600, 600, 600, 1024],
            "height": [450, 450, 450, 768],
            "mean_r": [200, 100, 180, 180],
            "mean_g": [100, 100, 90, 90],
            "mean_b": [50, 50, 40, 40],
            **columns,
        },
        index=["a", "b", "c", "d"],
    )
    return table.rename_axis("sample_id")


def test_values_are_counted_in_each_class() -> None:
    found = statistics_of(dataset(sex=["male", "female", "male", ""]))
    assert found.class_counts.tolist() == [2, 2]
    assert found.columns["sex"].names == ("female", "male")
    assert found.columns["sex"].counts.tolist() == [[0, 1], [1, 1]]
    assert found.missing["sex"].tolist() == [1, 0]


def test_columns_that_are_not_there_are_not_made_up() -> None:
    found = statistics_of(dataset())
    assert found.columns == {}
    assert found.missing == {}
    assert (found.ages, found.sizes, found.colours) == (None, None, None)


def test_ages_fall_into_steps_and_impossible_ones_are_left_out() -> None:
    ages = statistics_of(dataset(age=["4", "5.0", "-1", "old"])).ages
    assert ages is not None
    assert ages.edges.tolist() == [0, 5, 10]
    assert ages.counts.tolist() == [[0, 1], [0, 1]]


def test_an_age_column_without_ages_has_no_steps() -> None:
    ages = statistics_of(dataset(age=[""] * 4)).ages
    assert ages is not None
    assert ages.counts.shape == (0, 2)


def test_excluded_pictures_do_not_count() -> None:
    found = statistics_of(dataset(sex=["male"] * 4, excluded=["", "duplicate", "", ""]))
    assert found.class_counts.tolist() == [2, 1]
    assert found.columns["sex"].counts.tolist() == [[2, 1]]


def test_sizes_and_colours_by_class() -> None:
    found = statistics_of(dataset(), pictures())
    assert found.sizes is not None
    assert found.colours is not None
    assert found.sizes.names == ("600 x 450", "1024 x 768")
    assert found.sizes.counts.tolist() == [[1, 2], [1, 0]]
    assert found.colours.mean.tolist() == [[180, 90, 40], [150, 100, 50]]
    assert found.colours.spread.tolist() == [[0, 0, 0], [50, 0, 0]]


def test_a_picture_that_nobody_has_measured_has_no_size_and_no_colour() -> None:
    found = statistics_of(dataset(), pictures().drop(index="d"))
    assert found.sizes is not None
    assert found.colours is not None
    assert found.sizes.counts.tolist() == [[1, 2]]
    assert found.colours.pictures.tolist() == [1, 2]


def test_rare_sizes_are_counted_together() -> None:
    many, root = 40, Path("x")
    samples = pd.DataFrame(
        {"sample_id": [str(n) for n in range(many)], "class": "nv", "split": "", "image": "x"}
    )
    columns = {name: np.arange(many) for name in ("width", "mean_r", "mean_g", "mean_b")}
    measured = pd.DataFrame({**columns, "height": 10}, index=samples["sample_id"])
    crowd = Dataset(root, "many", ("nv",), frozenset(), samples, (), "", "")
    sizes = statistics_of(crowd, measured).sizes
    assert sizes is not None
    assert len(sizes.names) == 13
    assert sizes.names[-1] == OTHER_SIZES
    assert sizes.counts.sum() == many


def test_what_was_measured_at_the_import_is_read(tmp_path: Path) -> None:
    assert measured_pictures(dataset(tmp_path)) is None
    pictures().to_csv(tmp_path / "pictures.csv")
    found: DatasetStatistics = statistics_of(
        dataset(tmp_path), measured_pictures(dataset(tmp_path))
    )
    assert found.sizes is not None
    assert found.sizes.counts.sum() == 4


@pytest.mark.parametrize("content", ["", "sample_id\na\n", "\0\0", '"'])
def test_a_damaged_table_of_measures_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "pictures.csv").write_text(content)
    assert measured_pictures(dataset(tmp_path)) is None
