"""Deleted runs go to the trash, and come back whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.run_folders import make_run, told
from training.claim import Claim
from training.errors import RunError
from training.run_store import RunStore, Trashed


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def store(runs: Path, tmp_path: Path) -> RunStore:
    for name in ("a", "b", "c"):
        make_run(runs, name, events=told())
    return RunStore(runs, tmp_path / "cache")


def _names(store: RunStore) -> list[str]:
    return sorted(run.name for run in store.summaries())


def test_a_deletion_is_undone(store: RunStore, runs: Path) -> None:
    store.rename(runs / "a", "Title")
    before = sorted(store.summaries(), key=lambda run: run.name)
    trashed = store.delete([runs / "a", runs / "c"])
    assert _names(store) == ["b"]
    assert store.restore(trashed) == [runs / "a", runs / "c"]
    assert sorted(store.summaries(), key=lambda run: run.name) == before
    assert store.deletions() == []


def test_a_name_that_was_taken_meanwhile_gets_a_number(store: RunStore, runs: Path) -> None:
    store.rename(runs / "a", "the first")
    trashed = store.delete([runs / "a"])
    make_run(runs, "a")
    assert store.restore(trashed) == [runs / "a-2"]
    assert {run.name: run.title for run in store.summaries()}["a-2"] == "the first"
    assert _names(store) == ["a", "a-2", "b", "c"]


def test_the_same_name_can_be_deleted_twice(store: RunStore, runs: Path) -> None:
    first = store.delete([runs / "a"])
    make_run(runs, "a")
    second = store.delete([runs / "a"])
    assert store.deletions() == [second, first]
    assert store.restore(second) == [runs / "a"]
    assert store.restore(first) == [runs / "a-2"]


def test_one_of_several_comes_back(store: RunStore, runs: Path) -> None:
    trashed = store.delete([runs / "a", runs / "b"])
    store.restore(Trashed(trashed.folder, ("b",)))
    assert _names(store) == ["b", "c"]
    assert store.deletions() == [Trashed(trashed.folder, ("a",))]


def test_a_running_run_is_refused_and_nothing_is_moved(store: RunStore, runs: Path) -> None:
    with Claim(runs / "b"), pytest.raises(RunError, match="run b is being trained") as caught:
        store.delete([runs / "a", runs / "b"])
    assert "Stop it first" in caught.value.mend
    assert _names(store) == ["a", "b", "c"]
    assert store.deletions() == []


def test_what_cannot_be_moved_takes_the_others_back(
    store: RunStore, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "b":
            raise PermissionError(13, "Permission denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(RunError, match="cannot be moved to the trash: Permission denied"):
        store.delete([runs / "a", runs / "b"])
    assert _names(store) == ["a", "b", "c"]
    assert store.deletions() == []


def test_only_runs_of_the_folder_are_deleted(store: RunStore, runs: Path, tmp_path: Path) -> None:
    other = make_run(tmp_path / "other", "x").path
    (runs / "holiday").mkdir()
    (runs / "holiday" / "beach.jpg").write_bytes(b"x")
    store.delete([runs / "c"])
    for path, words in (
        (other, "is no run of"),
        (runs, "is no run of"),
        (runs / "a" / "..", "is no run of"),
        (runs / ".trash", "is no run of"),
        (runs / "c", "There is no run"),
        (runs / "holiday", "holds nothing of a run"),
    ):
        with pytest.raises(RunError, match=words):
            store.delete([path])
    assert other.is_dir()
    assert (runs / "holiday" / "beach.jpg").is_file()


def test_a_damaged_run_can_be_deleted(store: RunStore, runs: Path) -> None:
    (runs / "a" / "config.json").unlink()
    store.delete([runs / "a"])
    assert _names(store) == ["b", "c"]


def test_an_emptied_trash_gives_nothing_back(store: RunStore, runs: Path) -> None:
    trashed = store.delete([runs / "a"])
    store.empty_trash()
    store.empty_trash()
    assert not (runs / ".trash").exists()
    with pytest.raises(RunError, match="no longer holds a"):
        store.restore(trashed)


def test_nothing_outside_the_trash_is_restored(store: RunStore, runs: Path, tmp_path: Path) -> None:
    store.delete([runs / "a"])
    for trashed in (
        Trashed(tmp_path / "elsewhere", ("x",)),
        Trashed(store.deletions()[0].folder, ("../../b",)),
    ):
        with pytest.raises(RunError):
            store.restore(trashed)
    assert _names(store) == ["b", "c"]


def test_emptying_deletes_nothing_behind_a_link(
    store: RunStore, runs: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("")
    store.delete([runs / "a"])
    (runs / ".trash" / "link").symlink_to(tmp_path / "mine", target_is_directory=True)
    store.empty_trash()
    assert (tmp_path / "mine" / "file").is_file()
    (runs / ".trash").symlink_to(tmp_path / "mine", target_is_directory=True)
    with pytest.raises(RunError, match="is a link"):
        store.empty_trash()
    assert (tmp_path / "mine" / "file").is_file()
