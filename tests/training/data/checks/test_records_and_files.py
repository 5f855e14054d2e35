"""What is found in the table, and in the files that have changed since the import."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.data.lesions import with_lesions
from tests.data.pictures import picture
from tests.data.tables import table_dataset
from training.data.checks import run_checks
from training.data.checks.files import check_files
from training.data.checks.finding import Finding
from training.data.checks.records import check_records
from training.data.dataset import Dataset
from training.data.edits import apply_edit
from training.data.importers import import_dataset


@pytest.fixture
def copied(tiny_dataset_folder: Path, tmp_path: Path) -> Dataset:
    return import_dataset([tiny_dataset_folder], tmp_path / "tiny", copy=True)


def by_kind(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.kind: finding for finding in findings}


def test_a_picture_that_is_gone_can_be_left_out(copied: Dataset) -> None:
    assert check_files(copied) == []
    (copied.root / "images" / "benign" / "benign_03.png").unlink()
    (finding,) = check_files(copied)
    assert (finding.kind, finding.samples) == ("picture gone", ("benign/benign_03",))
    assert finding.mend is not None
    assert check_files(apply_edit(copied, finding.mend.edit)) == []


def test_a_picture_that_changed_is_noticed(copied: Dataset) -> None:
    path = copied.root / "images" / "benign" / "benign_03.png"
    path.write_bytes(picture(1))
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 10))
    (finding,) = check_files(copied)
    assert (finding.kind, finding.samples) == ("picture changed", ("benign/benign_03",))


def test_a_data_set_that_was_copied_is_unchanged(copied: Dataset, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(copied.root, tmp_path / "moved", copy_function=shutil.copyfile))
    for path in moved.rglob("*.png"):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 10))
    assert check_files(Dataset.open(moved)) == []


def test_several_spellings_of_one_thing_are_written_alike(copied: Dataset, tmp_path: Path) -> None:
    sites = ["head/neck"] * 40 + ["Head / Neck", "head neck", "torso", "Unknown", *[""] * 4]
    dataset = with_lesions(copied, tmp_path / "spelt", site=sites)
    finding = by_kind(check_records(dataset))["spelling"]
    assert finding.count == 3
    assert finding.mend is not None
    mended = apply_edit(dataset, finding.mend.edit).samples["site"].tolist()
    assert mended == ["head/neck"] * 42 + ["torso", *[""] * 5]
    assert "spelling" not in by_kind(check_records(Dataset.open(dataset.root)))


def test_what_the_import_remarked_on_is_told_by_kind(
    tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    shutil.copytree(tiny_dataset_folder, folder)
    (folder / "benign" / "none.png").write_bytes(b"")
    (folder / "benign" / "broken.png").write_bytes(picture(1)[:60])
    found = by_kind(run_checks(import_dataset([folder], tmp_path / "dataset")))
    assert found["unreadable"].count == 2
    assert "broken.png" in found["unreadable"].files[0]
    assert "none.png" in found["unreadable"].files[1]


def test_look_alikes_that_are_recorded_as_two_lesions_are_told(
    tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    shutil.copytree(tiny_dataset_folder, folder)
    shutil.copyfile(folder / "benign" / "benign_00.png", folder / "benign" / "zz.png")
    dataset = import_dataset([folder], tmp_path / "dataset")
    dataset = with_lesions(dataset, tmp_path / "lesions")
    finding = by_kind(run_checks(dataset))["one lesion under two names"]
    assert finding.samples[:2] == ("benign/benign_00", "benign/zz")


def test_a_table_of_many_rows_is_checked_at_once() -> None:
    n = 100_000
    dataset = table_dataset(
        Path("nowhere"),
        ["a", "b"] * (n // 2),
        age=["30", "300"] * (n // 2),
        site=["back", "Back"] * (n // 2),
    )
    found = by_kind(check_records(dataset))
    assert found["impossible age"].count == found["spelling"].count == n // 2
