"""The table of all runs: what it tells, how little it reads, and what damage does to it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.data.run_folders import make_run, told
from training.claim import Claim
from training.errors import Cancelled, RunError
from training.run_store import RunStore, RunSummary

_opened: list[str] = []
_watching = [False]


def _note_opened(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching[0] and event == "open" and isinstance(arguments[0], str | os.PathLike):
        _opened.append(os.fspath(arguments[0]))


@contextmanager
def _files_opened() -> Iterator[list[str]]:
    """Yield the paths of the files that are opened meanwhile."""
    if not hasattr(_note_opened, "there"):
        sys.addaudithook(_note_opened)  # there is no way to take it away again
        _note_opened.there = True  # type: ignore[attr-defined]
    _opened.clear()
    _watching[0] = True
    try:
        yield _opened
    finally:
        _watching[0] = False


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def store(runs: Path, tmp_path: Path) -> RunStore:
    return RunStore(runs, tmp_path / "cache")


def _again(store: RunStore, tmp_path: Path) -> RunStore:
    """Return the library as the next start of the program finds it."""
    return RunStore(store.runs, tmp_path / "cache")


def _only(store: RunStore) -> RunSummary:
    (summary,) = store.summaries()
    return summary


# What it tells


def test_a_finished_run_is_told_with_its_best_epoch(store: RunStore, runs: Path) -> None:
    make_run(runs, events=told(epochs=3, best=1))
    summary = _only(store)
    assert summary.path == runs / "2026-01-02-030405-tiny"
    assert (summary.name, summary.title, summary.note) == (summary.path.name, "", "")
    assert (summary.dataset, summary.recipe) == ("Läsionen", "tiny")
    assert (summary.status, summary.running, summary.starred) == ("done", False, False)
    assert (summary.epochs_done, summary.epochs) == (3, 3)
    assert (summary.best_epoch, summary.monitor) == (1, "val_loss")
    assert summary.best == {"val_loss": 0.25, "val_auc": 0.75}
    assert summary.seconds == 35.0
    assert summary.created == time.mktime((2026, 1, 2, 3, 4, 5, 0, 0, -1))
    files = [path for path in summary.path.rglob("*") if path.is_file()]
    assert summary.size_bytes == sum(path.stat().st_size for path in files)


def test_every_state_is_told(store: RunStore, runs: Path) -> None:
    make_run(runs, "a-waits")
    make_run(runs, "b-cut-off", events=told(epochs=1, ended=None, of=3))
    make_run(runs, "c-stopped", events=told(epochs=1, ended="stopped", of=3))
    make_run(runs, "d-failed", events=told(epochs=0, ended="failed", of=3))
    trained = make_run(runs, "e-running", events=told(epochs=1, ended=None, of=3))
    with Claim(trained.path):
        states = {run.name: (run.status, run.running) for run in store.summaries()}
        assert next(r for r in store.summaries() if r.running).size_bytes is None
    assert states == {
        "a-waits": ("not begun", False),
        "b-cut-off": ("unfinished", False),
        "c-stopped": ("stopped", False),
        "d-failed": ("failed", False),
        "e-running": ("running", True),
    }
    assert {run.name: run.status for run in store.summaries()}["e-running"] == "unfinished"


def test_epochs_of_all_stages_count(store: RunStore, runs: Path) -> None:
    make_run(runs, changes={"stages": [{"epochs": 4}, {"epochs": 5}]})
    assert _only(store).epochs == 3 + 4 + 5


def test_the_newest_comes_first(store: RunStore, runs: Path) -> None:
    for name in ("2026-03-01-000000-b", "2026-01-01-000000-c", "2026-02-01-000000-a"):
        make_run(runs, name)
    assert [run.name[-1] for run in store.summaries()] == ["b", "a", "c"]


def test_a_folder_that_is_not_there_has_no_runs(store: RunStore) -> None:
    assert store.summaries() == []


# How little it reads


def test_a_thousand_runs_are_read_once(store: RunStore, runs: Path, tmp_path: Path) -> None:
    one = make_run(runs, "2026-01-01-000000-0000", events=told(epochs=2)).path
    for number in range(1, 1000):
        shutil.copytree(one, runs / f"2026-01-01-000000-{number:04}")
    first = store.summaries()
    assert len(first) == 1000
    with _files_opened() as opened:
        assert store.summaries() == first
    assert opened == []
    with _files_opened() as opened:
        assert _again(store, tmp_path).summaries() == first
    assert len(opened) == 1, opened


def test_only_what_changed_is_read_again(store: RunStore, runs: Path, tmp_path: Path) -> None:
    for number in range(20):
        make_run(runs, f"run-{number:02}", events=told(epochs=2, ended=None))
    store.summaries()
    store.annotate(runs / "run-07", "a note")
    again = _again(store, tmp_path)
    with _files_opened() as opened:
        notes = {run.name: run.note for run in again.summaries()}
    assert notes.pop("run-07") == "a note"
    assert set(notes.values()) == {""}
    read = {Path(path).parent.name for path in opened if path.startswith(str(runs))}
    assert read == {"run-07"}


@pytest.mark.parametrize("name", ["config.json", "dataset.json", "history.csv", "events.jsonl"])
def test_a_change_of_any_file_is_seen(
    store: RunStore, runs: Path, tmp_path: Path, name: str
) -> None:
    folder = make_run(runs, events=told()).path
    before = _only(store)
    (folder / name).write_text("")
    for library in (store, _again(store, tmp_path)):
        assert _only(library) != before


def test_a_killed_run_is_not_read_again(store: RunStore, runs: Path) -> None:
    folder = make_run(runs, events=told(ended=None)).path
    (folder / "process.json").write_text('{"pid": 4000000, "started": 1.0}')
    assert _only(store).status == "unfinished"
    with _files_opened() as opened:
        assert _only(store).status == "unfinished"
    read = {Path(path).name for path in opened if path.startswith(str(runs))}
    assert read == {"process.json"}


def test_a_run_that_is_gone_is_forgotten(store: RunStore, runs: Path, tmp_path: Path) -> None:
    make_run(runs, "a")
    make_run(runs, "b")
    store.summaries()
    store.delete([runs / "a"])
    assert [run.name for run in store.summaries()] == ["b"]
    (kept,) = (tmp_path / "cache" / "runs").iterdir()
    assert list(json.loads(kept.read_text())[1]) == ["b"]


@pytest.mark.parametrize("text", ["", "{", "[]", '[1, {"a": 3}]', "[999, {}]", "[" * 100_000])
def test_a_damaged_index_is_made_again(
    store: RunStore, runs: Path, tmp_path: Path, text: str
) -> None:
    make_run(runs, events=told())
    before = store.summaries()
    (kept,) = (tmp_path / "cache" / "runs").iterdir()
    kept.write_text(text)
    assert _again(store, tmp_path).summaries() == before
    with _files_opened() as opened:
        assert _again(store, tmp_path).summaries() == before
    assert len(opened) == 1


def test_an_index_cannot_name_another_folder(store: RunStore, runs: Path, tmp_path: Path) -> None:
    make_run(runs, events=told())
    before = store.summaries()
    (kept,) = (tmp_path / "cache" / "runs").iterdir()
    kept.write_text(kept.read_text().replace(json.dumps(str(before[0].path))[1:-1], "/elsewhere"))
    assert _again(store, tmp_path).summaries() == before


def test_without_a_cache_it_works_all_the_same(runs: Path, tmp_path: Path) -> None:
    make_run(runs, events=told())
    (tmp_path / "file").write_text("")
    store = RunStore(runs, tmp_path / "file")
    assert len(store.summaries()) == len(store.summaries()) == 1


def test_two_runs_folders_have_an_index_each(tmp_path: Path) -> None:
    for folder, recipe in (("a", "one"), ("b", "two")):
        make_run(tmp_path / folder, "run", changes={"recipe": recipe})
    for _ in range(2):
        for folder, recipe in (("a", "one"), ("b", "two")):
            assert _only(RunStore(tmp_path / folder, tmp_path / "cache")).recipe == recipe


def test_reading_can_be_cancelled(store: RunStore, runs: Path) -> None:
    make_run(runs)

    def cancel(what: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.summaries(cancel)


# Damage


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.json", ""),
        ("config.json", "[]"),
        ("config.json", '{"seed": "x"}'),
        ("config.json", "[" * 100_000),
        ("config.json", " " * 5_000_000 + "{}"),
        ("dataset.json", ""),
        ("dataset.json", "[]"),
        ("dataset.json", '{"name": "x", "classes": 3}'),
        (
            "dataset.json",
            '{"name": "x", "path": "y", "classes": [], "positive": [], "fingerprint": "",'
            ' "split_leaks": Infinity}',
        ),
    ],
)
def test_a_damaged_run_is_listed_as_such(store: RunStore, runs: Path, name: str, text: str) -> None:
    make_run(runs, "fine", events=told())
    damaged = make_run(runs, "damaged", events=told()).path
    (damaged / name).write_text(text)
    found = {run.name: run for run in store.summaries()}
    assert found["fine"].status == "done"
    assert found["damaged"].status == "damaged"
    assert name in found["damaged"].damage


def test_a_foreign_folder_is_listed_as_such(store: RunStore, runs: Path) -> None:
    (runs / "holiday").mkdir(parents=True)
    (runs / "a file").write_text("")
    (runs / ".hidden").mkdir()
    summary = _only(store)
    assert (summary.name, summary.status) == ("holiday", "damaged")
    assert "no config.json" in summary.damage


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("history.csv", b"\xff\x00,\n\n,,,,\n1,2"),
        ("history.csv", b"epoch,seconds,best,val_loss\nx,nan,1,inf,9,9,9\n"),
        ("history.csv", b'"' + b"x" * 300_000),
        ("events.jsonl", b"\xff\xfe\x00"),
        ("events.jsonl", b'{"kind": "run_ended", "time": [], "status": {}, "seconds": "x"}\n'),
        ("events.jsonl", b'{"kind": "run_ended", "time": 1, "status": "done", "seconds": "x"}\n'),
        ("events.jsonl", b"[" * 70_000 + b"\n"),
        ("about.json", b"["),
        ("process.json", b"[" * 70_000),
        ("process.json", b'{"pid": Infinity, "started": 1}'),
        ("process.json", b'{"pid": 1e30, "started": NaN}'),
        ("about.json", b'{"title": [1], "note": 3, "starred": "no"}'),
    ],
)
def test_damage_beside_the_config_does_no_harm(
    store: RunStore, runs: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    folder = make_run(runs, events=told()).path
    (folder / name).write_bytes(content)
    summary = _only(store)
    assert summary.dataset == "Läsionen"
    assert not summary.starred
    assert _again(store, tmp_path).summaries() == [summary]


def test_a_huge_description_is_not_read(store: RunStore, runs: Path) -> None:
    folder = make_run(runs).path
    with (folder / "config.json").open("wb") as stream:
        stream.truncate(10**12)  # takes no room on the disk
    assert _only(store).status == "damaged"


# What a person says of a run


def test_title_note_and_star_are_kept(store: RunStore, runs: Path, tmp_path: Path) -> None:
    path = make_run(runs, events=told()).path
    store.rename(path, "  Mole\nor not ")
    store.annotate(path, "first line\nsecond line\n")
    store.star(path, True)
    summary = _only(_again(store, tmp_path))
    assert (summary.title, summary.starred) == ("Mole or not", True)
    assert summary.note == "first line\nsecond line"
    assert summary.name == path.name
    store.rename(path, "")
    store.star(path, False)
    summary = _only(store)
    assert (summary.title, summary.starred, summary.note[:5]) == ("", False, "first")


def test_texts_that_are_too_long_are_refused(store: RunStore, runs: Path) -> None:
    path = make_run(runs).path
    with pytest.raises(RunError, match=r"title of .* has 201 characters"):
        store.rename(path, "x" * 201)
    with pytest.raises(RunError, match=r"note of .* has 20,001 characters"):
        store.annotate(path, "x" * 20_001)
    assert (_only(store).title, _only(store).note) == ("", "")


def test_a_folder_elsewhere_is_no_run_of_the_store(store: RunStore, runs: Path) -> None:
    other = make_run(runs.parent / "other").path
    for change in (
        lambda: store.rename(other, "x"),
        lambda: store.annotate(runs / "none", "x"),
        lambda: store.star(runs / ".." / "other", True),
    ):
        with pytest.raises(RunError, match="is no run of"):
            change()
    assert not (other / "about.json").exists()


def test_a_folder_that_cannot_be_written_is_named(store: RunStore, runs: Path) -> None:
    path = make_run(runs).path
    (path / "about.json").mkdir()
    with pytest.raises(RunError, match=r"about\.json cannot be written") as caught:
        store.rename(path, "x")
    assert caught.value.mend
