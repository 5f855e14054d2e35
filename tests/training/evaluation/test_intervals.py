"""Estimates and their intervals agree with the literature and with independent computations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from training.evaluation.intervals import Z_95, Estimate, difference, roc_auc, wilson


@pytest.mark.parametrize("n", [1, 2, 7, 50, 1513])
def test_wilson_agrees_with_scipy(n: int) -> None:
    for successes in sorted({0, 1, n // 3, n - 1, n}):
        estimate = wilson(successes, n)
        expected = binomtest(successes, n).proportion_ci(0.95, method="wilson")
        assert estimate.value == successes / n
        assert estimate.low == pytest.approx(expected.low, abs=1e-12)
        assert estimate.high == pytest.approx(expected.high, abs=1e-12)
        assert estimate.n == n


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_the_published_one(successes: int, n: int, low: float, high: float) -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("n", [1, 3, 10, 999])
def test_wilson_stays_within_0_and_1(n: int) -> None:
    assert wilson(0, n).low == 0.0
    assert wilson(n, n).high == 1.0


def test_a_proportion_of_nothing_is_not_said() -> None:
    assert wilson(0, 0) == Estimate(None, None, None, 0)


def _case(
    seed: int, n: int, *, levels: int | None = None
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return truth and probabilities of `n` samples; few levels make ties."""
    rng = np.random.default_rng(seed)
    is_positive = rng.random(n) < 0.3
    probability = (rng.random(n) + 0.3 * is_positive) / 1.3
    return is_positive, probability if levels is None else np.round(probability * levels) / levels


def _delong_by_pairs(is_positive: NDArray[np.bool_], p: NDArray[np.float64]) -> tuple[float, float]:
    """Return the area and its standard error as in DeLong 1988, pair by pair."""
    positives, negatives = p[is_positive], p[~is_positive]
    psi = np.array(
        [[1.0 if x > y else 0.5 if x == y else 0.0 for y in negatives] for x in positives]
    )
    m, k = psi.shape
    area = psi.mean()
    s10 = sum((psi[i].mean() - area) ** 2 for i in range(m)) / (m - 1)
    s01 = sum((psi[:, j].mean() - area) ** 2 for j in range(k)) / (k - 1)
    return float(area), math.sqrt(s10 / m + s01 / k)


@pytest.mark.parametrize("levels", [None, 100, 5, 1])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_area_agrees_with_scikit_learn_and_its_interval_with_delong(
    seed: int, levels: int | None
) -> None:
    is_positive, probability = _case(seed, 80, levels=levels)
    estimate = roc_auc(is_positive, probability)
    area, error = _delong_by_pairs(is_positive, probability)
    assert estimate.value == pytest.approx(roc_auc_score(is_positive, probability), abs=1e-12)
    assert estimate.value == pytest.approx(area, abs=1e-12)
    assert estimate.low == pytest.approx(max(0.0, area - Z_95 * error), abs=1e-12)
    assert estimate.high == pytest.approx(min(1.0, area + Z_95 * error), abs=1e-12)
    assert estimate.n == 80


def test_the_interval_ends_at_0_and_1() -> None:
    is_positive = np.array([True, True, True, False, False, False])
    nearly = roc_auc(is_positive, np.array([0.9, 0.8, 0.4, 0.5, 0.2, 0.1]))
    assert (nearly.value, nearly.high) == (pytest.approx(8 / 9), 1.0)
    hardly = roc_auc(~is_positive, np.array([0.9, 0.8, 0.4, 0.5, 0.2, 0.1]))
    assert (hardly.value, hardly.low) == (pytest.approx(1 / 9), 0.0)


@pytest.mark.parametrize("truth", [[], [True, True], [False, False]])
def test_without_both_classes_there_is_no_area(truth: list[bool]) -> None:
    is_positive = np.array(truth, dtype=np.bool_)
    estimate = roc_auc(is_positive, np.linspace(0, 1, len(truth)))
    assert estimate == Estimate(None, None, None, len(truth))


def test_one_positive_has_an_area_without_an_interval() -> None:
    estimate = roc_auc(np.array([True, False, False, False]), np.array([0.6, 0.1, 0.2, 0.7]))
    assert estimate == Estimate(pytest.approx(2 / 3), None, None, 4)


@pytest.mark.parametrize(
    ("first", "second", "value", "low", "high"),
    [((56, 70), (48, 80), 0.2, 0.0524, 0.3339), ((9, 10), (3, 10), 0.6, 0.1705, 0.8090)],
)
def test_a_difference_agrees_with_newcombes_examples(
    first: tuple[int, int], second: tuple[int, int], value: float, low: float, high: float
) -> None:
    found = difference(wilson(*first), wilson(*second))
    assert found.value == pytest.approx(value)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert found.n == first[1] + second[1]


def test_a_difference_says_no_more_than_is_known() -> None:
    known, without_interval = wilson(3, 4), Estimate(0.5, None, None, 2)
    assert difference(known, wilson(0, 0)) == Estimate(None, None, None, 4)
    assert difference(known, without_interval) == Estimate(0.25, None, None, 6)
