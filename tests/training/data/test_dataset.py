"""Opening, changing and saving a data set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.data.pictures import many, write_files
from training.data.dataset import COLUMNS, Dataset
from training.data.importers import import_dataset
from training.errors import DataError


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    source = write_files(tmp_path / "photos", many({"train/NA": 2, "train/mel": 3, "test/mel": 1}))
    return import_dataset([source], tmp_path / "lesions", copy=True)


def change_table(dataset: Dataset, old: str, new: str) -> None:
    table = dataset.root / "samples.csv"
    text = table.read_text(encoding="utf-8")
    assert old in text
    table.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_knows_its_classes_parts_and_labels(dataset: Dataset) -> None:
    assert dataset.classes == ("mel", "NA")
    assert dataset.counts() == {"mel": 4, "NA": 2}
    assert dataset.part_counts() == {"": 0, "train": 5, "validation": 0, "test": 1}
    assert dataset.labels.tolist() == [0, 1, 1, 0, 0, 0]
    assert all(dataset.image_path(image).is_file() for image in dataset.samples["image"])


def test_it_opens_as_it_was_saved(dataset: Dataset) -> None:
    chosen = dataset.with_positive(["mel"])
    chosen.save()
    opened = Dataset.open(dataset.root)
    assert opened.positive == {"mel"}
    assert opened.samples.equals(dataset.samples)
    assert (opened.name, opened.source, opened.classes, opened.problems, opened.fingerprint) == (
        chosen.name,
        chosen.source,
        chosen.classes,
        chosen.problems,
        chosen.fingerprint,
    )


def test_it_moves_with_its_pictures(dataset: Dataset, tmp_path: Path) -> None:
    moved = dataset.root.rename(tmp_path / "elsewhere")
    opened = Dataset.open(moved)
    assert opened.fingerprint == dataset.fingerprint
    assert all(opened.image_path(image).is_file() for image in opened.samples["image"])


def test_opening_looks_at_no_picture(dataset: Dataset) -> None:
    for image in dataset.samples["image"]:
        dataset.image_path(image).unlink()
    assert len(Dataset.open(dataset.root).samples) == 6


def test_further_columns_are_kept(dataset: Dataset) -> None:
    more = dataset.samples.assign(lesion_id="007")
    more.to_csv(dataset.root / "samples.csv", index=False)
    opened = Dataset.open(dataset.root)
    opened.save()
    assert list(Dataset.open(dataset.root).samples.columns) == [*COLUMNS, "lesion_id"]
    assert set(opened.samples["lesion_id"]) == {"007"}


def test_a_label_changed_by_hand_makes_other_data(dataset: Dataset) -> None:
    change_table(dataset, ",NA,", ",mel,")
    assert Dataset.open(dataset.root).fingerprint != dataset.fingerprint


def test_a_table_saved_by_a_spreadsheet_opens(dataset: Dataset) -> None:
    table = dataset.root / "samples.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    assert Dataset.open(dataset.root).fingerprint == dataset.fingerprint


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sha256", "hash", "no column sha256"),
        ("images/", "../", r"row 2: image = '\.\./.*' is not allowed"),
        ("images/", "images/../../", "row 2: image"),
        ("images/", "..\\\\", "row 2: image"),
        ("images/", "C:", "row 2: image"),
        (",NA,", ",nevus,", "row 3: class = 'nevus' is not allowed"),
        (",train,", ",holdout,", "row 3: split = 'holdout'"),
        ("train/NA/1,", "train/NA/0,", "row 4: sample_id = 'train/NA/0'"),
        (",train,", ",train,zz", "row 3: sha256"),
        (",train,", ",train\n", "row 4: image = ''"),
    ],
)
def test_a_table_that_is_broken_says_where(
    dataset: Dataset, old: str, new: str, message: str
) -> None:
    change_table(dataset, old, new)
    with pytest.raises(DataError, match=message) as caught:
        Dataset.open(dataset.root)
    assert "samples.csv" in caught.value.message
    assert caught.value.mend


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "format"),
        ({"classes": "mel"}, "classes"),
        ({"classes": []}, "classes"),
        ({"classes": ["mel", "NA", "mel"]}, "twice"),
        ({"problems": [{"file": "a"}]}, "problems"),
        ({"positive": ["nevus"]}, "no class nevus"),
    ],
)
def test_a_description_that_is_broken_says_what(
    dataset: Dataset, changes: dict[str, object], message: str
) -> None:
    path = dataset.root / "dataset.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(values | changes), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        Dataset.open(dataset.root)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_description_that_is_none_is_an_error(dataset: Dataset, content: bytes) -> None:
    (dataset.root / "dataset.json").write_bytes(content)
    with pytest.raises(DataError, match=r"dataset\.json cannot be read"):
        Dataset.open(dataset.root)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"\xff\xfe\x00", b'a,"b\n', b"sample_id\n"])
def test_a_table_that_is_none_is_an_error(dataset: Dataset, content: bytes) -> None:
    (dataset.root / "samples.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"samples\.csv"):
        Dataset.open(dataset.root)


def test_a_missing_table_is_an_error(dataset: Dataset) -> None:
    (dataset.root / "samples.csv").unlink()
    with pytest.raises(DataError, match=r"samples\.csv cannot be read"):
        Dataset.open(dataset.root)


def test_a_folder_that_is_no_data_set_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no data set") as caught:
        Dataset.open(tmp_path)
    assert "Import" in caught.value.mend
