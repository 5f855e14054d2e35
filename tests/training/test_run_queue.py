"""The queue of runs outlives programs, lost folders and two programs at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.data.run_folders import make_run, told, write_events
from training.claim import Claim
from training.errors import RunError
from training.run_queue import QUEUE_NAME, RunQueue

TAKE_ALL = """
import sys
from pathlib import Path
from training.run_queue import RunQueue
queue = RunQueue(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
while (folder := queue.next()) is not None:
    print(folder.name, flush=True)
"""


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def queue(runs: Path) -> RunQueue:
    """Return a queue of three runs."""
    queue = RunQueue(runs / QUEUE_NAME)
    for name in "abc":
        queue.add(make_run(runs, name).path)
    return queue


def _names(queue: RunQueue) -> str:
    return "".join(path.name for path in queue.waiting())


def test_runs_wait_in_order_also_for_the_next_program(queue: RunQueue, runs: Path) -> None:
    assert queue.waiting() == [runs / "a", runs / "b", runs / "c"]
    assert _names(RunQueue(queue.path)) == "abc"


def test_a_queue_that_is_not_there_is_empty(runs: Path) -> None:
    queue = RunQueue(runs / QUEUE_NAME)
    assert (queue.waiting(), queue.next()) == ([], None)


def test_the_first_is_taken_off(queue: RunQueue, runs: Path) -> None:
    assert [queue.next() for _ in range(4)] == [runs / "a", runs / "b", runs / "c", None]
    assert queue.waiting() == []
    assert (runs / "a" / "config.json").is_file()


def test_one_that_waits_keeps_its_place_when_it_is_added_again(queue: RunQueue, runs: Path) -> None:
    queue.add(runs / "a")
    assert _names(queue) == "abc"


def test_one_is_taken_away(queue: RunQueue, runs: Path) -> None:
    queue.remove(runs / "b")
    queue.remove(runs / "b")
    assert _names(queue) == "ac"
    assert (runs / "b").is_dir()


@pytest.mark.parametrize(
    ("name", "to", "order"),
    [("c", 0, "cab"), ("a", 1, "bac"), ("a", 99, "bca"), ("b", -5, "bac"), ("b", 1, "abc")],
)
def test_places_are_changed(queue: RunQueue, runs: Path, name: str, to: int, order: str) -> None:
    queue.move(runs / name, to)
    assert _names(queue) == order


def test_what_does_not_wait_has_no_place(queue: RunQueue, runs: Path) -> None:
    with pytest.raises(RunError, match="x is not in the queue"):
        queue.move(make_run(runs, "x").path, 0)


def test_lost_and_begun_runs_are_left_out(queue: RunQueue, runs: Path) -> None:
    (runs / "a").rename(runs / "lost")
    write_events(make_run(runs, "d"), told(ended=None))
    write_events(_open(runs / "b"), told(ended=None))
    assert _names(queue) == "c"
    (runs / "lost").rename(runs / "a")
    assert _names(queue) == "ac"
    with Claim(runs / "a"):
        assert _names(queue) == "c"
    (runs / "a").rename(runs / "lost")
    assert queue.next() == runs / "c"
    assert json.loads(queue.path.read_text()) == {"waiting": []}


def _open(path: Path) -> object:
    from training.runs import Run

    return Run.open(path)


def test_a_run_that_has_begun_is_refused(runs: Path) -> None:
    queue = RunQueue(runs / QUEUE_NAME)
    for name, ended in (("done", "done"), ("cut-off", None)):
        run = make_run(runs, name, events=told(ended=ended))
        with pytest.raises(RunError, match="has begun already") as caught:
            queue.add(run.path)
        assert "Resume" in caught.value.mend
    assert queue.waiting() == []


def test_only_runs_of_the_folder_wait(queue: RunQueue, runs: Path, tmp_path: Path) -> None:
    for folder in (make_run(tmp_path / "other", "x").path, runs / "none", runs, runs / ".."):
        with pytest.raises(RunError, match=r"no run of|not a run folder"):
            queue.add(folder)
    assert _names(queue) == "abc"


def test_a_list_cannot_lead_out_of_the_folder(queue: RunQueue, runs: Path, tmp_path: Path) -> None:
    outside = make_run(tmp_path / "other", "x").path
    names = ["../other/x", str(outside), "..", ".", "", "a\0", "c", "c", ".trash"]
    queue.path.write_text(json.dumps({"waiting": names}))
    assert queue.waiting() == [runs / "c"]
    assert [queue.next(), queue.next()] == [runs / "c", None]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"waiting": 3}', '{"waiting": [1]}', "[" * 100_000, " " * 5_000_000]
)
def test_a_damaged_list_is_named_with_what_to_do(queue: RunQueue, text: str) -> None:
    queue.path.write_text(text)
    uses: tuple[Callable[[], object], ...] = (queue.waiting, queue.next)
    for use in uses:
        with pytest.raises(RunError, match=r"queue\.json cannot be read") as caught:
            use()
        assert "Delete it" in caught.value.mend
    assert queue.path.read_text() == text


def test_a_folder_that_cannot_be_written_is_named(runs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written"):
        RunQueue(tmp_path / "file" / QUEUE_NAME).next()


def test_two_programs_never_take_the_same_run(runs: Path) -> None:
    queue, names = RunQueue(runs / QUEUE_NAME), [f"run-{number:02}" for number in range(40)]
    for name in names:
        queue.add(make_run(runs, name).path)
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE_ALL, str(queue.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    taken = [program.communicate()[0].split() for program in programs]
    assert sorted(name for part in taken for name in part) == names
    assert queue.waiting() == []
