"""What shows the same thing is one group."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.data.tables import table_dataset
from training.data.dataset import Dataset
from training.data.groups import LINKS, group_ids, group_word, torn_groups
from training.errors import DataError


def groups_of(root: Path, n: int, **columns: list[str]) -> list[int]:
    return group_ids(table_dataset(root, ["a"] * n, **columns)).tolist()


def write_links(root: Path, *pairs: tuple[str, str]) -> None:
    rows = [f"{a},{b},near,3,none" for a, b in pairs]
    (root / LINKS).write_text("\n".join(["sample_id_a,sample_id_b,kind,distance,transform", *rows]))


def test_pictures_of_nothing_known_are_alone(tmp_path: Path) -> None:
    assert groups_of(tmp_path, 3) == [0, 1, 2]


def test_blank_is_no_lesion(tmp_path: Path) -> None:
    assert groups_of(tmp_path, 4, lesion_id=["", "L1", "", "L1"]) == [0, 1, 2, 1]


def test_a_lesion_and_a_patient_of_one_name_are_different_things(tmp_path: Path) -> None:
    lesions, patients = ["1", "", "2"], ["", "1", "2"]
    assert groups_of(tmp_path, 3, lesion_id=lesions, patient_id=patients) == [0, 1, 2]


def test_links_of_every_kind_join_into_chains(tmp_path: Path) -> None:
    write_links(tmp_path, ("000003", "000004"))
    groups = groups_of(
        tmp_path,
        6,
        lesion_id=["L1", "L1", "L2", "L2", "", ""],
        patient_id=["", "P1", "P1", "", "", ""],
    )
    assert groups == [0, 0, 0, 0, 0, 1]


def test_the_same_bytes_are_the_same_picture(tmp_path: Path) -> None:
    assert groups_of(tmp_path, 3, sha256=["a" * 64, "b" * 64, "a" * 64]) == [0, 1, 0]


def test_a_picture_that_is_not_used_still_joins_its_likes(tmp_path: Path) -> None:
    write_links(tmp_path, ("000000", "gone"), ("gone", "000002"))
    assert groups_of(tmp_path, 3) == [0, 1, 0]


def test_a_chain_of_many_is_followed_to_its_end(tmp_path: Path) -> None:
    names = [f"{number:06}" for number in range(5000)]
    write_links(tmp_path, *pairwise(names))
    assert set(groups_of(tmp_path, 5000)) == {0}


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00", 'sample_id_a,sample_id_b\n"'])
def test_damaged_links_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / LINKS).write_text(text)
    with pytest.raises(DataError, match=LINKS) as caught:
        groups_of(tmp_path, 2)
    assert caught.value.mend


def test_torn_groups_are_those_in_two_parts() -> None:
    groups = np.array([0, 0, 1, 1, 2, 2, 3])
    parts = ["train", "test", "train", "train", "validation", "", "test"]
    assert torn_groups(groups, parts).tolist() == [0]


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({}, "picture"),
        ({"lesion_id": ["L1", ""]}, "lesion"),
        ({"lesion_id": ["", ""]}, "picture"),
        ({"lesion_id": ["L1", ""], "patient_id": ["P1", "P1"]}, "patient"),
    ],
)
def test_a_group_is_called_what_it_is(
    tmp_path: Path, columns: dict[str, list[str]], word: str
) -> None:
    dataset: Dataset = table_dataset(tmp_path, ["a", "b"], **columns)
    assert group_word(dataset) == word
