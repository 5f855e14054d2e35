"""The metrics of the curves are those of scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import (
    balanced_accuracy_score,
    confusion_matrix,
    recall_score,
    roc_auc_score,
    top_k_accuracy_score,
)

from training.compiling import compile_model
from training.config import RunConfig
from training.objectives.metrics import Confusion, RankAUC

N = 600


def scored(n_outputs: int, sharpness: float) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return labels, some of them rare, and scores that know something of them."""
    rng = np.random.default_rng(n_outputs)
    n_classes = max(n_outputs, 2)
    shares = 0.5 ** np.arange(n_classes)
    labels = rng.choice(n_classes, N, p=shares / shares.sum())
    logits = rng.normal(size=(N, n_classes)) + np.eye(n_classes)[labels] + 3 * shares
    scores = np.exp(sharpness * logits)
    scores = (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)
    return labels, scores if n_outputs > 1 else scores[:, 1:]


def in_batches(metric: RankAUC, labels: object, scores: object) -> float:
    count_in_batches(metric, labels, scores)
    return float(metric.result())


def count_in_batches(metric: RankAUC | Confusion, labels: object, scores: object) -> None:
    labels, scores = np.asarray(labels), np.asarray(scores)
    for start in range(0, len(labels), 64):
        metric.update_state(labels[start : start + 64], scores[start : start + 64])


# The last has scores of a rare class that are nearly all below 0.01.
@pytest.mark.parametrize("sharpness", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("n_outputs", [1, 2, 7])
def test_the_auc_is_that_of_scikit_learn(n_outputs: int, sharpness: float) -> None:
    labels, scores = scored(n_outputs, sharpness)
    found = in_batches(RankAUC(n_outputs), labels, scores)
    expected = (
        roc_auc_score(labels, scores[:, 0] if n_outputs == 1 else scores[:, 1])
        if n_outputs < 3
        else roc_auc_score(labels, scores, multi_class="ovr", average="macro")
    )
    assert found == pytest.approx(expected, abs=1e-3)
    assert 0.55 < expected < 0.98


def test_ties_count_half_and_a_missing_class_not_at_all() -> None:
    labels = np.array([0, 1, 0, 1])
    assert in_batches(RankAUC(1), labels, np.full((4, 1), 0.3)) == pytest.approx(0.5)
    assert in_batches(RankAUC(1), labels, labels[:, np.newaxis] * 1.0) == 1.0
    assert in_batches(RankAUC(1), labels * 0, np.full((4, 1), 0.3)) == 0.0
    scores = np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.5, 0.4, 0.1], [0.3, 0.5, 0.2]])
    assert in_batches(RankAUC(3), labels, scores) == 1.0


@pytest.mark.parametrize("n_outputs", [1, 2, 7])
def test_balanced_accuracy_is_that_of_scikit_learn(n_outputs: int) -> None:
    labels, scores = scored(n_outputs, 1.0)
    answers = scores[:, 0] > 0.5 if n_outputs == 1 else scores.argmax(axis=1)
    metric = Confusion(n_outputs)
    count_in_batches(metric, labels, scores)
    found = float(metric.result()["balanced_accuracy"])
    assert found == pytest.approx(balanced_accuracy_score(labels, answers), abs=1e-6)
    metric.reset_state()
    only = labels == 0
    count_in_batches(metric, labels[only], scores[only])
    expected = np.mean(np.asarray(answers)[only] == 0)
    assert float(metric.result()["balanced_accuracy"]) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("n_outputs", "positive"), [(1, ()), (2, (1,)), (2, (0,)), (7, (0, 3)), (7, (2,))]
)
def test_the_counts_are_those_of_scikit_learn(n_outputs: int, positive: tuple[int, ...]) -> None:
    labels, scores = scored(n_outputs, 1.0)
    answers = scores[:, 0] >= 0.5 if n_outputs == 1 else scores.argmax(axis=1)
    metric = Confusion(n_outputs, positive)
    count_in_batches(metric, labels, scores)
    np.testing.assert_array_equal(metric.matrix, confusion_matrix(labels, answers))
    sides = labels == 1 if n_outputs == 1 else np.isin(labels, positive)
    share = scores[:, 0] if n_outputs == 1 else scores[:, list(positive)].sum(axis=1)
    np.testing.assert_array_equal(metric.read, confusion_matrix(sides, share >= 0.5))
    found = {name: float(value) for name, value in metric.result().items()}
    assert found["sensitivity"] == pytest.approx(recall_score(sides, share >= 0.5), abs=1e-6)
    assert found["specificity"] == pytest.approx(recall_score(~sides, share < 0.5), abs=1e-6)


def test_a_side_without_samples_counts_as_nothing() -> None:
    metric = Confusion(3, (1,))
    count_in_batches(metric, [0, 2], np.eye(3, dtype=np.float32)[[0, 1]])
    found = {name: float(value) for name, value in metric.result().items()}
    assert found == {"balanced_accuracy": 0.5, "sensitivity": 0.0, "specificity": 0.5}
    assert metric.read.tolist() == [[1, 1], [0, 0]]


def test_weights_count_a_sample_so_many_times() -> None:
    labels, scores = scored(7, 1.0)
    weights = np.random.default_rng(0).integers(0, 3, N)
    metric, counts = RankAUC(7), Confusion(7, (0,))
    metric.update_state(labels, scores, sample_weight=weights)
    counts.update_state(labels, scores, sample_weight=weights)
    weighted, matrix = float(metric.result()), counts.matrix
    for each in (metric, counts):
        each.reset_state()
        each.update_state(np.repeat(labels, weights), np.repeat(scores, weights, axis=0))
    assert weighted == pytest.approx(float(metric.result()), abs=1e-6)
    np.testing.assert_array_equal(matrix, counts.matrix)


def test_what_the_curves_show_is_what_scikit_learn_says(tmp_path: Path) -> None:
    import keras

    labels, scores = scored(7, 1.0)
    entry = keras.Input((7,))
    model = keras.Model(entry, keras.layers.Activation("softmax")(entry))
    compile_model(model, RunConfig(), 7, counts=[1] * 7, learning_rate=0.1)
    logs = model.evaluate(np.log(scores), labels, batch_size=50, verbose=0, return_dict=True)
    for k in (2, 3):
        assert logs[f"top_{k}_accuracy"] == pytest.approx(
            top_k_accuracy_score(labels, scores, k=k), abs=1e-6
        )
    assert logs["accuracy"] == pytest.approx((scores.argmax(axis=1) == labels).mean(), abs=1e-6)
    assert logs["auc"] == pytest.approx(
        roc_auc_score(labels, scores, multi_class="ovr", average="macro"), abs=1e-3
    )
