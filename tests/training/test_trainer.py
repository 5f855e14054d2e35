"""A training learns, and its folder holds all of it; it can be repeated."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.fitting import fit_watched, last_weights, samples_of
from training.config import PARTS, AugmentationConfig, read_config
from training.control import Control
from training.data.dataset import Dataset
from training.events import (
    EpochEnded,
    PhaseProgressed,
    RunEnded,
    RunStarted,
    StepEnded,
)
from training.inference import load_model
from training.locations import Locations
from training.pipeline import evaluation_batches
from training.preprocessing import read_image

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
        "run.lesionrun",
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
    run, events = fit_watched(config, locations)
    epochs = of_kind(events, EpochEnded)
    losses = [epoch.logs["val_loss"] for epoch in epochs]
    running = [loss == min(losses[: i + 1]) for i, loss in enumerate(losses)]
    assert [epoch.best for epoch in epochs] == running
    model = keras.saving.load_model(run.model_path)
    validation = samples_of(run, tiny_dataset, "validation", locations)
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


def test_the_same_config_gives_the_same_weights(trained: Trained, locations: Locations) -> None:
    config = read_config(trained.run.path / "config.json")
    again, events = fit_watched(config, locations)
    for one, other in zip(last_weights(trained.run), last_weights(again), strict=True):
        np.testing.assert_array_equal(one, other)
    logs = [[e.logs for e in of_kind(seen, StepEnded)] for seen in (trained.events, events)]
    assert logs[0] == logs[1]


def test_another_seed_gives_other_weights(
    trained: Trained, tiny_dataset: Dataset, locations: Locations
) -> None:
    changes = {"seed": 1, "optimisation.epochs": 1}
    other, _ = fit_watched(tiny_config(tiny_dataset.root, changes), locations)
    assert not np.array_equal(last_weights(trained.run)[0], last_weights(other)[0])


# Options


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
    run, events = fit_watched(config, locations)
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
    _, events = fit_watched(config, locations)
    stopped = Control()
    stopped.stop()
    untrained, _ = fit_watched(config, locations, control=stopped)
    train = samples_of(untrained, three_classes, "train", locations)
    scores = load_model(untrained).predict_on_batch(
        train.pixels.take(train.indices).astype(np.float32)
    )
    losses = -np.log(scores[np.arange(len(train)), train.targets])
    means = [losses[train.targets == label].mean() for label in range(3)]
    expected = losses.mean() if weight == "none" else np.mean(means)
    assert of_kind(events, StepEnded)[0].logs["loss"] == pytest.approx(expected, rel=1e-4)


def test_nothing_of_the_log_is_left_open(trained: Trained) -> None:
    import logging

    assert logging.getLogger("training").handlers == []
