"""Reliability, Brier score and calibration error agree with scikit-learn and with counting."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from training.evaluation.reliability import reliability


def _case(n: int, seed: int = 0) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    p = rng.random(n)
    return rng.random(n) < p**2, p


@pytest.mark.parametrize("digits", [None, 2, 1])
def test_it_agrees_with_scikit_learn(digits: int | None) -> None:
    truth, p = _case(400)
    p = p if digits is None else np.round(p, digits)
    found = reliability(truth, p)
    observed, predicted = calibration_curve(truth, p, n_bins=10, strategy="quantile")
    assert [each.observed.value for each in found.bins] == pytest.approx(observed, abs=1e-12)
    assert [each.predicted for each in found.bins] == pytest.approx(predicted, abs=1e-12)
    assert found.brier.value == pytest.approx(brier_score_loss(truth, p), abs=1e-12)
    n = np.array([each.observed.n for each in found.bins])
    assert n.sum() == 400
    expected = np.sum(n * np.abs(observed - predicted)) / 400
    assert found.ece.value == pytest.approx(expected, abs=1e-12)


def test_bins_hold_equally_many_samples() -> None:
    found = reliability(*_case(200))
    assert [each.observed.n for each in found.bins] == [20] * 10
    assert all(a.high < b.low for a, b in zip(found.bins, found.bins[1:], strict=False))


def test_equal_probabilities_stay_together() -> None:
    p = np.array([0.1] * 90 + [0.9] * 10)
    found = reliability(np.arange(100) >= 80, p)
    assert [(each.low, each.high, each.observed.n) for each in found.bins] == [
        (0.1, 0.1, 90),
        (0.9, 0.9, 10),
    ]
    constant = reliability(np.arange(100) >= 80, np.full(100, 0.3))
    assert [each.observed.n for each in constant.bins] == [100]
    assert constant.ece.value == pytest.approx(0.1)


def test_a_threshold_has_its_bin() -> None:
    found = reliability(*_case(200))
    place = found.bin_of(0.5)
    assert place is not None
    assert found.bins[place].high >= 0.5
    assert found.bins[place - 1].high < 0.5
    assert found.bin_of(1.1) is None


def test_intervals_keep_lesions_together() -> None:
    truth, p = _case(60)
    once = reliability(truth, p)
    repeated = (np.repeat(truth, 8), np.repeat(p, 8))
    by_lesion = reliability(*repeated, np.arange(480) // 8)
    assert by_lesion.brier.low == pytest.approx(once.brier.low)
    assert by_lesion.brier.high == pytest.approx(once.brier.high)
    by_picture = reliability(*repeated).brier
    assert None not in (by_picture.low, by_picture.high, once.brier.low, once.brier.high)
    assert by_picture.high - by_picture.low < 0.6 * (once.brier.high - once.brier.low)  # type: ignore[operator]


def test_the_error_of_a_calibrated_model_reaches_down_to_0() -> None:
    rng = np.random.default_rng(1)
    p = rng.random(500)
    found = reliability(rng.random(500) < p, p).ece
    assert found.low == pytest.approx(0.0, abs=0.02)
    assert found.value is not None
    assert found.high is not None
    assert found.high >= found.value


def test_nothing_is_said_of_nothing() -> None:
    found = reliability(np.zeros(0, dtype=np.bool_), np.zeros(0))
    assert (found.bins, found.brier.value, found.ece.value) == ((), None, None)
