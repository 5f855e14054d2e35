"""What a person can do, done with real files, threads and a real run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from PIL import Image
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app import actions as actions_module
from desktop_app.actions import THUMBNAIL, Actions, PredictedPicture, RunResults
from desktop_app.jobs import Job
from tests.desktop_app.conftest import WAIT, Parts
from training.backbones import BACKBONES
from training.config import PARTS, RunConfig
from training.control import Control
from training.data.dataset import Dataset
from training.errors import DataError, ImageError, LesionLabError, RunError, WeightsError
from training.events import Event
from training.inference import Predictor
from training.locations import Locations
from training.preview import BatchPreview
from training.runs import Run

MOBILENET = BACKBONES["mobilenet_025"]


@pytest.fixture
def actions(parts: Parts) -> Actions:
    return parts.actions


def failure_of(qtbot: QtBot, start: Callable[[], Job]) -> LesionLabError:
    """Return what work ends with that nobody connected a handler to."""
    with capture_exceptions() as caught, qtbot.waitSignal(start().finished, timeout=WAIT):
        pass
    [(_, error, _)] = caught
    assert isinstance(error, LesionLabError)
    return error


# Training


def test_without_a_data_set_a_training_says_what_to_do(actions: Actions) -> None:
    with pytest.raises(DataError, match="Open one first"):
        actions.start_training("small-cnn", {})


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch, run: Run) -> list[RunConfig]:
    """Return the configs that trainings are started with; none of them takes time."""
    configs: list[RunConfig] = []

    def fit(
        config: RunConfig,
        *,
        runs: Path,
        locations: Locations,
        on_event: Callable[[Event], None],
        control: Control,
    ) -> Run:
        configs.append(config)
        return run

    monkeypatch.setattr(actions_module, "fit", fit)
    return configs


def test_a_training_gets_the_recipe_the_changes_and_the_open_data_set(
    qtbot: QtBot, parts: Parts, dataset: Dataset, run: Run, fitted: list[RunConfig]
) -> None:
    parts.workspace.open_dataset(dataset)

    with qtbot.waitSignal(parts.session.finished, timeout=WAIT) as finished:
        parts.actions.start_training("small-cnn", {"optimisation.epochs": 3, "seed": 7})

    [config] = fitted
    assert (config.recipe, config.optimisation.epochs, config.seed) == ("small-cnn", 3, 7)
    assert config.data.dataset == str(dataset.root)
    assert finished.args == [run]


def test_a_training_is_stopped_and_what_was_learned_is_kept(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.workspace.open_dataset(dataset)
    parts.actions.start_training("small-cnn", {"optimisation.epochs": 1000})
    qtbot.waitUntil(lambda: parts.session.state == "running", timeout=WAIT)

    with qtbot.waitSignal(parts.session.finished, timeout=WAIT) as finished:
        parts.actions.stop_training()

    stopped: Run = finished.args[0]
    assert stopped.status == "stopped"


def test_missing_weights_are_asked_for_before_anything_starts(
    qtbot: QtBot, parts: Parts, dataset: Dataset, fitted: list[RunConfig]
) -> None:
    parts.workspace.open_dataset(dataset)

    with qtbot.waitSignal(parts.actions.weights_needed) as needed:
        parts.actions.start_training("frozen-mobilenet-025", {})

    backbone, config = needed.args
    assert backbone is MOBILENET
    assert config.model.architecture == "mobilenet_025"
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
    with qtbot.waitSignal(parts.actions.weights_needed) as needed:
        parts.actions.start_training("frozen-mobilenet-025", {})

    with qtbot.waitSignal(parts.session.finished, timeout=WAIT):
        parts.actions.take_weights(*needed.args, tmp_path / "from a colleague.h5")

    assert fitted == [needed.args[1]]
    assert (locations.weights / MOBILENET.weights_file).is_file()


def test_a_chosen_file_that_holds_no_weights_is_refused_and_not_kept(
    qtbot: QtBot, parts: Parts, fitted: list[RunConfig], locations: Locations, tmp_path: Path
) -> None:
    broken = tmp_path / "page.h5"
    broken.write_text("<html>Not found</html>")

    error = failure_of(qtbot, lambda: parts.actions.take_weights(MOBILENET, RunConfig(), broken))

    assert isinstance(error, WeightsError)
    assert str(broken) in error.message
    assert not (locations.weights / MOBILENET.weights_file).exists()
    assert fitted == []


# Runs


def test_a_run_opens_with_its_data_set(
    qtbot: QtBot, parts: Parts, run: Run, tiny_dataset: Dataset
) -> None:
    with qtbot.waitSignals(
        [parts.workspace.dataset_changed, parts.workspace.run_changed], order="strict", timeout=WAIT
    ):
        parts.actions.open_run(run.path)

    assert parts.workspace.run is not None
    assert parts.workspace.run.path == run.path
    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.root == tiny_dataset.root


def test_a_data_set_that_is_open_is_not_opened_again(
    qtbot: QtBot, parts: Parts, run: Run, tiny_dataset: Dataset
) -> None:
    parts.workspace.open_dataset(tiny_dataset)

    with (
        qtbot.assertNotEmitted(parts.workspace.dataset_changed),
        qtbot.waitSignal(parts.workspace.run_changed, timeout=WAIT),
    ):
        parts.actions.open_run(run.path)


def test_a_run_whose_data_set_is_gone_opens_all_the_same(
    qtbot: QtBot, parts: Parts, run: Run, tmp_path: Path
) -> None:
    moved = json.loads((run.path / "dataset.json").read_text())
    moved["path"] = str(tmp_path / "gone")
    (run.path / "dataset.json").write_text(json.dumps(moved))

    with qtbot.waitSignal(parts.workspace.run_changed, timeout=WAIT):
        parts.actions.open_run(run.path)

    assert parts.workspace.dataset is None


@pytest.mark.parametrize(
    "spoil",
    [
        shutil.rmtree,
        lambda folder: (folder / "dataset.json").write_text("{}"),
        lambda folder: (folder / "config.json").write_text("{"),
        lambda folder: (folder / "operating_point.json").write_text("[]"),
    ],
    ids=["no folder", "dataset.json", "config.json", "operating_point.json"],
)
def test_a_folder_that_is_no_sound_run_leaves_open_what_was(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run, spoil: Callable[[Path], Any]
) -> None:
    parts.workspace.open_run(run)
    spoil(other_run.path)

    error = failure_of(qtbot, lambda: parts.actions.open_run(other_run.path))

    assert str(other_run.path) in error.message
    assert parts.workspace.run is run
    assert parts.workspace.dataset is None


def test_the_results_of_a_run_are_those_in_its_folder(
    qtbot: QtBot, parts: Parts, run: Run, tiny_dataset: Dataset
) -> None:
    with qtbot.waitSignal(parts.actions.results_ready, timeout=WAIT) as ready:
        parts.actions.load_results(run)

    results: RunResults = ready.args[0]
    reports = json.loads((run.path / "evaluation.json").read_text())
    assert {part: shown.to_dict(0.5) for part, shown in results.parts.items()} == reports
    assert set(results.parts) == {"validation", "test"}
    for shown in results.parts.values():
        assert all(results.images[str(name)].is_file() for name in shown.predictions.sample_id)


def test_damaged_predictions_are_told(qtbot: QtBot, actions: Actions, run: Run) -> None:
    run.predictions_path("test").write_bytes(b"no archive")

    error = failure_of(qtbot, lambda: actions.load_results(run))

    assert isinstance(error, RunError)
    assert "test.npz" in error.message


# Pictures


@pytest.mark.parametrize("part", PARTS)
def test_a_batch_of_each_part_is_shown_as_the_model_sees_it(
    qtbot: QtBot, parts: Parts, dataset: Dataset, part: str
) -> None:
    parts.workspace.open_dataset(dataset)

    with qtbot.waitSignal(parts.actions.batch_ready, timeout=WAIT) as ready:
        parts.actions.load_batch("small-cnn", {}, part, 0)

    batch: BatchPreview = ready.args[0]
    assert (batch.part, batch.number) == (part, 0)
    assert batch.pictures.shape[1:] == (64, 64, 3)
    assert len(batch.classes) == len(batch.pictures) > 0


def test_of_batches_asked_for_in_a_row_only_the_last_arrives(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.workspace.open_dataset(dataset)
    arrived: list[BatchPreview] = []
    parts.actions.batch_ready.connect(arrived.append)

    for number in range(2):
        parts.actions.load_batch("small-cnn", {}, "train", number)
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)

    assert [batch.number for batch in arrived] == [1]


def test_without_a_data_set_there_is_no_batch(parts: Parts) -> None:
    parts.actions.load_batch("small-cnn", {}, "train", 0)

    assert parts.jobs.active == ()


def test_thumbnails_are_small_and_what_cannot_be_read_is_left_out(
    qtbot: QtBot, actions: Actions, tmp_path: Path
) -> None:
    Image.new("RGB", (400, 200), "#804020").save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    images = {name: tmp_path / f"{name}.png" for name in ("bad", "gone", "good")}

    with qtbot.waitSignal(actions.thumbnails_ready, timeout=WAIT) as ready:
        actions.load_thumbnails(images)

    assert list(ready.args[0]) == ["good"]
    assert ready.args[0]["good"].shape == (THUMBNAIL // 2, THUMBNAIL, 3)


# Predicting


@pytest.fixture
def picture(tiny_dataset_folder: Path) -> Path:
    return tiny_dataset_folder / "malignant" / "malignant_03.png"


def test_a_file_and_its_pixels_get_the_answer_of_the_saved_model(
    qtbot: QtBot, parts: Parts, run: Run, picture: Path
) -> None:
    parts.workspace.open_run(run)
    pixels = np.asarray(Image.open(picture))
    answers: list[PredictedPicture] = []
    parts.actions.predicted.connect(answers.append)

    parts.actions.predict_file(picture)
    parts.actions.predict_pixels(pixels, "Pasted picture")
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=WAIT)

    expected = Predictor(run).predict_files([picture])[0].probability
    assert [answer.name for answer in answers] == ["malignant_03.png", "Pasted picture"]
    for answer in answers:
        assert answer.prediction.probability == pytest.approx(expected, abs=1e-6)
        assert np.array_equal(answer.pixels, pixels)
        assert answer.run is run


def test_the_next_run_is_asked_once_it_is_open(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run, picture: Path
) -> None:
    answers: list[PredictedPicture] = []
    parts.actions.predicted.connect(answers.append)

    for opened in (run, other_run):
        parts.workspace.open_run(opened)
        parts.actions.predict_file(picture)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=WAIT)

    assert [answer.run for answer in answers] == [run, other_run]


def test_a_broken_picture_is_told_and_the_next_one_is_read(
    qtbot: QtBot, parts: Parts, run: Run, picture: Path, tmp_path: Path
) -> None:
    parts.workspace.open_run(run)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(picture.read_bytes()[:50])

    error = failure_of(qtbot, lambda: parts.actions.predict_file(broken))

    assert isinstance(error, ImageError)
    assert str(broken) in error.message
    with qtbot.waitSignal(parts.actions.predicted, timeout=WAIT):
        parts.actions.predict_file(picture)


def test_a_run_without_a_model_says_so(qtbot: QtBot, parts: Parts, run: Run, picture: Path) -> None:
    run.model_path.unlink()
    parts.workspace.open_run(run)

    error = failure_of(qtbot, lambda: parts.actions.predict_file(picture))

    assert "has no model" in error.message


def test_without_a_run_there_is_nobody_to_ask(actions: Actions, picture: Path) -> None:
    with pytest.raises(RunError, match="open a run first"):
        actions.predict_file(picture)


# The threshold


def saved_thresholds(run: Run) -> set[float]:
    reports = json.loads((run.path / "evaluation.json").read_text())
    return {report["threshold"] for report in reports.values()}


def test_a_drag_of_the_threshold_is_saved_once_it_rests(
    qtbot: QtBot, parts: Parts, run: Run
) -> None:
    parts.workspace.open_run(run)
    for step in range(30, 21, -1):
        parts.actions.move_threshold(step / 100)

    assert parts.workspace.threshold == 0.22
    assert not run.operating_point.chosen
    qtbot.waitUntil(lambda: run.operating_point.chosen)
    assert run.operating_point.threshold == 0.22
    qtbot.waitUntil(lambda: saved_thresholds(run) == {0.22})


def test_the_threshold_can_be_saved_at_once(qtbot: QtBot, parts: Parts, run: Run) -> None:
    parts.workspace.open_run(run)
    parts.actions.move_threshold(0.3)

    parts.actions.save_threshold()

    assert run.operating_point.threshold == 0.3
    qtbot.waitUntil(lambda: saved_thresholds(run) == {0.3})


def test_a_threshold_belongs_to_the_run_on_which_it_was_moved(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run
) -> None:
    parts.workspace.open_run(run)
    parts.actions.move_threshold(0.3)
    parts.workspace.open_run(other_run)
    parts.actions.move_threshold(0.7)
    parts.actions.save_threshold()

    assert run.operating_point.threshold == 0.3
    assert other_run.operating_point.threshold == 0.7


def test_opening_the_same_run_again_keeps_the_threshold_just_chosen(
    qtbot: QtBot, parts: Parts, run: Run
) -> None:
    parts.workspace.open_run(run)
    parts.actions.move_threshold(0.3)

    with qtbot.waitSignal(parts.workspace.run_changed, timeout=WAIT):
        parts.actions.open_run(run.path)

    assert parts.workspace.threshold == 0.3


def test_a_reset_forgets_the_chosen_threshold(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run
) -> None:
    parts.workspace.open_run(other_run)
    parts.actions.move_threshold(0.7)
    run.save_threshold(0.2)
    parts.workspace.open_run(run)
    parts.actions.move_threshold(0.3)

    with qtbot.waitSignal(parts.workspace.threshold_changed):
        parts.actions.reset_threshold()
    parts.actions.save_threshold()

    assert parts.workspace.threshold == 0.5
    assert not run.operating_point.chosen
    assert other_run.operating_point.threshold == 0.7
    qtbot.waitUntil(lambda: saved_thresholds(run) == {0.5})


def test_without_a_run_the_threshold_only_moves(parts: Parts) -> None:
    parts.actions.move_threshold(0.3)
    parts.actions.save_threshold()
    parts.actions.reset_threshold()

    assert parts.workspace.threshold == 0.3
    assert parts.jobs.active == ()
