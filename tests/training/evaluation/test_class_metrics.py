"""Balanced accuracy, macro AUC and top-k agree with scikit-learn; intervals keep groups whole."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import balanced_accuracy_score, roc_auc_score, top_k_accuracy_score

from training.evaluation.bootstrap import bootstrap
from training.evaluation.class_metrics import balanced_accuracy, macro_auc, top_k_accuracy
from training.evaluation.intervals import Estimate, wilson


def _case(
    n: int = 300, *, digits: int | None = None, seed: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return labels of seven uneven classes and scores that know something; digits make ties."""
    rng = np.random.default_rng(seed)
    y_true = rng.choice(7, n, p=[0.05, 0.05, 0.1, 0.05, 0.15, 0.55, 0.05])
    scores = rng.dirichlet(np.ones(7), n) + 0.4 * rng.random((n, 1)) * np.eye(7)[y_true]
    scores /= scores.sum(axis=1, keepdims=True)
    return y_true, scores if digits is None else np.round(scores, digits)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_they_agree_with_scikit_learn(seed: int) -> None:
    y_true, scores = _case(seed=seed)
    assert set(y_true) == set(range(7))
    balanced = balanced_accuracy_score(y_true, scores.argmax(axis=1))
    assert balanced_accuracy(y_true, scores).value == pytest.approx(balanced, abs=1e-12)
    area = roc_auc_score(y_true, scores, multi_class="ovr", average="macro")
    assert macro_auc(y_true, scores).value == pytest.approx(area, abs=1e-12)
    for k in (2, 3):
        found = top_k_accuracy(y_true, scores, k)
        share = top_k_accuracy_score(y_true, scores, k=k)
        assert found == wilson(round(share * 300), 300)


def test_ties_of_the_area_count_half_as_in_scikit_learn() -> None:
    y_true, scores = _case(digits=1)
    areas = [roc_auc_score(y_true == k, scores[:, k]) for k in range(7)]
    assert macro_auc(y_true, scores).value == pytest.approx(np.mean(areas), abs=1e-12)


def test_a_tie_with_the_true_class_is_no_hit() -> None:
    y_true = np.array([0, 1, 2])
    assert top_k_accuracy(y_true, np.full((3, 4), 0.25), 3).value == 0.0
    scores = np.array([[0.4, 0.4, 0.1, 0.1], [0.4, 0.4, 0.1, 0.1], [0.5, 0.3, 0.1, 0.1]])
    assert top_k_accuracy(y_true, scores, 2).value == pytest.approx(2 / 3)


def test_a_class_that_does_not_occur_is_left_out() -> None:
    y_true, scores = _case()
    there = y_true != 3
    y_true, scores = y_true[there], scores[there]
    recall = [(scores.argmax(axis=1)[y_true == k] == k).mean() for k in (0, 1, 2, 4, 5, 6)]
    assert balanced_accuracy(y_true, scores).value == pytest.approx(np.mean(recall), abs=1e-12)
    areas = [roc_auc_score(y_true == k, scores[:, k]) for k in (0, 1, 2, 4, 5, 6)]
    assert macro_auc(y_true, scores).value == pytest.approx(np.mean(areas), abs=1e-12)


def test_one_class_or_none_has_no_area() -> None:
    scores = np.full((3, 4), 0.25)
    assert macro_auc(np.zeros(3, dtype=np.int64), scores) == Estimate(None, None, None, 3)
    nobody = np.zeros(0, dtype=np.int64)
    nothing = Estimate(None, None, None, 0)
    assert macro_auc(nobody, scores[:0]) == nothing
    assert balanced_accuracy(nobody, scores[:0]) == nothing


@pytest.mark.parametrize("grouped", [False, True])
def test_the_intervals_are_those_of_samples_drawn_one_by_one(grouped: bool) -> None:
    y_true, scores = _case(200)
    groups = np.random.default_rng(3).integers(0, 80, 200) if grouped else None
    units = [np.array([i]) for i in range(200)]
    if groups is not None:
        units = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    rng = np.random.default_rng(4)
    accuracies, areas = [], []
    for _ in range(600):
        drawn = np.concatenate([units[i] for i in rng.integers(len(units), size=len(units))])
        truth, said = y_true[drawn], scores[drawn]
        there = np.unique(truth)
        accuracies.append(np.mean([(said.argmax(1)[truth == k] == k).mean() for k in there]))
        areas.append(np.mean([roc_auc_score(truth == k, said[:, k]) for k in there]))
    for metric, drawn in ((balanced_accuracy, accuracies), (macro_auc, areas)):
        found = metric(y_true, scores, groups)
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        width = np.quantile(drawn, 0.975) - np.quantile(drawn, 0.025)
        assert found.low == pytest.approx(np.quantile(drawn, 0.025), abs=0.12 * width)
        assert found.high == pytest.approx(np.quantile(drawn, 0.975), abs=0.12 * width)
        assert found.low < found.value < found.high
        assert found.n == 200


def test_ten_pictures_of_one_lesion_are_not_ten_lesions() -> None:
    y_true, scores = _case(100)
    many, said, lesion = np.repeat(y_true, 10), np.repeat(scores, 10, axis=0), np.arange(1000) // 10
    for metric in (balanced_accuracy, macro_auc):
        once, by_lesion = metric(y_true, scores), metric(many, said, lesion)
        assert (by_lesion.value, by_lesion.low, by_lesion.high) == pytest.approx(
            (once.value, once.low, once.high)
        )
        by_picture = metric(many, said)
        assert None not in (by_picture.high, by_picture.low, once.high, once.low)
        assert by_picture.high - by_picture.low < 0.5 * (once.high - once.low)  # type: ignore[operator]


def test_the_same_interval_comes_every_time() -> None:
    y_true, scores = _case()
    assert macro_auc(y_true, scores) == macro_auc(y_true, scores)


def test_a_perfect_part_has_no_interval() -> None:
    y_true = np.arange(30) % 3
    found = balanced_accuracy(y_true, np.eye(3)[y_true])
    assert found == Estimate(1.0, None, None, 30)


def test_the_interval_of_a_mean_is_the_known_one() -> None:
    values = np.random.default_rng(5).normal(10, 2, 400)
    found = bootstrap(lambda counts: counts @ values / counts.sum(axis=1), 400, None)
    half = 1.96 * values.std() / 20
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.03)
    assert found.high == pytest.approx(values.mean() + half, abs=0.03)
