"""A training learns, can be stopped at any moment, is repeatable, and says why it failed."""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.runs import locations_below, of_kind, tiny_config
from tests.training.conftest import Trained
from training.config import PARTS, AugmentationConfig, RunConfig, read_config
from training.control import Control
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.errors import ConfigError, DataError, LesionLabError, TrainingError
from training.events import (
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    RunStarted,
    StepEnded,
)
from training.inference import load_model
from training.locations import Locations
from training.pipeline import Samples, evaluation_batches, samples_of_parts
from training.preprocessing import read_image
from training.runs import Run, list_runs
from training.trainer import fit


@pytest.fixture
def locations(tmp_path: Path, trained: Trained) -> Locations:
    """Return folders of the test's own, where the tiny data set is decoded already."""
    locations = locations_below(tmp_path)
    shutil.copytree(trained.locations.cache, locations.cache)
    return locations


def _fit(
    config: RunConfig,
    locations: Locations,
    on_event: Callable[[Event, Control], None] = lambda event, control: None,
    control: Control | None = None,
) -> tuple[Run, list[Event]]:
    """Train, and let `on_event` see every event with the control at hand."""
    events: list[Event] = []
    control = control or Control()

    def seen(event: Event) -> None:
        events.append(event)
        on_event(event, control)

    run = fit(config, runs=locations.runs, locations=locations, on_event=seen, control=control)
    return run, events


def _fail(
    config: RunConfig, locations: Locations, error: type[Exception] = LesionLabError
) -> tuple[Any, Run, list[Event]]:
    """Return the error of a training that fails, its run and its events."""
    events: list[Event] = []
    with pytest.raises(error) as caught:
        fit(config, runs=locations.runs, locations=locations, on_event=events.append)
    (folder,) = list_runs(locations.runs)
    return caught.value, Run.open(folder), events


def _samples(run: Run, dataset: Dataset, part: str, locations: Locations) -> Samples:
    table = run.split().merge(dataset.samples[["sample_id", "sha256"]], on="sample_id")
    return samples_of_parts(run, dataset.image_path, table, (part,), cache=locations.cache)[part]


def _assert_failed(error: LesionLabError, run: Run, events: list[Event]) -> None:
    """The last event says what the error says, and the log where it came from."""
    end = events[-1]
    assert isinstance(end, RunEnded)
    assert (end.status, end.message, end.mend) == ("failed", error.message, error.mend)
    assert run.end == end
    assert "Traceback" in (run.path / "log.txt").read_text(encoding="utf-8")


# What a finished run is


def test_it_learns_to_tell_the_tiny_set_apart(trained: Trained) -> None:
    epochs = of_kind(trained.events, EpochEnded)
    assert epochs[-1].logs["val_accuracy"] > 0.9
    assert epochs[-1].logs["loss"] < epochs[0].logs["loss"]
    report = json.loads((trained.run.path / "evaluation.json").read_text())
    assert report["test"]["auc"]["value"] > 0.9


def test_the_folder_holds_everything_and_can_be_read_without_the_program(trained: Trained) -> None:
    folder = trained.run.path
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert {name for name in names if not name.startswith("checkpoints/state-")} == {
        "best.keras",
        "checkpoints/last.keras",
        "config.json",
        "dataset.json",
        "environment.json",
        "evaluation.json",
        "events.jsonl",
        "history.csv",
        "log.txt",
        "predictions/test.npz",
        "predictions/validation.npz",
        "split.csv",
    }
    values = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert values["config"]["optimisation"]["epochs"] == 3
    assert values["dataset"]["classes"] == ["benign", "malignant"]
    assert {"python", "devices", "packages"} <= set(values["environment"])
    assert set(values["evaluation"]) == {"validation", "test"}
    for line in (folder / "events.jsonl").read_text("utf-8").splitlines():
        assert json.loads(line)["kind"]
    with (folder / "split.csv").open(newline="") as stream:
        assert {row["split"] for row in csv.DictReader(stream)} == set(PARTS)
    with np.load(folder / "predictions" / "test.npz", allow_pickle=False) as arrays:
        assert arrays["y_score"].shape == (7, 1)


