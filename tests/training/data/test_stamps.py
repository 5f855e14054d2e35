"""Any difference in a file's size or time has its bytes compared, and nothing else has."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.data.pictures import picture
from training.data.checks.files import check_files
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.data.stamps import STAMPS, Stamps
from training.errors import DataError


@pytest.fixture
def copied(tiny_dataset_folder: Path, tmp_path: Path) -> Dataset:
    return import_dataset([tiny_dataset_folder], tmp_path / "tiny", copy=True)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files whose bytes are read."""
    from training.data.checks import files

    names: list[str] = []
    hash_of = files._hash

    def noting(path: Path) -> str:
        names.append(path.name)
        return hash_of(path)

    monkeypatch.setattr(files, "_hash", noting)
    return names


def one_of(dataset: Dataset) -> Path:
    return dataset.root / "images" / "benign" / "benign_03.png"


@pytest.mark.parametrize("seconds", [-100_000, -1, 0, 1, 100_000])
def test_a_changed_picture_is_noticed_whatever_its_time(copied: Dataset, seconds: int) -> None:
    path = one_of(copied)
    time = path.stat().st_mtime_ns + seconds * 1_000_000_000
    path.write_bytes(path.read_bytes() + b"more")
    os.utime(path, ns=(time, time))
    (finding,) = check_files(copied)
    assert (finding.kind, finding.samples) == ("picture changed", ("benign/benign_03",))


def test_an_older_file_of_the_same_size_is_noticed(copied: Dataset) -> None:
    path = one_of(copied)
    about, data = path.stat(), bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(about.st_mtime_ns - 1, about.st_mtime_ns - 1))
    assert [finding.kind for finding in check_files(copied)] == ["picture changed"]


def test_nothing_is_read_that_is_as_it_was(copied: Dataset, hashed: list[str]) -> None:
    assert (check_files(copied), hashed) == ([], [])
    path = one_of(copied)
    os.utime(path, ns=(0, 0))
    assert (check_files(copied), hashed) == ([], ["benign_03.png"])
    assert (check_files(copied), hashed) == ([], ["benign_03.png"])  # and is known from then on


def test_pictures_in_their_own_place_are_stamped_too(
    tiny_dataset_folder: Path, tmp_path: Path, hashed: list[str]
) -> None:
    pictures = Path(shutil.copytree(tiny_dataset_folder, tmp_path / "pictures"))
    for path in pictures.rglob("*.png"):
        os.utime(path, ns=(0, 0))
    dataset = import_dataset([pictures], tmp_path / "tiny")
    assert (check_files(dataset), hashed) == ([], [])
    (pictures / "benign" / "benign_03.png").write_bytes(picture(1))
    os.utime(pictures / "benign" / "benign_03.png", ns=(0, 0))
    assert [finding.kind for finding in check_files(dataset)] == ["picture changed"]


def test_a_picture_written_during_the_import_is_read_once_more(
    tiny_dataset_folder: Path, tmp_path: Path, hashed: list[str]
) -> None:
    pictures = Path(shutil.copytree(tiny_dataset_folder, tmp_path / "pictures"))
    late = pictures / "benign" / "benign_03.png"
    later = late.stat().st_mtime_ns + 3_600_000_000_000
    os.utime(late, ns=(later, later))
    dataset = import_dataset([pictures], tmp_path / "tiny")
    assert (check_files(dataset), hashed) == ([], ["benign_03.png"])


def test_a_folder_of_an_earlier_version_opens_and_is_checked_by_time(copied: Dataset) -> None:
    (copied.root / STAMPS).unlink()
    assert check_files(Dataset.open(copied.root)) == []
    path = one_of(copied)
    later = path.stat().st_mtime_ns + 3_600_000_000_000
    path.write_bytes(picture(1))
    os.utime(path, ns=(later, later))
    assert [finding.kind for finding in check_files(copied)] == ["picture changed"]


@pytest.mark.parametrize("content", ["image\n", "image,size,mtime_ns\na,b,c\n", ""])
def test_a_broken_table_says_what_to_do(copied: Dataset, content: str) -> None:
    (copied.root / STAMPS).write_text(content)
    with pytest.raises(DataError, match=STAMPS) as caught:
        Stamps(copied.root)
    assert "Delete it" in caught.value.mend
    assert len(Dataset.open(copied.root).samples) == len(copied.samples)
