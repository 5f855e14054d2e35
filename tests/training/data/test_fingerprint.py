"""A fingerprint tells what has changed: the pictures, or only which of them belong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.tables import table_dataset
from training.data.dataset import Dataset
from training.data.fingerprint import full_fingerprint, what_changed
from training.data.groups import LINKS, group_ids

CLASSES = ("nevus", "melanoma") * 4


def full(dataset: Dataset) -> str:
    return full_fingerprint(
        dataset.fingerprint, dataset.samples["sha256"].tolist(), group_ids(dataset)
    )


def made(root: Path, **columns: list[str]) -> str:
    lesions = ["L1", "L1", "L2", "L3", "", "", "", ""]
    return full(table_dataset(root, CLASSES, **{"lesion_id": lesions, **columns}))


@pytest.mark.parametrize(
    ("columns", "changed"),
    [
        ({}, ""),
        ({"lesion_id": ["M1", "M1", "M2", "M3", "", "", "", ""]}, ""),
        ({"patient_id": ["P1", "P1", "P2", "P3", "", "", "", ""]}, ""),
        ({"lesion_id": ["L1", "L1", "L1", "L3", "", "", "", ""]}, "groups"),
        ({"lesion_id": [""] * 8}, "groups"),
        ({"patient_id": ["P1", "P1", "P2", "P2", "", "", "", ""]}, "groups"),
        ({"split": ["test", *[""] * 7]}, "pictures"),
        ({"sha256": ["0" * 64, *(f"{n:064x}" for n in range(1, 8))]}, "pictures"),
    ],
)
def test_what_belongs_together_counts_and_not_what_it_is_called(
    tmp_path: Path, columns: dict[str, list[str]], changed: str
) -> None:
    assert what_changed(made(tmp_path), made(tmp_path, **columns)) == changed


def test_a_likeness_joins_as_well(tmp_path: Path) -> None:
    before = made(tmp_path)
    (tmp_path / LINKS).write_text("sample_id_a,sample_id_b\n000000,000001\n")
    assert made(tmp_path) == before  # of one lesion, they belonged together already
    (tmp_path / LINKS).write_text("sample_id_a,sample_id_b\n000001,000002\n")
    assert what_changed(before, made(tmp_path)) == "groups"


def test_the_order_of_the_rows_does_not_count(tmp_path: Path) -> None:
    dataset = table_dataset(tmp_path, CLASSES, lesion_id=["L1", "L2"] * 4)
    turned = table_dataset(
        tmp_path,
        CLASSES[::-1],
        names=dataset.samples["sample_id"].tolist()[::-1],
        lesion_id=["L2", "L1"] * 4,
    )
    assert full(turned) == full(dataset)


def test_a_fingerprint_of_an_earlier_day_says_the_pictures_only(tmp_path: Path) -> None:
    short = table_dataset(tmp_path, CLASSES).fingerprint
    assert what_changed(short, made(tmp_path)) == ""
    assert what_changed(short, made(tmp_path, lesion_id=[""] * 8)) == ""
    assert what_changed(short, made(tmp_path, split=["test", *[""] * 7])) == "pictures"
    assert what_changed("no fingerprint", made(tmp_path)) == "pictures"