def test_the_config_is_complete_for_another_run(trained: Trained, tiny_dataset: Dataset) -> None:
    data = read_config(trained.run.path / "config.json").data
    assert tiny_dataset.fingerprint in data.fingerprint
    assert data.positive == ("malignant",)
    assert Path(data.dataset) == tiny_dataset.root


def test_events_come_in_order(trained: Trained) -> None:
    events = trained.events
    started, ended = events[0], events[-1]
    assert isinstance(started, RunStarted)
    assert isinstance(ended, RunEnded)
    assert ended.status == trained.run.status == "done"
    assert (started.epochs, started.validation_steps) == (3, 2)
    assert sum(started.counts.values()) == 48
    steps = [(step.epoch, step.step) for step in of_kind(events, StepEnded)]
    assert steps == [(e, s) for e in range(3) for s in range(started.steps_per_epoch)]
    phases = [event.phase for event in of_kind(events, PhaseProgressed)]
    assert list(dict.fromkeys(phases)) == [
        "loading",
        "preparing",
        "building",
        "training",
        "validating",
        "evaluating",
    ]


def test_each_epoch_is_steps_then_validation_then_its_end(trained: Trained) -> None:
    names = [
        event.phase if isinstance(event, PhaseProgressed) else event.kind
        for event in trained.events
    ]
    first = names[names.index("training") : names.index("epoch_ended") + 1]
    steps = of_kind(trained.events, RunStarted)[0].steps_per_epoch
    assert first == ["training", *["step_ended"] * steps, *["validating"] * 3, "epoch_ended"]


def test_the_events_of_the_folder_are_those_that_were_told(trained: Trained) -> None:
    assert list(trained.run.events()) == trained.events


def test_the_history_equals_the_events(trained: Trained) -> None:
    epochs, rows = of_kind(trained.events, EpochEnded), trained.run.history()
    assert [int(row["epoch"]) for row in rows] == [0, 1, 2]
    for epoch, row in zip(epochs, rows, strict=True):
        assert {name: float(row[name]) for name in epoch.logs} == epoch.logs
        assert bool(int(row["best"])) == epoch.best


