"""Training starts from what is set up, and asks for the weights that it lacks."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.actions.training import Order
from tests.desktop_app.actions.failing import failure_of
from tests.desktop_app.conftest import WAIT, Parts
from training.backbones import BACKBONES
from training.config import RunConfig
from training.data.dataset import Dataset
from training.errors import DataError, WeightsError
from training.locations import Locations
from training.runs import Run

MOBILENET = BACKBONES["mobilenet_025"]


def test_without_a_data_set_a_training_says_what_to_do(parts: Parts) -> None:
    with pytest.raises(DataError, match="Open one first"):
        parts.actions.training.start("small-cnn", {})


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch, run: Run) -> list[RunConfig]:
    """Return the configs that trainings are started with; none of them takes time."""
    configs: list[RunConfig] = []

    def create_run(config: RunConfig, *, runs: Path, locations: Locations) -> Run:
        configs.append(config)
        return run

    monkeypatch.setattr("desktop_app.actions.training.create_run", create_run)
    monkeypatch.setattr("desktop_app.actions.training.train", lambda *_args, **_named: None)
    return configs


def test_a_training_gets_the_recipe_the_changes_and_the_open_data_set(
    qtbot: QtBot, parts: Parts, dataset: Dataset, run: Run, fitted: list[RunConfig]
) -> None:
    parts.workspace.open_dataset(dataset)

    with qtbot.waitSignal(parts.session.finished, timeout=WAIT) as finished:
        parts.actions.training.start("small-cnn", {"optimisation.epochs": 3, "seed": 7})

    [config] = fitted
    assert (config.recipe, config.optimisation.epochs, config.seed) == ("small-cnn", 3, 7)
    assert config.data.dataset == str(dataset.root)
    assert finished.args == [run]


def test_a_training_is_stopped_and_what_was_learned_is_kept(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.workspace.open_dataset(dataset)
    parts.actions.training.start("small-cnn", {"optimisation.epochs": 1000})
    qtbot.waitUntil(lambda: parts.session.state == "running", timeout=WAIT)

    with qtbot.waitSignal(parts.session.finished, timeout=WAIT) as finished:
        parts.actions.training.stop()

    stopped: Run = finished.args[0]
    assert stopped.status == "stopped"


def test_missing_weights_are_asked_for_before_anything_starts(
    qtbot: QtBot, parts: Parts, dataset: Dataset, fitted: list[RunConfig]
) -> None:
    parts.workspace.open_dataset(dataset)

    with qtbot.waitSignal(parts.actions.training.weights_needed) as needed:
        parts.actions.training.start("frozen-mobilenet-025", {})

    backbone, order = needed.args
    assert backbone is MOBILENET
    assert order.config.model.architecture == "mobilenet_025"
    assert parts.session.state == "idle"
    assert fitted == []


def test_a_chosen_weight_file_is_kept_and_the_training_starts(
    qtbot: QtBot,
    parts: Parts,
    dataset: Dataset,
    fitted: list[RunConfig],
    locations: Locations,
    tmp_path: Path,
) -> None:
    parts.workspace.open_dataset(dataset)
    with h5py.File(tmp_path / "from a colleague.h5", "w") as file:
        file["weights"] = np.ones(3)
    with qtbot.waitSignal(parts.actions.training.weights_needed) as needed:
        parts.actions.training.start("frozen-mobilenet-025", {})

    with qtbot.waitSignal(parts.session.finished, timeout=WAIT):
        parts.actions.training.take_weights(*needed.args, tmp_path / "from a colleague.h5")

    assert fitted == [needed.args[1].config]
    assert (locations.weights / MOBILENET.weights_file).is_file()


def test_a_chosen_file_that_holds_no_weights_is_refused_and_not_kept(
    qtbot: QtBot, parts: Parts, fitted: list[RunConfig], locations: Locations, tmp_path: Path
) -> None:
    broken = tmp_path / "page.h5"
    broken.write_text("<html>Not found</html>")

    error = failure_of(
        qtbot, lambda: parts.actions.training.take_weights(MOBILENET, Order(RunConfig()), broken)
    )

    assert isinstance(error, WeightsError)
    assert str(broken) in error.message
    assert not (locations.weights / MOBILENET.weights_file).exists()
    assert fitted == []
