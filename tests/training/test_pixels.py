"""Pictures are decoded once; what goes wrong names the picture and leaves nothing half-made."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.data.pictures import encoded, noise, write_files
from training import disk_cache, pixels
from training.errors import Cancelled, DataError
from training.pixels import Picture, prepare_pixels
from training.preprocessing import Preprocessing

SIZE = Preprocessing(height=12, width=16)


def _pictures(folder: Path, seeds: range) -> list[Picture]:
    """Return PNG files of SIZE whose pixels are `noise(seed)`."""
    files = {f"{seed}.png": encoded(noise(seed)) for seed in seeds}
    write_files(folder, files)
    return [
        Picture(folder / name, hashlib.sha256(data).hexdigest()) for name, data in files.items()
    ]


def _kept(cache: Path) -> list[Path]:
    return sorted((cache / "pixels").glob("*"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def pictures(tmp_path: Path) -> list[Picture]:
    return _pictures(tmp_path / "pictures", range(5))


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the files that are decoded from now on."""
    seen: list[Path] = []

    def noting(picture: Picture, preprocessing: Preprocessing) -> object:
        seen.append(picture.path)
        return real(picture, preprocessing)

    real = pixels.decode
    monkeypatch.setattr(pixels, "decode", noting)
    return seen


def test_pictures_come_in_the_order_asked(pictures: list[Picture], cache: Path) -> None:
    found = prepare_pixels(pictures, SIZE, cache)
    np.testing.assert_array_equal(
        found.take(np.array([3, 0, 3])), [np.asarray(noise(seed)) for seed in (3, 0, 3)]
    )
    again = prepare_pixels(pictures[::-1], SIZE, cache)
    np.testing.assert_array_equal(again.take(np.array([0]))[0], np.asarray(noise(4)))
    assert len(_kept(cache)) == 1


def test_a_second_time_nothing_is_decoded(
    pictures: list[Picture], cache: Path, decoded: list[Path]
) -> None:
    prepare_pixels(pictures, SIZE, cache)
    assert sorted(decoded) == sorted(picture.path for picture in pictures)
    decoded.clear()
    prepare_pixels(pictures, SIZE, cache)
    assert decoded == []


def test_another_size_is_decoded_anew(
    pictures: list[Picture], cache: Path, decoded: list[Path]
) -> None:
    prepare_pixels(pictures, SIZE, cache)
    assert prepare_pixels(pictures, Preprocessing(6, 8), cache).rows.shape == (5, 6, 8, 3)
    assert len(decoded) == 10


def test_the_same_picture_twice_is_kept_once(pictures: list[Picture], cache: Path) -> None:
    found = prepare_pixels([*pictures, pictures[2]], SIZE, cache)
    assert found.rows.shape[0] == 5
    assert found.row_of[5] == found.row_of[2]


def test_two_data_sets_that_share_pictures_each_get_theirs(tmp_path: Path, cache: Path) -> None:
    first = _pictures(tmp_path / "first", range(4))
    second = _pictures(tmp_path / "second", range(2, 7))
    for pictures, seeds in ((first, range(4)), (second, range(2, 7))) * 2:
        found = prepare_pixels(pictures, SIZE, cache)
        np.testing.assert_array_equal(
            found.take(np.arange(len(pictures))), [np.asarray(noise(seed)) for seed in seeds]
        )


def test_nobody_can_write_into_the_cache(pictures: list[Picture], cache: Path) -> None:
    found = prepare_pixels(pictures, SIZE, cache)
    with pytest.raises(ValueError, match="read-only"):
        found.rows[0] = 0
    found.take(np.array([0]))[:] = 0  # but what is taken is one's own
    np.testing.assert_array_equal(found.take(np.array([0]))[0], np.asarray(noise(0)))


def test_a_damaged_cache_file_is_made_anew(pictures: list[Picture], cache: Path) -> None:
    prepare_pixels(pictures, SIZE, cache)
    (path,) = _kept(cache)
    path.write_bytes(path.read_bytes()[:-1])
    found = prepare_pixels(pictures, SIZE, cache)
    np.testing.assert_array_equal(found.take(np.array([4]))[0], np.asarray(noise(4)))


