"""Which samples train, which validate, which test."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.data.tables import table_dataset
from training.config import PARTS, SplitConfig
from training.data.dataset import Dataset
from training.data.groups import LINKS, torn_groups
from training.data.splits import make_split
from training.errors import DataError

Counts = dict[tuple[str, str], int]


def dataset_of(counts: Counts) -> Dataset:
    """Return a data set with so many samples of each class and part, without pictures."""
    rows = [
        (f"{part}/{name}/{index}", name, part)
        for (name, part), count in counts.items()
        for index in range(count)
    ]
    names, classes, parts = zip(*rows, strict=True)
    return table_dataset(Path(), classes, names=names, split=parts)


def lesion_dataset(n: int, seed: int = 0) -> Dataset:
    """Return a data set of `n` lesions like HAM10000's: one to six pictures of each."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice(6, n, p=[0.74, 0.19, 0.04, 0.02, 0.007, 0.003]) + 1
    classes = rng.choice(["nv", "mel", "bkl", "df"], n, p=[0.7, 0.14, 0.13, 0.03])
    return table_dataset(
        Path(),
        np.repeat(classes, sizes).tolist(),
        lesion_id=np.repeat([f"L{number}" for number in range(n)], sizes).tolist(),
    )


def leaks(dataset: Dataset, config: SplitConfig) -> int:
    """Return how many lesions stand in more than one part."""
    parts = make_split(dataset, config).to_numpy()
    return torn_groups(pd.factorize(dataset.samples["lesion_id"])[0], parts).size


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
    assert total["train"] + total["validation"] + total["test"] == 470
    assert abs(total["validation"] - 70.5) <= 1
    assert abs(total["test"] - 70.5) <= 1


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


# Groups


def test_no_lesion_is_ever_on_both_sides() -> None:
    dataset = lesion_dataset(400)
    for seed in range(100):
        assert leaks(dataset, SplitConfig(seed=seed)) == 0
    assert leaks(dataset, SplitConfig(by="image")) > 20


def test_lesions_are_divided_by_shares_and_by_class() -> None:
    dataset = lesion_dataset(2000)
    split = make_split(dataset, SplitConfig(validation=0.1, test=0.2)).to_numpy()
    for name in dataset.classes:
        parts = split[(dataset.samples["class"] == name).to_numpy()]
        assert abs((parts == "test").sum() - 0.2 * parts.size) <= 2
        assert abs((parts == "validation").sum() - 0.1 * parts.size) <= 2


def test_pictures_that_look_alike_stay_together(tmp_path: Path) -> None:
    names = [f"{number:06}" for number in range(100)]
    pairs = [f"{a},{b}" for a, b in zip(names[::2], names[1::2], strict=True)]
    (tmp_path / LINKS).write_text("\n".join(["sample_id_a,sample_id_b", *pairs]))
    split = make_split(table_dataset(tmp_path, ["a", "a", "b", "b"] * 25), SplitConfig()).to_numpy()
    assert (split[::2] == split[1::2]).all()


def test_what_is_excluded_gets_no_part() -> None:
    dataset = table_dataset(Path(), ["a", "b"] * 20, excluded=["", "", "", "blurred"] * 10)
    split = make_split(dataset, SplitConfig())
    assert list(split.index) == list(dataset.used.samples["sample_id"])
    assert len(split) == 30


def test_the_order_of_the_rows_does_not_matter_to_lesions() -> None:
    dataset = lesion_dataset(200)
    shuffled = replace(dataset, samples=dataset.samples.sample(frac=1, random_state=0))
    split, again = make_split(dataset, SplitConfig()), make_split(shuffled, SplitConfig())
    assert again.sort_index().equals(split.sort_index())


# Folds


def test_every_picture_is_in_the_test_of_one_fold_and_validates_in_another() -> None:
    dataset = lesion_dataset(300)
    splits = [make_split(dataset, SplitConfig(folds=5, fold=fold)) for fold in range(5)]
    for part in ("test", "validation"):
        assert (np.sum([split == part for split in splits], axis=0) == 1).all()
    sizes = [int((split == "test").sum()) for split in splits]
    assert max(sizes) - min(sizes) <= 3
    assert [leaks(dataset, SplitConfig(folds=5, fold=fold)) for fold in range(5)] == [0] * 5


def test_folds_are_made_of_what_the_files_do_not_keep_for_the_test() -> None:
    dataset = dataset_of(
        {("a", "train"): 30, ("b", "train"): 30, ("a", "test"): 5, ("b", "test"): 5}
    )
    splits = [make_split(dataset, SplitConfig(folds=3, fold=fold)) for fold in range(3)]
    assert all((split == "test").sum() == 10 for split in splits)
    assert (np.sum([split == "validation" for split in splits], axis=0)[:60] == 1).all()


