"""Closing the window never loses a run and never ends in a crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.pictures import noise
from training.data.dataset import Dataset
from training.events import EpochEnded
from training.inference import Predictor
from training.locations import Locations
from training.runs import Run, list_runs

ASKED = "asked: Stop the training and close LesionLab?"


def close(moment: str, dataset: Dataset) -> list[str]:
    """Return what the application in a process of its own says until it has ended well."""
    done = subprocess.run(
        [
            *(sys.executable, "-X", "faulthandler", "-m", "tests.desktop_app.closing"),
            *(moment, str(dataset.root)),
        ],
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert "QThread" not in done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


def the_run(locations: Locations) -> Run:
    [folder] = list_runs(locations.runs)
    return Run.open(folder)


def hidden_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith(".")]


def test_a_running_training_is_asked_about_goes_on_and_is_then_stopped_and_kept(
    dataset: Dataset, locations: Locations
) -> None:
    said = close("running", dataset)

    assert said == [
        "starting",
        "running",
        *("closed: False", ASKED, "answered: Go on training"),
        *("closed: False", ASKED, "stopping", "answered: Stop and close"),
        "idle",
        "finished",
    ]
    run = the_run(locations)
    assert run.status == "stopped"
    assert sum(isinstance(event, EpochEnded) for event in run.events()) >= 2
    assert 0 <= Predictor(run).predict([noise(0)])[0].probability <= 1
    assert hidden_files(locations.runs) == []


def test_a_training_that_is_still_starting_is_stopped_too(
    dataset: Dataset, locations: Locations
) -> None:
    said = close("starting", dataset)

    assert said == [
        "starting",
        "TensorFlow is there: False",
        *("closed: False", ASKED, "stopping", "answered: Stop and close"),
        "idle",
        "finished",
    ]
    assert the_run(locations).status == "stopped"
    assert hidden_files(locations.runs) == []


def test_a_paused_training_is_asked_about_stays_paused_and_is_then_stopped_and_kept(
    dataset: Dataset, locations: Locations
) -> None:
    said = close("paused", dataset)

    assert said == [
        "starting",
        "running",
        "paused",
        *("closed: False", ASKED, "answered: Stay paused"),
        *("closed: False", ASKED, "stopping", "answered: Stop and close"),
        "idle",
        "finished",
    ]
    assert the_run(locations).status == "stopped"
    assert hidden_files(locations.runs) == []


def test_a_training_that_is_stopping_need_not_be_evaluated_any_more(
    dataset: Dataset, locations: Locations
) -> None:
    said = close("stopping", dataset)

    assert said == [
        "starting",
        "running",
        "stopping",
        *("closed: False", ASKED, "answered: Stop and close"),
        "idle",
        "finished",
    ]
    assert the_run(locations).status == "stopped"
    assert hidden_files(locations.runs) == []


def test_background_work_is_left_without_a_question_and_without_a_trace(
    dataset: Dataset, locations: Locations
) -> None:
    assert close("drawing", dataset) == ["drawing", "closed: True"]

    assert [folder.name for folder in locations.datasets.iterdir()] == ["tiny"]


@pytest.fixture(autouse=True)
def _from_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
