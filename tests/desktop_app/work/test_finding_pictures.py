"""Pictures are found in files and folders, in the order in which a person counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.work.finding_pictures import find_pictures, stamps
from training.errors import Cancelled
from training.progress import no_progress


def touch(*paths: Path, data: bytes = b"x") -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_folders_are_searched_however_deep(tmp_path: Path) -> None:
    wanted = [
        *(tmp_path / "lesion 9.JPG", tmp_path / "lesion 10.jpg"),
        tmp_path / "day 2" / "a.dcm",
        tmp_path / "day 10" / "b.png",
    ]
    touch(*wanted)
    touch(tmp_path / "notes.txt", tmp_path / ".hidden.jpg", tmp_path / ".trash" / "c.jpg")
    touch(tmp_path / "IM0001", data=bytes(128) + b"DICM")
    touch(tmp_path / "README", data=b"words")

    found = find_pictures([tmp_path], no_progress)

    assert found.files == (tmp_path / "IM0001", *wanted)
    assert not found.more
    assert not found.missing


def test_a_named_file_is_taken_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    touch(tmp_path / "notes.txt")

    found = find_pictures([tmp_path / "notes.txt", tmp_path / "gone.jpg"], no_progress)

    assert found.files == (tmp_path / "notes.txt",)
    assert found.missing == (tmp_path / "gone.jpg",)


def test_too_many_are_cut_and_told(tmp_path: Path) -> None:
    touch(*(tmp_path / f"{n}.jpg" for n in range(5)))

    found = find_pictures([tmp_path], no_progress, most=3)

    assert [path.name for path in found.files] == ["0.jpg", "1.jpg", "2.jpg"]
    assert found.more
    assert not find_pictures([tmp_path], no_progress, most=5).more


def test_a_long_search_can_be_cancelled(tmp_path: Path) -> None:
    touch(*(tmp_path / f"{n}.jpg" for n in range(200)))

    def cancelled(_what: str, _done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_pictures([tmp_path], cancelled)


def test_stamps_tell_size_and_change_of_pictures_alone(tmp_path: Path) -> None:
    touch(tmp_path / "a.jpg", data=b"abc")
    touch(tmp_path / "notes.txt", tmp_path / "deep" / "b.jpg")

    assert {path: size for path, (size, _) in stamps(tmp_path).items()} == {tmp_path / "a.jpg": 3}
