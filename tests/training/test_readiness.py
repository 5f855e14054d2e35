"""A run that a person trained can be asked at once; being made ready never harms it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from training import cli
from training.compiled import FOLDER, open_compiled
from training.control import Control
from training.events import Event, PhaseProgressed, RunEnded
from training.inference import Predictor
from training.locations import Locations
from training.runs import Run
from training.trainer import create_run, train


def trained_for_a_person(
    trained: Trained, locations: Locations, control: Control | None = None
) -> tuple[Run, list[Event]]:
    """Train a run of one epoch and make it ready; return it and what it said."""
    events: list[Event] = []

    def on_event(event: Event) -> None:
        events.append(event)
        if control and isinstance(event, PhaseProgressed) and event.phase == "readying":
            control.abandon()

    config = tiny_config(Path(trained.config.data.dataset), {"optimisation.epochs": 1})
    run = create_run(config, runs=locations.runs, locations=locations)
    train(run, locations=locations, on_event=on_event, control=control, ready=True)
    return run, events


def test_a_training_for_a_person_ends_ready(trained: Trained, locations: Locations) -> None:
    run, events = trained_for_a_person(trained, locations)
    assert run.status == "done"
    assert Predictor.without_tensorflow(run) is not None
    phases = [event.phase for event in of_kind(events, PhaseProgressed)]
    assert phases.index("readying") > max(
        place for place, phase in enumerate(phases) if phase == "evaluating"
    )
    assert isinstance(events[-1], RunEnded)
    assert not (trained.run.path / FOLDER).exists()  # as engine code trains by default


def test_what_goes_wrong_then_leaves_the_run_done(
    trained: Trained,
    locations: Locations,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space is left")

    monkeypatch.setattr("training.readiness.compile_run", fail)
    run, events = trained_for_a_person(trained, locations)
    assert (run.status, of_kind(events, RunEnded)[0].message) == ("done", "")
    assert "no space is left" in caplog.text
    assert Predictor(run).needs_tensorflow


def test_a_program_that_closes_meanwhile_leaves_the_run_done(
    trained: Trained, locations: Locations
) -> None:
    run, _ = trained_for_a_person(trained, locations, Control())
    assert run.status == "done"
    assert run.predictions("test") is not None


def test_the_command_train_makes_ready(
    trained: Trained, locations: Locations, capsys: pytest.CaptureFixture[str]
) -> None:
    config = trained.run.path / "config.json"
    command = ["train", trained.config.data.dataset, "--config", str(config), "--json"]
    changes = ["--set", "optimisation.epochs=1", "--runs", str(locations.runs)]
    assert cli.main(command + changes) == 0
    run = Run.open(Path(json.loads(capsys.readouterr().out)["run"]))
    assert open_compiled(run) is not None


def test_a_run_from_before_is_made_ready_by_command(
    own_run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in own_run.path.rglob("*") if path.is_file()}
    assert cli.main(["ready", str(own_run.path), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["compiled"], made["reference"]) == (True, True)
    assert Predictor.without_tensorflow(own_run) is not None
    assert {path: path.read_bytes() for path in before} == before
    assert cli.main(["ready", str(own_run.path)]) == 0
    assert f"{own_run.name} answers without TensorFlow." in capsys.readouterr().out


def test_the_command_says_what_is_missing(
    own_run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.compiled.LARGEST_ERROR", -1.0)
    assert cli.main(["ready", str(own_run.path)]) == 2
    assert "has no compiled form: Keras answers for it" in capsys.readouterr().err
    own_run.model_path.unlink()
    assert cli.main(["ready", str(own_run.path)]) == 2
    assert "has no model" in capsys.readouterr().err
    shutil.rmtree(own_run.path)
    assert cli.main(["ready", str(own_run.path)]) == 2
    assert "is not a run folder" in capsys.readouterr().err