def test_folds_of_what_is_divided_already_are_refused() -> None:
    counts = {(name, part): 9 for name in "ab" for part in ("train", "validation", "test")}
    with pytest.raises(DataError, match="nothing to make folds of") as caught:
        make_split(dataset_of(counts), SplitConfig(folds=3))
    assert "split.given" in caught.value.mend
    parts = parts_of(dataset_of(counts), SplitConfig(folds=3, given=False))
    assert set(parts.values()) == {9}


# Parts that the files say


def _given(*rows: tuple[str, str]) -> Dataset:
    """Return a data set of (lesion, part) rows, with others in every part."""
    rows = (*rows, *((f"L{part}{number}", part) for part in PARTS for number in range(6)))
    lesions, parts = zip(*rows, strict=True)
    classes = ["a" if number % 2 else "b" for number in range(len(rows))]
    return table_dataset(Path(), classes, lesion_id=lesions, split=parts)


def test_what_belongs_with_a_given_part_follows_it() -> None:
    dataset = _given(("X", ""), ("X", "validation"), ("Y", ""), ("Y", "train"), ("Z", ""))
    split = make_split(dataset, SplitConfig()).to_numpy()
    assert split[:5].tolist() == ["validation", "validation", "train", "train", "train"]


def test_given_parts_that_tear_a_lesion_apart_are_refused() -> None:
    dataset = _given(("X", "train"), ("X", "train"), ("X", "test"))
    with pytest.raises(
        DataError, match=r"1 lesion stands on both sides.*000000 and 000002"
    ) as caught:
        make_split(dataset, SplitConfig())
    assert "split.given" in caught.value.mend
    assert leaks(dataset, SplitConfig(given=False)) == 0
    split = make_split(dataset, SplitConfig(by="image"))
    assert split.to_numpy().tolist() == dataset.samples["split"].tolist()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (SplitConfig(), "Class df has 2 lesions to divide; three parts need at least 3"),
        (SplitConfig(folds=4), "Class df has 2 lesions to divide; 4 folds need at least 4"),
    ],
)
def test_too_few_lesions_are_named(config: SplitConfig, message: str) -> None:
    lesions = [f"L{number}" for number in range(20)] + ["D1", "D1", "D1", "D2", "D2"]
    dataset = table_dataset(Path(), ["nv"] * 20 + ["df"] * 5, lesion_id=lesions)
    with pytest.raises(DataError, match=message):
        make_split(dataset, config)
    parts = make_split(dataset, SplitConfig(by="image"))
    assert set(parts[-5:]) == {"train", "validation", "test"}


def test_classes_that_cannot_be_told_apart_by_patients_are_named() -> None:
    patients = ["1", "2", "3", "1", "2", "4", "1", "3", "4", *map(str, range(5, 20))]
    dataset = table_dataset(Path(), [*"aaabbbccc", *"d" * 15], patient_id=patients)
    with pytest.raises(DataError, match=r"Class . cannot stand in all of three parts.*patients"):
        make_split(dataset, SplitConfig(validation=0.3, test=0.3))


# Size, and the real table


def test_four_hundred_thousand_rows_are_divided_in_seconds() -> None:
    dataset = lesion_dataset(300_000)
    began = time.perf_counter()
    make_split(dataset, SplitConfig())
    assert time.perf_counter() - began < 20
    assert len(dataset.samples) > 400_000


@pytest.mark.real_data
def test_ham10000_never_leaks() -> None:
    folder = os.environ.get("LESIONLAB_DATA")
    if not folder:
        pytest.skip("LESIONLAB_DATA does not name the folder of the real data")
    table = pd.read_csv(Path(folder) / "ham10000" / "HAM10000_metadata.csv", dtype=str)
    dataset = table_dataset(
        Path(), table["dx"].tolist(), names=table["image_id"].tolist(), lesion_id=table["lesion_id"]
    )
    seconds = []
    for seed in range(100):
        began = time.perf_counter()
        split = make_split(dataset, SplitConfig(seed=seed)).to_numpy()
        seconds.append(time.perf_counter() - began)
        assert torn_groups(pd.factorize(table["lesion_id"])[0], split).size == 0
        share = pd.crosstab(table["dx"], split, normalize="index")
        assert share["test"].between(0.145, 0.155).all()
    assert np.median(seconds) < 1
