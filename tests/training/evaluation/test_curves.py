"""Curves agree with scikit-learn, and one point places a threshold on all of them."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.metrics as sk
from numpy.typing import NDArray

from training.errors import RunError
from training.evaluation.curves import (
    average_precision,
    decision_curve,
    gain_curve,
    net_benefit,
    precision_recall_curve,
    roc_curve,
)
from training.evaluation.thresholds import ThresholdTable


def _case(digits: int | None, seed: int = 0) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    truth = rng.random(250) < 0.3
    p = (rng.random(250) + 0.4 * truth) / 1.4
    return truth, p if digits is None else np.round(p, digits)


@pytest.mark.parametrize("digits", [None, 2, 1, 0])
def test_curves_agree_with_scikit_learn(digits: int | None) -> None:
    truth, p = _case(digits)
    table = ThresholdTable(truth, p)
    fpr, tpr, thresholds = sk.roc_curve(truth, p, drop_intermediate=False)
    curve = roc_curve(table)
    for ours, theirs in ((curve.x, fpr), (curve.y, tpr), (curve.thresholds, thresholds)):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    precision, recall, thresholds = sk.precision_recall_curve(truth, p)
    curve = precision_recall_curve(table)
    np.testing.assert_allclose(curve.y[::-1], precision, rtol=0, atol=1e-12)
    np.testing.assert_allclose(curve.x[::-1], recall, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(curve.thresholds[:0:-1], thresholds)
    expected = sk.average_precision_score(truth, p)
    assert average_precision(table) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.25, 0.5, 0.999, 1.0, 1.1])
def test_one_point_is_the_threshold_on_every_curve(threshold: float) -> None:
    truth, p = _case(1)
    table = ThresholdTable(truth, p)
    counts, point = table.at(threshold), table.point(threshold)
    roc, pr, gain = roc_curve(table), precision_recall_curve(table), gain_curve(table)
    assert roc.y[point] == pr.x[point] == gain.y[point] == counts.sensitivity.value
    assert counts.specificity.value == pytest.approx(1 - roc.x[point], abs=1e-12)
    assert gain.x[point] == np.mean(p >= threshold)
    if counts.tp + counts.fp:
        assert pr.y[point] == counts.precision.value
    assert table.points(np.array([threshold]))[0] == point


def test_the_gain_of_a_perfect_order_rises_at_once() -> None:
    curve = gain_curve(ThresholdTable(np.array([True, True, False, False]), np.arange(4)[::-1] / 4))
    np.testing.assert_allclose(curve.x, [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(curve.y, [0, 0.5, 1, 1, 1])


def test_net_benefit_is_that_of_vickers_and_elkin() -> None:
    truth, p = _case(2)
    curve = decision_curve(ThresholdTable(truth, p))
    assert curve.thresholds[0] == 0.0
    assert curve.thresholds[-1] == 0.99
    for at, model, treat_all in zip(curve.thresholds, curve.model, curve.treat_all, strict=True):
        odds = at / (1 - at)
        tp, fp = np.sum(truth & (p >= at)), np.sum(~truth & (p >= at))
        assert model == pytest.approx(tp / 250 - fp / 250 * odds, abs=1e-12)
        prevalence = truth.mean()
        assert treat_all == pytest.approx(prevalence - (1 - prevalence) * odds, abs=1e-12)
        told = net_benefit(ThresholdTable(truth, p).at(at), at)
        assert told == pytest.approx(model, abs=1e-12)
    assert net_benefit(ThresholdTable(truth, p).at(1.0), 1.0) is None


@pytest.mark.parametrize("truth", [[True, True], [False, False], []])
def test_one_side_alone_is_not_told_of(truth: list[bool]) -> None:
    sides = np.array(truth, dtype=np.bool_)
    table = ThresholdTable(sides, np.linspace(0, 1, sides.size))
    curve = roc_curve(table)
    assert bool(np.isnan(curve.y).all()) == (not sides.any())
    assert bool(np.isnan(curve.x).all()) == (not (~sides).any())
    assert (average_precision(table) is None) == (not sides.any())
    assert np.isnan(decision_curve(table).model).all() == (not truth)


def test_constant_scores_have_two_points() -> None:
    curve = roc_curve(ThresholdTable(np.array([True, False, True]), np.full(3, 0.5)))
    assert (curve.x.tolist(), curve.y.tolist()) == ([0.0, 1.0], [0.0, 1.0])


def test_scores_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(RunError, match="no numbers") as caught:
        ThresholdTable(np.array([True, False]), np.array([0.5, np.nan]))
    assert "train again" in str(caught.value)
