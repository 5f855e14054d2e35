"""After every epoch a person sees how validation was read, and the same few samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.fitting import fit_watched, samples_of
from training.data.dataset import Dataset
from training.events import EpochEnded, ValidationScored
from training.locations import Locations
from training.watching import watched_samples


def test_the_samples_are_spread_over_the_labels_and_drawn_by_seed() -> None:
    labels = np.array([0] * 50 + [1] * 3 + [2] * 20)
    chosen = watched_samples(labels, seed=0)
    assert len(set(chosen)) == 8
    assert labels[chosen].tolist() == [0, 0, 0, 1, 1, 1, 2, 2] or sorted(
        np.bincount(labels[chosen]).tolist()
    ) == [2, 3, 3]
    assert chosen == watched_samples(labels, seed=0)
    assert chosen != watched_samples(labels, seed=1)


def test_of_few_samples_all_are_watched() -> None:
    assert watched_samples(np.array([1, 0, 1]), seed=0) == [1, 0, 2]


def test_what_is_told_after_an_epoch_is_what_the_model_says(
    trained: Trained, tiny_dataset: Dataset
) -> None:
    import keras

    scored = of_kind(trained.events, ValidationScored)
    epochs = of_kind(trained.events, EpochEnded)
    assert [event.epoch for event in scored] == [0, 1, 2]
    for event, epoch in zip(scored, epochs, strict=True):
        assert event.sensitivity == pytest.approx(epoch.logs["val_sensitivity"])
        assert event.specificity == pytest.approx(epoch.logs["val_specificity"])
    model = keras.saving.load_model(trained.run.last_model_path)
    validation = samples_of(trained.run, tiny_dataset, "validation", trained.locations)
    pictures = validation.pixels.take(validation.indices).astype(np.float32)
    score = model.predict_on_batch(pictures)[:, 0]
    truth = validation.targets.astype(int)
    last = scored[-1]
    assert last.labels == ["benign", "malignant"]
    for true in (0, 1):
        read = (score[truth == true] >= 0.5).sum()
        assert last.matrix[true] == [(truth == true).sum() - read, read]
    names = trained.run.split().query("split == 'validation'")["sample_id"].tolist()
    places = [names.index(name) for name in last.samples]
    assert len(set(places)) == 8
    assert last.truths == truth[places].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    expected = np.stack([1 - score[places], score[places]], axis=1)
    np.testing.assert_allclose(last.probabilities, expected, atol=1e-5)
    assert {tuple(event.samples) for event in scored} == {tuple(last.samples)}


@pytest.mark.parametrize("cache", ["auto", "off"])
def test_several_classes_are_read_by_the_positive_ones(
    three_classes: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    """Also where the lower part is cached, and validation runs on its features."""
    changes: dict[str, Any] = {
        "data.target": "classes",
        "optimisation.epochs": 1,
        "model.architecture": "mobilenet_025",
        "features.cache": cache,
        "features.runtime": "tensorflow",
        "features.storage": "float32",
        "features.precision": "float32",
    }
    run, events = fit_watched(tiny_config(three_classes.root, changes), locations)
    (scored,) = of_kind(events, ValidationScored)
    assert scored.labels == ["keratosis", "melanoma", "nevus"]
    predictions = run.predictions("validation")
    assert predictions is not None
    matrix = np.zeros((3, 3), int)
    np.add.at(matrix, (predictions.y_true, predictions.y_score.argmax(axis=1)), 1)
    assert scored.matrix == matrix.tolist()
    positive = predictions.is_positive
    read = predictions.probability >= 0.5
    assert scored.sensitivity == pytest.approx(read[positive].mean())
    assert scored.specificity == pytest.approx(1 - read[~positive].mean())
    places = [predictions.sample_id.tolist().index(name) for name in scored.samples]
    np.testing.assert_allclose(scored.probabilities, predictions.y_score[places], atol=1e-4)
