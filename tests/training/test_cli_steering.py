"""`lesionlab steer`: a training of another process is held, led on, and changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.data.run_folders import make_run, told
from tests.data.runs import of_kind
from tests.training.test_cli import Command
from training import requests
from training.claim import Claim
from training.control import Control
from training.data.dataset import Dataset
from training.events import (
    EpochEnded,
    Event,
    LearningRateChanged,
    RunContinued,
    RunPaused,
    StepEnded,
)
from training.host import HostedRun
from training.runs import Run

A = "2026-01-01-000000-a"
SETTINGS = (
    "--set=model.image_size=[32,32]",
    "--set=optimisation.batch_size=8",
    "--set=optimisation.epochs=5000",
)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def test_a_training_is_held_led_on_changed_and_stopped(
    command: Command, tiny_dataset: Dataset, home: Path
) -> None:
    started = command(
        "train", tiny_dataset.root, "--recipe", "small-cnn", *SETTINGS, "--detach", "--json"
    )
    run = Run.open(Path(started.json["run"]))
    while not run.is_running:  # it takes a second to start; the test's own timeout ends this
        assert not run.end, run.end
    follower = HostedRun.follow(run)

    def until(kind: type[Event]) -> list[Event]:
        events: list[Event] = []
        while not of_kind(events, kind):  # the test's own timeout ends this
            events += follower.poll()
            assert not follower.ended, events[-1]
        return events

    try:
        until(StepEnded)
        ended = command("steer", run.name, "--pause")
        assert (ended.status, ended.out) == (0, f"{run.name} is held before its next step.\n")
        (paused,) = of_kind(until(RunPaused), RunPaused)

        ended = command("steer", run.path, "--step", "--learning-rate", "1e-4", "--json")
        assert ended.json == {"run": str(run.path), "asked": "step", "learning_rate": 1e-4}
        events = until(RunPaused)
        (changed,) = of_kind(events, LearningRateChanged)
        assert changed.learning_rate == pytest.approx(1e-4)
        steps = of_kind(events, StepEnded)
        assert [(step.epoch, step.step) for step in steps] == [(paused.epoch, paused.step)]

        assert command("steer", run.name, "--epoch").status == 0
        events = until(RunPaused)
        assert len(of_kind(events, EpochEnded)) == 1
        ended = command("steer", run.name, "--learning-rate", "0.002", "--continue")
        assert ended.out == (
            f"{run.name} learns at a rate of 0.002 from its next step on, and goes on.\n"
        )
        until(EpochEnded)
        assert of_kind(list(run.events()), LearningRateChanged)[-1].learning_rate == 0.002
        assert command("stop", run.path, "--no-evaluation").status == 0
        while not follower.ended:
            follower.poll()
        assert run.status == "stopped"
        assert len(of_kind(list(run.events()), RunContinued)) == 3
    finally:
        follower.kill()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Nothing is asked"),
        (("--pause", "--step"), "--pause and --step do not go together"),
        (("--learning-rate", "0"), "learning rate of 0 is not allowed"),
        (("--learning-rate", "nan", "--step"), "learning rate of nan is not allowed"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    words: tuple[str, ...], message: str, command: Command, home: Path
) -> None:
    run = make_run(home / "runs", A)
    with Claim(run.path):
        ended = command("steer", A, *words)
    assert ended.status == 2
    assert message in ended.err
    assert not (run.path / "requests").exists()


def test_a_run_that_nobody_trains_is_not_steered(command: Command, home: Path) -> None:
    run = make_run(home / "runs", A)
    ended = command("steer", A, "--pause")
    assert ended.status == 2
    assert f"Nobody trains the run {A} now: it is unfinished." in ended.err
    assert f"--resume {run.path}" in ended.err
    done = make_run(home / "runs", "2026-01-02-000000-b", events=told(epochs=3, best=1))
    ended = command("steer", done.name, "--continue")
    assert ended.status == 2
    assert "it is done" in ended.err
    assert "--resume" not in ended.err
    assert not (run.path / "requests").exists()


@pytest.mark.parametrize("words", [("steer", "--pause"), ("stop",)])
def test_who_takes_no_requests_is_not_said_to_obey(
    words: tuple[str, ...], command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "ANSWER_SECONDS", 0.0)
    run = make_run(home / "runs", A)
    with Claim(run.path):  # as a window does that trains it itself
        ended = command(words[0], run.path, *words[1:])
    assert (ended.status, ended.out) == (2, "")
    assert "takes no requests from outside" in ended.err
    assert list((run.path / "requests").iterdir()) == []


def test_requests_are_done_while_a_training_obeys_and_not_afterwards(tmp_path: Path) -> None:
    control, before = Control(), threading.active_count()
    with requests.obeying(tmp_path, control):
        requests.await_taken(requests.send_request(tmp_path, "stop"))
        assert control.stop_requested.is_set()
    assert threading.active_count() == before
    path = requests.send_request(tmp_path, "look")
    assert path.exists()
    assert not control.look_requested.is_set()