def test_the_kept_model_is_that_of_the_lowest_validation_loss(
    tiny_dataset: Dataset, trained: Trained, locations: Locations
) -> None:
    import keras

    # Steps so large that a later epoch is usually worse than an earlier one.
    changes = {"optimisation.epochs": 5, "optimisation.learning_rate": 0.02}
    config = tiny_config(tiny_dataset.root, changes)
    run, events = _fit(config, locations)
    epochs = of_kind(events, EpochEnded)
    losses = [epoch.logs["val_loss"] for epoch in epochs]
    running = [loss == min(losses[: i + 1]) for i, loss in enumerate(losses)]
    assert [epoch.best for epoch in epochs] == running
    model = keras.saving.load_model(run.model_path)
    validation = _samples(run, tiny_dataset, "validation", locations)
    batches = evaluation_batches(validation, batch_size=8)
    model.compile(loss="binary_crossentropy")
    found = model.evaluate(batches, verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx(min(losses), abs=1e-6)


def test_predictions_are_those_of_the_kept_model(trained: Trained, tiny_dataset: Dataset) -> None:
    model, predictions = load_model(trained.run), trained.run.predictions("validation")
    assert predictions is not None
    images = tiny_dataset.samples.set_index("sample_id")["image"]
    pictures = np.stack(
        [
            trained.run.preprocessing(read_image(tiny_dataset.image_path(images[sample])))
            for sample in predictions.sample_id
        ]
    )
    scores = model.predict_on_batch(pictures.astype(np.float32))
    np.testing.assert_allclose(predictions.y_score, scores, atol=1e-6)
    truth = [str(sample).startswith("malignant") for sample in predictions.sample_id]
    assert predictions.is_positive.tolist() == truth


# Repeating


def _weights(run: Run) -> list[np.ndarray]:
    import keras

    return keras.saving.load_model(run.last_model_path).get_weights()


def test_the_same_config_gives_the_same_weights(trained: Trained, locations: Locations) -> None:
    config = read_config(trained.run.path / "config.json")
    again, events = _fit(config, locations)
    for one, other in zip(_weights(trained.run), _weights(again), strict=True):
        np.testing.assert_array_equal(one, other)
    logs = [[e.logs for e in of_kind(seen, StepEnded)] for seen in (trained.events, events)]
    assert logs[0] == logs[1]


def test_another_seed_gives_other_weights(
    trained: Trained, tiny_dataset: Dataset, locations: Locations
) -> None:
    changes = {"seed": 1, "optimisation.epochs": 1}
    other, _ = _fit(tiny_config(tiny_dataset.root, changes), locations)
    assert not np.array_equal(_weights(trained.run)[0], _weights(other)[0])


# Options


@pytest.fixture(scope="module")
def three_classes(tiny_dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return a data set of a common and two rare classes, with parts already given."""
    folder = tmp_path_factory.mktemp("three")
    number = {"train": (0, 8), "valid": (8, 11), "test": (11, 14)}
    for part, (first, end) in number.items():
        for name, source, take in (
            ("nevus", "benign", range(first, end)),
            ("melanoma", "malignant", range(first, end)),
            ("keratosis", "benign", range(14 + (first + 1) // 2, 14 + (end + 1) // 2)),
        ):
            (folder / "pictures" / part / name).mkdir(parents=True)
            for index in take:
                shutil.copy(
                    tiny_dataset_folder / source / f"{source}_{index:02}.png",
                    folder / "pictures" / part / name / f"{name}_{index}.png",
                )
    return import_dataset([folder / "pictures"], folder / "dataset", positive=["melanoma"])


def test_it_tells_three_classes_apart_with_balanced_weights(
    three_classes: Dataset, locations: Locations
) -> None:
    config = tiny_config(
        three_classes.root,
        {
            "data.target": "classes",
            "optimisation.class_weight": "balanced",
            "optimisation.monitor": "val_accuracy",
            "optimisation.epochs": 2,
        },
    )
    run, events = _fit(config, locations)
    assert run.status == "done"
    predictions = run.predictions("test")
    assert predictions is not None
    assert predictions.y_score.shape == (len(predictions.y_true), 3)
    np.testing.assert_allclose(predictions.y_score.sum(axis=1), 1.0, atol=1e-5)
    report = json.loads((run.path / "evaluation.json").read_text())["test"]
    assert report["classes"]["labels"] == ["keratosis", "melanoma", "nevus"]
    assert report["largest_class"] == "benign"
    accuracies = [epoch.logs["val_accuracy"] for epoch in of_kind(events, EpochEnded)]
    assert of_kind(events, EpochEnded)[int(np.argmax(accuracies))].best


_DISCRETE = [
    name for name, field in AugmentationConfig.model_fields.items() if field.annotation is bool
]


@pytest.mark.parametrize("weight", ["none", "balanced"])
def test_balanced_weights_make_every_class_weigh_alike(
    three_classes: Dataset, locations: Locations, weight: str
) -> None:
    """The loss of all samples is the mean over samples, or over the means of the classes."""
    changes = {
        "data.target": "classes",
        "model.dropout": 0,
        "optimisation.batch_size": 64,
        "optimisation.epochs": 1,
        "optimisation.class_weight": weight,
        **{f"augmentation.{name}": False for name in _DISCRETE},
    }
    config = tiny_config(three_classes.root, changes)
    _, events = _fit(config, locations)
    stopped = Control()
    stopped.stop()
    untrained, _ = _fit(config, locations, control=stopped)
    train = _samples(untrained, three_classes, "train", locations)
    scores = load_model(untrained).predict_on_batch(
        train.pixels.take(train.indices).astype(np.float32)
    )
    losses = -np.log(scores[np.arange(len(train)), train.targets])
    means = [losses[train.targets == label].mean() for label in range(3)]
    expected = losses.mean() if weight == "none" else np.mean(means)
    assert of_kind(events, StepEnded)[0].logs["loss"] == pytest.approx(expected, rel=1e-4)


# Stopping


def _assert_stopped_with_a_model(run: Run, events: list[Event]) -> None:
    assert run.status == "stopped"
    assert isinstance(events[-1], RunEnded)
    assert load_model(run).predict_on_batch(np.zeros((1, 32, 32, 3), np.float32)).shape == (1, 1)


def test_a_stop_in_an_epoch_takes_effect_within_one_batch(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and (event.epoch, event.step) == (1, 1):
            control.stop()

    run, events = _fit(tiny_config(tiny_dataset.root), locations, stop)
    steps = of_kind(events, StepEnded)
    assert (steps[-1].epoch, steps[-1].step) == (1, 1)
    assert len(of_kind(events, EpochEnded)) == 1
    _assert_stopped_with_a_model(run, events)
    assert run.predictions("validation") is not None
    assert set(json.loads((run.path / "evaluation.json").read_text())) == {"validation", "test"}


def test_a_stop_in_validation_takes_effect_within_one_batch(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, PhaseProgressed) and (event.phase, event.done) == ("validating", 1):
            control.stop()

    changes = {"optimisation.batch_size": 3}
    run, events = _fit(tiny_config(tiny_dataset.root, changes), locations, stop)
    validated = [e for e in of_kind(events, PhaseProgressed) if e.phase == "validating"]
    assert (validated[-1].done, validated[-1].total) == (1, 4)
    assert of_kind(events, EpochEnded) == []
    _assert_stopped_with_a_model(run, events)


def test_a_stop_in_the_first_epoch_keeps_what_was_learned(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and event.step == 2:
            control.stop()

    run, _ = _fit(tiny_config(tiny_dataset.root), locations, stop)
    assert len(of_kind(list(run.events()), StepEnded)) == 3
    for kept, last in zip(load_model(run).get_weights(), _weights(run), strict=True):
        np.testing.assert_array_equal(kept, last)


def test_a_stop_while_preparing_leaves_a_run_without_a_model(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, PhaseProgressed) and event.phase == "preparing":
            control.stop()

    locations = locations_below(tmp_path)  # nothing is decoded yet
    run, events = _fit(tiny_config(tiny_dataset.root), locations, stop)
    assert (run.status, run.has_model) == ("stopped", False)
    assert of_kind(events, StepEnded) == []
    assert list((locations.cache / "pixels").iterdir()) == []


def test_a_stop_before_the_first_step_is_not_lost(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    control = Control()
    control.stop()
    run, events = _fit(tiny_config(tiny_dataset.root), locations, control=control)
    assert of_kind(events, StepEnded) == []
    _assert_stopped_with_a_model(run, events)


def test_abandoning_keeps_the_model_and_leaves_out_the_evaluation(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def abandon(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and event.epoch == 1:
            control.abandon()

    run, events = _fit(tiny_config(tiny_dataset.root), locations, abandon)
    assert not [e for e in of_kind(events, PhaseProgressed) if e.phase == "evaluating"]
    assert run.predictions("validation") is None
    _assert_stopped_with_a_model(run, events)


# Failing


def test_a_loss_that_is_no_number_ends_the_run_with_advice(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    changes = {"optimisation.optimizer": "sgd", "optimisation.learning_rate": 10}
    error, run, events = _fail(tiny_config(tiny_dataset.root, changes), locations, TrainingError)
    assert "The loss became" in error.message
    assert error.mend == "Choose a smaller learning rate."
    _assert_failed(error, run, events)


def test_a_loss_that_is_spoilt_by_the_last_step_is_found_in_validation() -> None:
    from training.callbacks.finite_loss import FiniteLoss

    callback = FiniteLoss()
    callback.on_test_end({"loss": 0.5})
    with pytest.raises(TrainingError, match="validation data became nan"):
        callback.on_test_end({"loss": float("nan")})


def test_a_missing_picture_fails_the_run_and_is_named(
    tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    pictures = shutil.copytree(tiny_dataset_folder, tmp_path / "pictures")
    dataset = import_dataset([pictures], tmp_path / "dataset", positive=["malignant"])
    (pictures / "benign" / "benign_07.png").unlink()
    locations = locations_below(tmp_path)
    error, run, events = _fail(tiny_config(dataset.root), locations, DataError)
    assert "benign_07.png" in error.message
    _assert_failed(error, run, events)
    assert not run.has_model


def test_a_full_disk_fails_the_run_with_advice_and_keeps_the_former_model(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.callbacks import best_model

    saved: list[Path] = []

    def save(path: Path, write: Callable[[Path], None]) -> None:
        if saved:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        saved.append(path)
        real(path, write)

    real = best_model.replace_atomically
    monkeypatch.setattr(best_model, "replace_atomically", save)
    monkeypatch.setattr(best_model, "_EVERY", 0.0)
    error, run, events = _fail(tiny_config(tiny_dataset.root), locations, TrainingError)
    assert "full" in error.message
    assert str(run.path) in error.message
    assert "Make room" in error.mend
    _assert_failed(error, run, events)
    assert run.has_model


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_too_full_for_events_is_told_all_the_same(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Run, "events_path", Path("/dev/full"))
    error, _, events = _fail(tiny_config(tiny_dataset.root), locations, TrainingError)
    assert "full" in error.message
    assert isinstance(events[-1], RunEnded)
    assert events[-1].message == error.message


@pytest.mark.parametrize("kind", [MemoryError, "ResourceExhaustedError"])
def test_too_little_memory_is_told_with_advice(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    raised = kind if isinstance(kind, type) else type(kind, (Exception,), {})

    def build(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("training.trainer.build_model", build)
    error, run, events = _fail(tiny_config(tiny_dataset.root), locations, TrainingError)
    assert "not enough memory" in error.message
    assert "smaller batch size" in error.mend
    _assert_failed(error, run, events)


def test_a_fault_of_the_program_stays_what_it_is(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("training.trainer.build_model", build)
    _, run, events = _fail(tiny_config(tiny_dataset.root), locations, ZeroDivisionError)
    assert isinstance(events[-1], RunEnded)
    assert "ZeroDivisionError: a fault" in events[-1].message
    assert "Traceback" in (run.path / "log.txt").read_text()


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"data.dataset": "nowhere"}, DataError, "nowhere is no data set"),
        ({"data.positive": ["mole"]}, DataError, "no class mole"),
        ({"data.fingerprint": "0" * 64}, DataError, "not the one"),
        ({"model.architecture": "big_cnn"}, ConfigError, "big_cnn"),
        ({"model.image_size": [8, 32]}, ConfigError, "at least 16 px; you set 8"),
        ({"split.validation": 0.5, "split.test": 0.5}, DataError, "split asks for"),
    ],
)
def test_a_config_that_does_not_fit_makes_no_run_folder(
    tiny_dataset: Dataset,
    locations: Locations,
    changes: dict[str, Any],
    kind: type[LesionLabError],
    words: str,
) -> None:
    with pytest.raises(kind, match=words) as caught:
        _fit(tiny_config(tiny_dataset.root, changes), locations)
    assert caught.value.mend
    assert not locations.runs.exists()


def test_a_data_set_that_does_not_say_what_is_malignant_is_sent_back(
    tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    dataset = import_dataset([tiny_dataset_folder], tmp_path / "dataset")
    with pytest.raises(ConfigError, match="does not say") as caught:
        _fit(tiny_config(dataset.root), locations_below(tmp_path))
    assert "benign, malignant" in caught.value.mend


def test_nothing_of_the_log_is_left_open(trained: Trained) -> None:
    import logging

    assert logging.getLogger("training").handlers == []