def _delete(path: Path) -> None:
    path.unlink()


def _change(path: Path) -> None:
    path.write_bytes(encoded(noise(99)))


@pytest.mark.parametrize(("harm", "words"), [(_delete, "cannot be read"), (_change, "changed")])
def test_a_missing_or_changed_picture_is_named(
    pictures: list[Picture], cache: Path, harm: Callable[[Path], None], words: str
) -> None:
    harm(pictures[3].path)
    with pytest.raises(DataError, match=words) as caught:
        prepare_pixels(pictures, SIZE, cache)
    assert str(pictures[3].path) in caught.value.message
    assert "import the data set again" in caught.value.mend.lower()
    assert _kept(cache) == []


def test_a_picture_that_was_damaged_before_the_import_is_named(tmp_path: Path, cache: Path) -> None:
    data = encoded(noise(0))[:-40]
    (tmp_path / "half.png").write_bytes(data)
    picture = Picture(tmp_path / "half.png", hashlib.sha256(data).hexdigest())
    with pytest.raises(DataError, match=r"half\.png cannot be read"):
        prepare_pixels([picture], SIZE, cache)


def test_progress_counts_every_picture(tmp_path: Path, cache: Path) -> None:
    told: list[tuple[str, int, int]] = []
    pictures = _pictures(tmp_path / "many", range(40))
    prepare_pixels(pictures, SIZE, cache, progress=lambda *values: told.append(values))
    assert told == [("Preparing pictures", done, 40) for done in (0, 16, 32, 40)]


@pytest.mark.parametrize("when", [0, 16])
def test_cancelling_leaves_nothing(tmp_path: Path, cache: Path, when: int) -> None:
    def cancel(what: str, done: int, total: int) -> None:
        if done == when:
            raise Cancelled

    with pytest.raises(Cancelled):
        prepare_pixels(_pictures(tmp_path / "many", range(40)), SIZE, cache, progress=cancel)
    assert _kept(cache) == []


def test_too_little_room_is_said_before_the_work(
    pictures: list[Picture], cache: Path, monkeypatch: pytest.MonkeyPatch, decoded: list[Path]
) -> None:
    monkeypatch.setattr(
        disk_cache.shutil, "disk_usage", lambda path: SimpleNamespace(free=400_000_000)
    )
    with pytest.raises(DataError, match=r"0\.4 GB are free") as caught:
        prepare_pixels(pictures, SIZE, cache)
    assert str(cache / "pixels") in caught.value.message
    assert "Make room" in caught.value.mend
    assert decoded == []


def test_a_disk_that_fills_up_meanwhile_is_an_error_that_leaves_nothing(
    pictures: list[Picture], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DataError, match=re.escape(os.strerror(errno.ENOSPC))) as caught:
        prepare_pixels(pictures, SIZE, cache)
    assert "Make room" in caught.value.mend
    assert _kept(cache) == []


def test_the_longest_unused_is_forgotten(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_cache, "CACHE_LIMIT", 2 * 12 * 16 * 3)
    asked = [_pictures(tmp_path / str(seed), range(seed, seed + 1)) for seed in range(3)]
    made: list[Path] = []
    for pictures in asked[:2]:
        prepare_pixels(pictures, SIZE, cache)
        made += [path for path in _kept(cache) if path not in made]
        os.utime(made[-1], (len(made), len(made)))  # long ago, one after the other
    prepare_pixels(asked[0], SIZE, cache)
    prepare_pixels(asked[2], SIZE, cache)
    assert made[0] in _kept(cache)
    assert made[1] not in _kept(cache)
    assert len(_kept(cache)) == 2


def test_the_file_in_use_is_kept_whatever_its_size(
    pictures: list[Picture], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_cache, "CACHE_LIMIT", 1)
    prepare_pixels(pictures, SIZE, cache)
    assert len(_kept(cache)) == 1
