"""Which samples train, which validate, which test."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from training.config import SplitConfig
from training.data.dataset import COLUMNS, Dataset
from training.data.fingerprint import fingerprint_of
from training.data.splits import make_split
from training.errors import DataError

Counts = dict[tuple[str, str], int]


def dataset_of(counts: Counts) -> Dataset:
    """Return a data set with so many samples of each class and part, without pictures."""
    rows = [
        (f"{part}/{name}/{index}", "a.png", name, part, "0" * 64)
        for (name, part), count in counts.items()
        for index in range(count)
    ]
    samples = pd.DataFrame(rows, columns=list(COLUMNS))
    return Dataset(
        root=Path(),
        name="",
        classes=tuple(sorted({name for name, _ in counts})),
        positive=frozenset(),
        samples=samples,
        problems=(),
        source="",
        fingerprint=fingerprint_of(samples),
    )


def parts_of(dataset: Dataset, config: SplitConfig) -> Counter[tuple[str, str]]:
    split = make_split(dataset, config)
    assert list(split.index) == list(dataset.samples["sample_id"])
    return Counter(zip(dataset.samples["class"], split, strict=True))


def test_each_class_is_divided_alike() -> None:
    dataset = dataset_of({("nevus", ""): 80, ("melanoma", ""): 20})
    assert parts_of(dataset, SplitConfig(validation=0.1, test=0.2)) == {
        ("nevus", "train"): 56,
        ("nevus", "validation"): 8,
        ("nevus", "test"): 16,
        ("melanoma", "train"): 14,
        ("melanoma", "validation"): 2,
        ("melanoma", "test"): 4,
    }


def test_parts_have_the_share_asked_for() -> None:
    dataset = dataset_of({("a", ""): 333, ("b", ""): 77, ("c", ""): 51, ("d", ""): 9})
    total = Counter(make_split(dataset, SplitConfig(validation=0.15, test=0.15)))
    assert total == {"train": 330, "validation": 70, "test": 70}


def test_a_rare_class_is_in_every_part() -> None:
    parts = parts_of(dataset_of({("nv", ""): 997, ("df", ""): 3}), SplitConfig())
    assert [parts["df", part] for part in ("train", "validation", "test")] == [1, 1, 1]


def test_the_smallest_data_set_that_can_be_divided() -> None:
    parts = parts_of(dataset_of({("a", ""): 3, ("b", ""): 3}), SplitConfig(validation=0.4))
    assert set(parts.values()) == {1}


def test_parts_that_the_files_say_are_kept() -> None:
    counts = {
        ("nevus", "train"): 60,
        ("melanoma", "train"): 20,
        ("nevus", "validation"): 15,
        ("melanoma", "validation"): 5,
    }
    dataset = dataset_of(counts)
    split = make_split(dataset, SplitConfig(test=0.2))
    given = dataset.samples["split"].to_numpy()
    assert set(split[given == "validation"]) == {"validation"}
    assert Counter(split[given == "train"]) == {"train": 60, "test": 20}


def test_what_the_files_say_nothing_about_is_for_training() -> None:
    dataset = dataset_of({("a", ""): 5, ("b", ""): 1, ("a", "test"): 2, ("b", "validation"): 2})
    assert parts_of(dataset, SplitConfig()) == {
        ("a", "train"): 5,
        ("b", "train"): 1,
        ("a", "test"): 2,
        ("b", "validation"): 2,
    }


def test_it_depends_on_the_seed_and_on_nothing_else() -> None:
    dataset = dataset_of({("a", ""): 60, ("b", ""): 40})
    split = make_split(dataset, SplitConfig(seed=1))
    assert split.equals(make_split(dataset, SplitConfig(seed=1)))
    assert not split.equals(make_split(dataset, SplitConfig(seed=2)))
    shuffled = replace(dataset, samples=dataset.samples.sample(frac=1, random_state=0))
    assert make_split(shuffled, SplitConfig(seed=1)).sort_index().equals(split.sort_index())


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({("nv", ""): 50, ("df", ""): 2}, "Class df has 2 pictures.*three parts need at least 3"),
        (
            {("nv", ""): 50, ("df", ""): 1, ("nv", "test"): 9},
            "Class df has 1 picture to divide; two parts need at least 2",
        ),
        ({("nv", "test"): 5, ("df", "validation"): 5}, "no pictures to train with"),
        ({("nv", "test"): 90, ("a", ""): 5, ("b", ""): 5}, "15 for validation, of 10 pictures"),
    ],
)
def test_too_few_pictures_are_named(counts: Counts, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        make_split(dataset_of(counts), SplitConfig())
    assert caught.value.mend


@pytest.mark.parametrize("seed", range(20))
def test_every_class_is_left_in_training(seed: int) -> None:
    counts = {("a", ""): 100 + seed, ("b", ""): 3 + seed % 3, ("c", ""): 4 + seed % 5}
    parts = parts_of(dataset_of(counts), SplitConfig(validation=0.45, test=0.5, seed=seed))
    assert all(parts[name, part] >= 1 for name in "abc" for part in ("train", "validation", "test"))
