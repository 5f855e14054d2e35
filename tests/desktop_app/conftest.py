"""One small run, trained once, and the window's parts with their real threads."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.actions import Actions
from desktop_app.app import Application
from desktop_app.jobs import Jobs
from desktop_app.session import Session
from desktop_app.settings import Settings
from desktop_app.workspace import Workspace
from training.config import with_changes
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.events import Event
from training.locations import Locations, current_locations
from training.recipes import get_recipe
from training.runs import Run
from training.trainer import fit

WAIT = 60_000
"""Milliseconds in which TensorFlow is through with anything here, also on a busy computer."""


@dataclass(frozen=True, eq=False)
class Trained:
    """A run and what it said while it was trained."""

    run: Run
    events: tuple[Event, ...]


@dataclass(frozen=True, eq=False)
class Parts:
    """What a person's actions go through, without a window."""

    jobs: Jobs
    session: Session
    workspace: Workspace
    actions: Actions


@pytest.fixture(autouse=True)
def _collect_on_this_thread_alone() -> Iterator[None]:
    """As in the program: a worker that deletes a Qt object of a cycle would end the process."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def tiny_dataset(tiny_dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return a data set of 24 benign and 24 malignant pictures. Not to be changed by tests."""
    folder = tmp_path_factory.mktemp("datasets") / "tiny"
    return import_dataset([tiny_dataset_folder], folder, positive=["malignant"])


@pytest.fixture(scope="session")
def trained(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Return a run of two epochs. Not to be changed by tests."""
    home = tmp_path_factory.mktemp("trained")
    locations = Locations(**dict.fromkeys(Locations.__annotations__, home))
    config = with_changes(
        get_recipe("small-cnn").config,
        {
            "data.dataset": str(tiny_dataset.root),
            "model.image_size": [32, 32],
            "optimisation.epochs": 2,
            "optimisation.batch_size": 8,
        },
    )
    events: list[Event] = []
    run = fit(config, runs=home / "runs", locations=locations, on_event=events.append)
    return Trained(run, tuple(events))


@pytest.fixture
def locations(home: Path, monkeypatch: pytest.MonkeyPatch) -> Locations:
    """Return the folders of the test; Keras's own are among them."""
    monkeypatch.setenv("KERAS_HOME", str(home / "keras"))
    return current_locations()


@pytest.fixture
def run(trained: Trained, locations: Locations) -> Run:
    """Return a copy of the trained run, to do with as one likes."""
    return copy_of(trained.run, locations, "first")


@pytest.fixture
def other_run(trained: Trained, locations: Locations) -> Run:
    """Return another copy."""
    return copy_of(trained.run, locations, "other")


def copy_of(run: Run, locations: Locations, name: str) -> Run:
    """Return a copy of a run among the runs of the test."""
    return Run.open(shutil.copytree(run.path, locations.runs / name))


@pytest.fixture
def dataset(tiny_dataset: Dataset, locations: Locations) -> Dataset:
    """Return a copy of the tiny data set; its pictures stay where they are."""
    copy = replace(tiny_dataset, root=locations.datasets / "tiny")
    copy.save()
    return copy


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    """Return the threads, with TensorFlow."""
    jobs = Jobs()
    yield jobs
    assert jobs.shutdown(60)


@pytest.fixture
def parts(jobs: Jobs, locations: Locations) -> Iterator[Parts]:
    """Return the window's parts."""
    session = Session(jobs)
    workspace = Workspace()
    actions = Actions(jobs, session, workspace, locations)
    yield Parts(jobs, session, workspace, actions)
    actions.threshold.save()


@pytest.fixture
def application(qtbot: QtBot, locations: Locations) -> Iterator[Application]:
    """Return the real application with its window on the screen."""
    application = Application(locations, Settings(locations))
    application.window.show()
    yield application
    application.session.abandon()
    qtbot.waitUntil(lambda: application.session.state == "idle", timeout=WAIT)
    application.window.close()
    assert application.shut_down()
    application.window.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot, application: Application, run: Run) -> Application:
    """Return the application with a run and its data set open."""
    application.actions.runs.open(run.path)
    qtbot.waitUntil(lambda: application.workspace.run is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
    return application
