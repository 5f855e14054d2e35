"""Thumbnails come for what is looked at, from the disk where they were made before."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.jobs import Jobs
from desktop_app.thumbnail_cache import ThumbnailCache, thumbnail_key, thumbnail_limit
from desktop_app.thumbnails import LONGER_SIDE, Pixels, Thumbnails, read_thumbnails
from tests.data.pictures import encoded, noise, write_files
from training.preprocessing import read_image


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[int, Path]]:
    """Return thirty pictures, of which the last is none."""
    contents = {f"{n:02}.png": encoded(noise(n, (300, 400))) for n in range(29)}
    write_files(tmp_path, {**contents, "29.png": b"no picture"})
    return [(n, tmp_path / f"{n:02}.png") for n in range(30)]


@pytest.fixture
def cache(tmp_path: Path) -> ThumbnailCache:
    return ThumbnailCache(tmp_path / "cache" / "thumbnails.sqlite")


@pytest.fixture
def thumbnails(jobs: Jobs, cache: ThumbnailCache) -> Thumbnails:
    return Thumbnails(jobs, cache)


def collected(thumbnails: Thumbnails) -> dict[int, Pixels | None]:
    found: dict[int, Pixels | None] = {}
    thumbnails.ready.connect(found.update)
    return found


def test_all_that_is_wanted_comes_and_damaged_files_are_told(
    qtbot: QtBot, thumbnails: Thumbnails, files: list[tuple[int, Path]]
) -> None:
    found = collected(thumbnails)
    thumbnails.want(files)
    qtbot.waitUntil(lambda: len(found) == 30)
    first = found[0]
    assert first is not None
    assert first.shape == (LONGER_SIDE * 3 // 4, LONGER_SIDE, 3)
    assert found[29] is None


def test_what_has_scrolled_away_is_not_read(
    qtbot: QtBot, jobs: Jobs, thumbnails: Thumbnails, files: list[tuple[int, Path]]
) -> None:
    found = collected(thumbnails)
    thumbnails.want(files)
    thumbnails.want(files[28:])
    qtbot.waitUntil(lambda: 28 in found and not jobs.active)
    assert len(found) < 20


def test_they_come_while_others_are_still_read_and_none_is_read_twice(
    qtbot: QtBot,
    jobs: Jobs,
    thumbnails: Thumbnails,
    files: list[tuple[int, Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, read = threading.Event(), []

    def slow(path: Path, **options: int) -> Image.Image:
        read.append(path.name)
        if path.name == "10.png":
            assert go_on.wait(30)
        return read_image(path, **options)

    monkeypatch.setattr("desktop_app.thumbnails.read_image", slow)
    found = collected(thumbnails)
    thumbnails.want(files[:20])
    qtbot.waitUntil(lambda: 0 in found)
    assert 10 not in found
    qtbot.waitUntil(lambda: "10.png" in read)
    thumbnails.want(files[8:20])
    go_on.set()
    qtbot.waitUntil(lambda: len(found) == 20 and not jobs.active)
    assert sorted(read) == [path.name for _, path in files[:20]]


def test_what_still_waits_is_dropped_when_the_program_ends(
    qtbot: QtBot, jobs: Jobs, thumbnails: Thumbnails, files: list[tuple[int, Path]]
) -> None:
    with capture_exceptions() as caught:
        thumbnails.want(files)
        assert jobs.shutdown(60)
        thumbnails.want(files)
    assert caught == []


def test_after_another_data_set_nothing_of_the_last_arrives(
    qtbot: QtBot, thumbnails: Thumbnails, files: list[tuple[int, Path]]
) -> None:
    found = collected(thumbnails)
    thumbnails.want(files[:20])
    thumbnails.forget()
    thumbnails.want([(0, files[29][1])])  # the same key means another picture now
    qtbot.waitUntil(lambda: 0 in found)
    assert found == {0: None}


def test_a_thumbnail_is_made_once(
    cache: ThumbnailCache, files: list[tuple[int, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = read_thumbnails(files[:3], cache)
    monkeypatch.setattr("desktop_app.thumbnails.read_image", None)
    again = read_thumbnails(files[:3], cache)
    for key, picture in again.items():
        before = made[key]
        assert picture is not None
        assert before is not None
        assert picture.shape == before.shape
        assert abs(picture.astype(float).mean() - before.mean()) < 2


def test_a_picture_that_has_changed_has_another_thumbnail(
    cache: ThumbnailCache, files: list[tuple[int, Path]]
) -> None:
    key, path = files[0]
    read_thumbnails([(key, path)], cache)
    path.write_bytes(encoded(noise(99, (10, 20))))
    os.utime(path, ns=(1, 1))
    picture = read_thumbnails([(key, path)], cache)[key]
    assert picture is not None
    assert picture.shape == (10, 20, 3)


def test_a_missing_file_has_none(cache: ThumbnailCache, tmp_path: Path) -> None:
    wanted = [(1, tmp_path / "gone.png"), (2, Path("nul\0name"))]
    assert read_thumbnails(wanted, cache) == {1: None, 2: None}


def test_a_damaged_cache_is_begun_anew(tmp_path: Path, files: list[tuple[int, Path]]) -> None:
    file = tmp_path / "thumbnails.sqlite"
    file.write_bytes(b"no database" * 100)
    cache = ThumbnailCache(file)
    assert read_thumbnails(files[:1], cache)[0] is not None
    read_thumbnails(files[:1], cache)
    assert len(cache.get([thumbnail_key(files[0][1])])) == 1


def test_a_damaged_cache_is_not_left_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    file = tmp_path / "thumbnails.sqlite"
    file.write_bytes(b"no database" * 100)

    assert ThumbnailCache(file).get([b"key"]) == {}

    (connection,) = opened
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, files: list[tuple[int, Path]]
) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ThumbnailCache(tmp_path / "file" / "thumbnails.sqlite")
    assert isinstance(read_thumbnails(files[:1], cache)[0], np.ndarray)


def test_the_oldest_give_way(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path / "thumbnails.sqlite", kept=2)
    for key in (b"a", b"b", b"c"):
        cache.put({key: b"jpeg"})
    assert set(cache.get([b"a", b"b", b"c"])) == {b"b", b"c"}


def test_a_smaller_limit_gives_room_back_at_once(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path / "thumbnails.sqlite", kept=1000)
    cache.put({number.to_bytes(2, "big"): b"x" * 5000 for number in range(200)})
    full = cache.size
    fewer = ThumbnailCache(tmp_path / "thumbnails.sqlite", kept=10)
    fewer.trim()

    assert fewer.size < full / 5
    assert len(fewer.get([number.to_bytes(2, "big") for number in range(200)])) == 10


def test_the_limit_that_is_chosen_holds_for_all(tmp_path: Path) -> None:
    before = thumbnail_limit().megabytes
    thumbnail_limit().megabytes = 1
    try:
        cache = ThumbnailCache(tmp_path / "thumbnails.sqlite")
        cache.put({number.to_bytes(2, "big"): b"x" for number in range(400)})
        assert len(cache.get([number.to_bytes(2, "big") for number in range(400)])) == 125
    finally:
        thumbnail_limit().megabytes = before


def test_clearing_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path / "thumbnails.sqlite")
    cache.clear()
    cache.trim()

    assert cache.size == 0
    assert not list(tmp_path.iterdir())
