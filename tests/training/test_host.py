"""A training in its own process is followed, stopped, killed and resumed through its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.same import assert_same
from training.data.dataset import Dataset
from training.errors import RunError
from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunStarted,
    StepEnded,
    WeightsSeen,
    to_json,
)
from training.host import EventTail, HostedRun
from training.locations import current_locations
from training.requests import send_request
from training.runs import Run
from training.trainer import create_run

LONG = {"optimisation.epochs": 5000}


@pytest.fixture
def make_run(
    home: Path, trained: Trained, tiny_dataset: Dataset
) -> Callable[[dict[str, object]], Run]:
    """Return what makes runs that have not begun, where a child process finds everything."""
    locations = current_locations()
    shutil.copytree(trained.locations.cache, locations.cache)

    def make(changes: dict[str, object]) -> Run:
        config = tiny_config(tiny_dataset.root, changes)
        return create_run(config, runs=locations.runs, locations=locations)

    return make


@pytest.fixture
def hosted() -> Iterator[list[HostedRun]]:
    """Return a list; the processes of the runs in it are ended with the test."""
    runs: list[HostedRun] = []
    yield runs
    for run in runs:
        run.kill()


def _until(run: HostedRun, enough: Callable[[list[Event]], bool]) -> list[Event]:
    """Follow a run; the test's own timeout ends it when the events never come."""
    events: list[Event] = []
    while not enough(events):
        events += run.poll()
        assert not run.ended or enough(events), events[-1]
    return events


def _steps(events: list[Event]) -> bool:
    return len(of_kind(events, StepEnded)) > 3


def _ended(events: list[Event]) -> bool:
    return bool(of_kind(events, RunEnded))


def test_it_trains_as_in_this_process(
    make_run: Callable[[dict[str, object]], Run], hosted: list[HostedRun], trained: Trained
) -> None:
    run = make_run({})
    hosted.append(HostedRun.start(run))
    events = _until(hosted[0], _ended)
    assert isinstance(events[0], RunStarted)
    assert run.status == "done"
    logs = [[epoch.logs for epoch in of_kind(e, EpochEnded)] for e in (events, trained.events)]
    assert logs[0] == logs[1]
    hosted[0]._process.wait()  # type: ignore[union-attr]
    assert not run.is_running


def test_who_opens_the_folder_later_follows_and_stops_it(
    make_run: Callable[[dict[str, object]], Run], hosted: list[HostedRun]
) -> None:
    run = make_run(LONG)
    hosted.append(HostedRun.start(run))
    _until(hosted[0], _steps)
    assert run.is_running
    with pytest.raises(RunError, match="is being trained already"):
        HostedRun.start(run)
    other = HostedRun.follow(Run.open(run.path))
    assert isinstance(_until(other, _steps)[0], RunStarted)
    other.request("stop")
    (end,) = of_kind(_until(other, _ended), RunEnded)
    assert end.status == run.status == "stopped"
    assert run.has_model


def test_it_is_steered_through_its_folder(
    make_run: Callable[[dict[str, object]], Run], hosted: list[HostedRun]
) -> None:
    run = make_run(LONG)
    (run.path / "requests").mkdir()
    send_request(run.path, "stop")  # asked of an earlier process
    hosted.append(HostedRun.start(run))
    told = hosted[0]
    told.request("pause")
    events = _until(told, lambda events: bool(of_kind(events, RunPaused)))
    place = (of_kind(events, RunPaused)[0].epoch, of_kind(events, RunPaused)[0].step)
    told.request("learning_rate", 1e-4)
    told.request("look")
    told.request("allow", "step")
    events = _until(told, lambda events: bool(of_kind(events, RunPaused)))
    kinds = (LearningRateChanged, WeightsSeen, RunContinued, StepEnded, RunPaused)
    assert [type(event) for event in events if isinstance(event, kinds)] == list(kinds)
    assert [(e.epoch, e.step) for e in of_kind(events, StepEnded)] == [place]
    told.request("go_on")
    _until(told, _steps)
    HostedRun.follow(run).request("stop")
    _until(told, _ended)
    assert run.status == "stopped"


def test_epochs_are_added_in_a_process_of_its_own(
    make_run: Callable[[dict[str, object]], Run], hosted: list[HostedRun], trained: Trained
) -> None:
    run = make_run({"optimisation.epochs": 2})
    hosted.append(HostedRun.start(run))
    _until(hosted[0], _ended)
    hosted[0]._process.wait()  # type: ignore[union-attr]
    hosted.append(HostedRun.start(run, more_epochs=1))
    events = _until(hosted[1], _ended)
    assert [event.epochs for event in of_kind(events, EpochsAdded)] == [3]
    assert_same(Run.open(run.path), trained.run)


def test_a_killed_process_is_a_failed_run_that_goes_on(
    make_run: Callable[[dict[str, object]], Run], hosted: list[HostedRun]
) -> None:
    run = make_run(LONG | {"checkpoint.seconds": 0})
    hosted.append(HostedRun.start(run))
    _until(hosted[0], _steps)
    hosted[0].kill()
    (end,) = of_kind(_until(hosted[0], _ended), RunEnded)
    assert end.status == run.status == "failed"
    assert "ended from outside" in end.message
    assert "Resume" in end.mend
    hosted.append(HostedRun.start(run))
    events = _until(hosted[1], _steps)
    (resumed,) = of_kind(events, RunResumed)
    first = of_kind(events, StepEnded)[0]
    assert (first.epoch, first.step) == (resumed.epoch, resumed.step)
    told = [event for event in run.events() if isinstance(event, StepEnded)]
    assert len({(step.epoch, step.step) for step in told}) == len(told)


def test_very_many_events_are_read_in_pieces_and_a_long_line_whole(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    steps: list[Event] = [
        StepEnded(time=0.0, epoch=0, step=n, logs={"loss": 1.0}) for n in range(9_000)
    ]
    long = WeightsSeen(
        time=0.0, epoch=0, step=0, layer="a", filters=[[0.25] * 90_000] * 2, histograms=[]
    )
    told = [*steps, long, *steps]
    path.write_text("".join(to_json(event) + "\n" for event in told))
    tail, read, pieces = EventTail(path), list[Event](), 0
    while some := tail.read():
        read += some
        pieces += 1
    assert read == told
    assert pieces > 5


def test_half_a_line_waits_for_its_other_half(trained: Trained, tmp_path: Path) -> None:
    lines = trained.run.events_path.read_bytes()
    path, half = tmp_path / "events.jsonl", lines.index(b"\n") + 10
    path.write_bytes(lines[:half])
    tail = EventTail(path)
    assert tail.read() == trained.events[:1]
    path.write_bytes(lines)
    assert tail.read() == trained.events[1:]
    assert tail.read() == []
