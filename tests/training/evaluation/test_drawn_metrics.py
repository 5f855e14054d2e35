"""The binary reading's intervals by draws of whole lesions."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, recall_score, roc_auc_score

from training.evaluation.bootstrap import group_codes
from training.evaluation.drawn_metrics import drawn_metrics
from training.evaluation.rank_blocks import RankBlocks


def _case(digits: int | None = None) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    rng = np.random.default_rng(0)
    truth = rng.random(200) < 0.3
    p = (rng.random(200) + 0.5 * truth) / 1.5
    return truth, p if digits is None else np.round(p, digits)


@pytest.mark.parametrize("digits", [None, 1, 0])
def test_weighted_areas_agree_with_scikit_learn(digits: int | None) -> None:
    truth, p = _case(digits)
    groups = np.random.default_rng(1).integers(0, 70, 200)
    codes = group_codes(200, groups)
    counts = np.random.default_rng(2).integers(0, 4, (int(codes.max()) + 1, 20))
    areas, precisions = RankBlocks(truth, p, codes).areas(counts.astype(np.float64))
    for draw in range(20):
        weight = counts[codes, draw]
        area = roc_auc_score(truth, p, sample_weight=weight)
        assert areas[draw] == pytest.approx(area, abs=1e-12)
        precision = average_precision_score(truth, p, sample_weight=weight)
        assert precisions[draw] == pytest.approx(precision, abs=1e-12)


def test_draws_without_a_side_are_not_told_of() -> None:
    truth, p = np.array([True, False]), np.array([0.6, 0.4])
    counts = np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 0.0]])
    areas, precisions = RankBlocks(truth, p, np.array([0, 1])).areas(counts)
    assert np.isnan(areas).all()
    assert np.isnan(precisions).tolist() == [True, False, True]


@pytest.mark.parametrize("grouped", [False, True])
def test_values_and_intervals_are_those_of_draws_one_by_one(grouped: bool) -> None:
    truth, p = _case(2)
    groups = np.random.default_rng(3).integers(0, 60, 200) if grouped else None
    told = drawn_metrics(truth, p, 0.5, groups)
    units = [np.array([i]) for i in range(200)]
    if groups is not None:
        units = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    rng = np.random.default_rng(4)
    drawn: dict[str, list[float]] = {name: [] for name in told}
    for _ in range(300):
        rows = np.concatenate([units[i] for i in rng.integers(len(units), size=len(units))])
        t, q = truth[rows], p[rows]
        drawn["auc"].append(roc_auc_score(t, q))
        drawn["average_precision"].append(average_precision_score(t, q))
        drawn["sensitivity"].append(recall_score(t, q >= 0.5))
        drawn["specificity"].append(recall_score(t, q >= 0.5, pos_label=False))
    for name, found in told.items():
        low, high = np.quantile(drawn[name], (0.025, 0.975))
        assert found.low == pytest.approx(low, abs=0.12 * (high - low)), name
        assert found.high == pytest.approx(high, abs=0.12 * (high - low)), name
    assert told["auc"].value == pytest.approx(roc_auc_score(truth, p), abs=1e-12)
    assert told["sensitivity"].value == pytest.approx(recall_score(truth, p >= 0.5), abs=1e-12)


def test_one_side_or_nobody() -> None:
    one = drawn_metrics(np.ones(3, dtype=np.bool_), np.array([0.2, 0.5, 0.9]), 0.5)
    assert (one["auc"].value, one["specificity"].value) == (None, None)
    assert one["sensitivity"].value == pytest.approx(2 / 3)
    nobody = drawn_metrics(np.zeros(0, dtype=np.bool_), np.zeros(0), 0.5)
    assert {found.value for found in nobody.values()} == {None}
