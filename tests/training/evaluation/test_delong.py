"""DeLong's covariances agree with the published ones and with those counted pair by pair."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from training.evaluation.comparison import paired_auc
from training.evaluation.delong import delong_components
from training.evaluation.intervals import roc_auc

# The 49 patients with ovarian cancer of DeLong, DeLong and Clarke-Pearson (1988): albumin, total
# protein, K-G score, and the outcome after surgery; as printed in SAS/STAT User's Guide, PROC
# LOGISTIC, example "Comparing Receiver Operating Characteristic Curves".
TABLE = """
3.0 5.8 10 0  3.2 6.3 5 1  3.9 6.8 3 1  2.8 4.8 6 0  3.2 5.8 3 1  0.9 4.0 5 0  2.5 5.7 8 0
1.6 5.6 5 1  3.8 5.7 5 1  3.7 6.7 6 1  3.2 5.4 4 1  3.8 6.6 6 1  4.1 6.6 5 1  3.6 5.7 5 1
4.3 7.0 4 1  3.6 6.7 4 0  2.3 4.4 6 1  4.2 7.6 4 0  4.0 6.6 6 0  3.5 5.8 6 1  3.8 6.8 7 1
3.0 4.7 8 0  4.5 7.4 5 1  3.7 7.4 5 1  3.1 6.6 6 1  4.1 8.2 6 1  4.3 7.0 5 1  4.3 6.5 4 1
3.2 5.1 5 1  2.6 4.7 6 1  3.3 6.8 6 0  1.7 4.0 7 0  3.7 6.1 5 1  3.3 6.3 7 1  4.2 7.7 6 1
3.5 6.2 5 1  2.9 5.7 9 0  2.1 4.8 7 1  2.8 6.2 8 0  4.0 7.0 7 1  3.3 5.7 6 1  3.7 6.9 5 1
3.6 6.6 5 1
"""
PATIENTS = np.array(TABLE.split(), dtype=np.float64).reshape(-1, 4)
OUTCOME = PATIENTS[:, 3] == 1
ALBUMIN, PROTEIN, SCORE = PATIENTS[:, 0], PATIENTS[:, 1], 10 - PATIENTS[:, 2]


@pytest.mark.parametrize(
    ("test", "area", "low", "high"),
    [
        (ALBUMIN, 0.7366, 0.5549, 0.9182),
        (SCORE, 0.7258, 0.5243, 0.9273),
        (PROTEIN, 0.6478, 0.4518, 0.8439),
    ],
)
def test_areas_and_intervals_are_the_published_ones(
    test: NDArray[np.float64], area: float, low: float, high: float
) -> None:
    found = roc_auc(OUTCOME, test)
    assert (found.value, found.low, found.high) == pytest.approx((area, low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("test", "difference", "low", "high", "p"),
    [(ALBUMIN, 0.0108, -0.1761, 0.1976, 0.9102), (PROTEIN, -0.0780, -0.2830, 0.1271, 0.4561)],
)
def test_paired_differences_are_the_published_ones(
    test: NDArray[np.float64], difference: float, low: float, high: float, p: float
) -> None:
    _, area, found, told_p = paired_auc(OUTCOME, test, SCORE)
    assert area == pytest.approx(0.7258, abs=5e-5)
    assert (found.value, found.low, found.high) == pytest.approx((difference, low, high), abs=1e-4)
    assert told_p == pytest.approx(p, abs=1e-4)


def _psi(is_positive: NDArray[np.bool_], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return who ranks above whom, pair by pair, shape (positives, negatives)."""
    above = p[is_positive][:, np.newaxis] - p[~is_positive]
    return np.where(above > 0, 1.0, np.where(above == 0, 0.5, 0.0))


@pytest.mark.parametrize("levels", [None, 20, 3, 1])
@pytest.mark.parametrize("seed", range(5))
def test_covariances_agree_with_those_counted_pair_by_pair(seed: int, levels: int | None) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.random(80) < 0.3
    first = rng.random(80) + 0.3 * truth
    second = first + 0.5 * rng.random(80)
    if levels is not None:
        first, second = np.round(first * levels) / levels, np.round(second * levels) / levels
    one, other = delong_components(truth, first), delong_components(truth, second)
    assert one is not None
    assert other is not None
    assert one.auc == pytest.approx(roc_auc_score(truth, first), abs=1e-12)
    a, b = _psi(truth, first), _psi(truth, second)
    m, k = a.shape
    for x, y, found in ((a, a, one.covariance(one)), (a, b, one.covariance(other))):
        rows = np.cov(x.mean(axis=1), y.mean(axis=1))[0, 1] / m
        columns = np.cov(x.mean(axis=0), y.mean(axis=0))[0, 1] / k
        assert found == pytest.approx(rows + columns, abs=1e-12)


def test_what_cannot_be_told_is_not() -> None:
    score = np.array([0.1, 0.2, 0.3])
    assert delong_components(np.zeros(3, dtype=np.bool_), score) is None
    one = delong_components(np.array([False, False, True]), score)
    assert one is not None
    assert (one.auc, one.covariance(one)) == (1.0, None)


def test_the_same_scores_do_not_differ() -> None:
    area, other, told, p = paired_auc(OUTCOME, ALBUMIN, ALBUMIN * 2)
    assert area == other
    assert (told.value, told.low, p) == (0.0, None, 1.0)
