"""The cache's files are whole or not there, and kept within one limit for all kinds."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from training import disk_cache
from training.disk_cache import is_kept, keep
from training.errors import Cancelled, DataError


def _keep(path: Path, size: int = 100) -> None:
    keep(path, size, iter([np.zeros(size, np.uint8)]), what="The test", mend="do without")


def _files(cache: Path) -> set[str]:
    return {path.name for path in cache.rglob("*") if path.is_file()}


def test_blocks_of_any_type_become_one_file(tmp_path: Path) -> None:
    path = tmp_path / "features" / "a"
    blocks = [np.arange(6, dtype=np.float16).reshape(2, 3), np.full(4, 7, dtype=np.float16)]
    keep(path, 20, iter(blocks), what="The test", mend="do without")
    assert np.fromfile(path, np.float16).tolist() == [0, 1, 2, 3, 4, 5, 7, 7, 7, 7]
    assert is_kept(path, 20)
    assert not is_kept(path, 21)


def test_the_limit_is_one_for_all_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_cache, "CACHE_LIMIT", 200)
    for number, name in enumerate(("pixels/old", "features/older", "features/used")):
        _keep(tmp_path / name)
        os.utime(tmp_path / name, (1e9 - number, 1e9 - number))
    assert is_kept(tmp_path / "features" / "used", 100)
    _keep(tmp_path / "pixels" / "new")
    assert _files(tmp_path) == {"used", "new"}


def test_what_a_crash_left_is_cleared_away_and_what_another_process_writes_is_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "features"
    folder.mkdir()
    for name, age in ((".crashed.part", 100_000), (".writing.part", 60)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    _keep(folder / "new")
    assert _files(tmp_path) == {".writing.part", "new"}


def test_what_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    def blocks() -> Iterator[NDArray[np.uint8]]:
        yield np.zeros(50, np.uint8)
        raise Cancelled

    with pytest.raises(Cancelled):
        keep(tmp_path / "pixels" / "a", 100, blocks(), what="The test", mend="do without")
    assert _files(tmp_path) == set()


def test_too_little_room_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        disk_cache.shutil, "disk_usage", lambda path: SimpleNamespace(free=1_500_000_000)
    )

    def blocks() -> Iterator[NDArray[np.uint8]]:
        pytest.fail("the work was begun")
        yield

    with pytest.raises(DataError, match=r"The test need 0\.6 GB in .*1\.5 GB are free") as caught:
        keep(tmp_path / "pixels" / "a", 600_000_000, blocks(), what="The test", mend="do without")
    assert caught.value.mend == "Make room, or do without."
