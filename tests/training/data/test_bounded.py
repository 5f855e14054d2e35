"""A file that is larger than any of its kind is refused before it is read into memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from training.data.bounded import (
    LIMITS,
    TableLimits,
    check_table_size,
    read_json_bytes,
    read_text_table,
)
from training.data.checks.facts import FACTS, read_facts
from training.data.dataset import DESCRIPTION, TABLE, Dataset
from training.data.edits import EDITS, Change, Edit, apply_edit, history
from training.data.groups import LINKS, group_ids
from training.data.importers import import_dataset
from training.data.stamps import STAMPS, Stamps
from training.data.statistics import measured_pictures
from training.data.table import read_samples
from training.errors import DataError

SMALL = TableLimits(file_bytes=400, line_bytes=40, rows=10, columns=4, cells=30)


def table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n" * 101, "0.0 MB, more than 0.0 MB"),
        ("a,b\n" + "x" * 41 + "\n", "a line of more than 40 bytes"),
        ("a,b\n" + "x" * 300, "a line of more than 40 bytes"),
        ("x" * 41, "a line of more than 40 bytes"),
        ("a,b\n" + "1,2\n" * 10, "more than 10 rows"),
        ("a,b\r" + "1,2\r" * 6 + "\n" + "1,2\r" * 6, "more than 10 rows"),
        ("a,b,c,d,e\n1\n", "5 columns, more than 4"),
        ("a,b,c,d\n" + "1\n" * 7, "8 rows of 4 columns"),
    ],
)
def test_what_is_too_large_is_said(tmp_path: Path, content: str, reason: str) -> None:
    path = table(tmp_path, content)
    with pytest.raises(DataError, match=reason) as caught:
        check_table_size(path, SMALL)
    assert str(path) in caught.value.message
    assert caught.value.mend


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n" + "1,2\n" * 9,
        "a,b\r\n" + "1,2\r\n" * 9,
        "a,b,c,d\n" + "1\n" * 6,
        "a,b\n" + ("x" * 40 + "\n") * 3,
        "x" * 40,
    ],
)
def test_what_just_fits_is_read(tmp_path: Path, content: str) -> None:
    check_table_size(table(tmp_path, content), SMALL)


def test_values_stay_text(tmp_path: Path) -> None:
    frame = read_text_table(table(tmp_path, "\ufeffid,class\n007,NA\n"))
    assert frame.to_dict("list") == {"id": ["007"], "class": ["NA"]}


def test_a_hole_of_two_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("wb") as stream:
        stream.truncate(2_000_000_000)
    with pytest.raises(DataError, match=r"2,000\.0 MB, more than 500\.0 MB"):
        check_table_size(path)


def test_json_has_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "dataset.json"
    path.write_bytes(b"{}   ")
    assert read_json_bytes(path, 5) == b"{}   "
    with pytest.raises(DataError, match="larger than"):
        read_json_bytes(path, 4)


@pytest.fixture
def copied(tiny_dataset_folder: Path, tmp_path: Path) -> Dataset:
    return import_dataset([tiny_dataset_folder], tmp_path / "tiny")


def test_the_table_of_samples_has_limits(copied: Dataset) -> None:
    path = copied.root / TABLE
    rows = len(copied.samples)
    assert len(read_samples(path, copied.classes, limits=replace(LIMITS, rows=rows + 1))) == rows
    with pytest.raises(DataError, match=f"more than {rows} rows"):
        read_samples(path, copied.classes, limits=replace(LIMITS, rows=rows))


def test_every_file_of_a_folder_from_a_stranger_has_limits(copied: Dataset) -> None:
    changed = apply_edit(copied, Edit("Leave one out", (Change("benign/benign_03", "sex", "f"),)))
    (edit,) = (copied.root / EDITS).glob("*.json")
    for name, read in (
        (TABLE, lambda: Dataset.open(copied.root)),
        (DESCRIPTION, lambda: Dataset.open(copied.root)),
        (LINKS, lambda: group_ids(changed)),
        (FACTS, lambda: measured_pictures(changed)),
        (FACTS, lambda: read_facts(changed.root / FACTS)),
        (STAMPS, lambda: Stamps(changed.root)),
        (f"{EDITS}/{edit.name}", lambda: history(changed)),
    ):
        path = copied.root / name
        before = path.read_bytes() if path.exists() else None
        with path.open("ab") as stream:
            stream.truncate(600_000_000)
        with pytest.raises(DataError, match="larger than such a file"):
            read()
        path.unlink()
        if before is not None:
            path.write_bytes(before)
    assert Dataset.open(copied.root).classes == copied.classes
