"""New pictures are noticed once they are written to their end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.jobs import Jobs
from desktop_app.watched_folder import WatchedFolder
from tests.desktop_app.conftest import WAIT


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    folder = tmp_path / "camera roll"
    folder.mkdir()
    (folder / "old.jpg").write_bytes(b"old")
    return folder


@pytest.fixture
def watched(qtbot: QtBot, jobs: Jobs, roll: Path) -> Iterator[WatchedFolder]:
    watched = WatchedFolder(jobs)
    watched.watch(roll)
    qtbot.waitUntil(lambda: not jobs.active, timeout=WAIT)
    yield watched
    watched.stop()


def test_a_new_picture_appears_and_an_old_one_does_not(
    qtbot: QtBot, watched: WatchedFolder, roll: Path
) -> None:
    with qtbot.waitSignal(watched.appeared, timeout=WAIT) as told:
        (roll / "new.jpg").write_bytes(b"new")
        (roll / "notes.txt").write_bytes(b"words")
    assert told.args == [[roll / "new.jpg"]]


def test_a_picture_that_is_still_written_is_waited_for(
    qtbot: QtBot, watched: WatchedFolder, roll: Path
) -> None:
    told: list[list[Path]] = []
    watched.appeared.connect(told.append)
    grown = 0

    def settled_while_it_grew() -> bool:
        nonlocal grown
        if grown < 5:
            grown += 1
            with (roll / "new.jpg").open("ab") as stream:
                stream.write(bytes(100))
            watched._look()
            assert told == []
        return bool(told)

    qtbot.waitUntil(settled_while_it_grew, timeout=WAIT)
    assert told == [[roll / "new.jpg"]]


def test_a_picture_written_anew_appears_again(
    qtbot: QtBot, watched: WatchedFolder, roll: Path
) -> None:
    with qtbot.waitSignal(watched.appeared, timeout=WAIT) as told:
        (roll / "old.jpg").write_bytes(b"written anew")
        watched._look()
    assert told.args == [[roll / "old.jpg"]]


def test_a_folder_that_is_taken_away_is_told_and_watched_no_more(
    qtbot: QtBot, watched: WatchedFolder, roll: Path
) -> None:
    with qtbot.waitSignal(watched.failed, timeout=WAIT) as told:
        shutil.rmtree(roll)
    assert str(roll) in told.args[0].message
    assert watched.folder is None


def test_switched_off_nothing_appears(
    qtbot: QtBot, jobs: Jobs, watched: WatchedFolder, roll: Path
) -> None:
    watched.stop()
    with qtbot.assertNotEmitted(watched.appeared, wait=200):
        (roll / "new.jpg").write_bytes(b"new")
    assert not jobs.active
