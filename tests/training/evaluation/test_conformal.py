"""Conformal sets hold the truth of every class as often as was asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from training.errors import ConfigError, RunError
from training.evaluation.conformal import (
    ConformalSets,
    conformal_of,
    coverage_report,
    labels_of,
)
from training.evaluation.predictions import Predictions
from training.evaluation.quantiles import conformal_rank


def _predictions(y_true: list[int], y_score: Any, part: str = "validation") -> Predictions:
    return Predictions(
        part=part,
        sample_id=np.array([str(i) for i in range(len(y_true))]),
        y_true=np.array(y_true, np.int64),
        y_score=np.asarray(y_score, np.float32),
        classes=("mel", "nv", "bcc"),
        positive=("mel", "bcc"),
    )


def test_the_rank_is_that_of_the_hand_calculation() -> None:
    assert conformal_rank(9, 0.9) == 9  # (9 + 1) x 0.9, no rounding error above it
    assert conformal_rank(10, 0.9) == 10
    assert conformal_rank(99, 0.95) == 95
    assert conformal_rank(8, 0.9) == 9  # one more than there are


def test_sets_agree_with_a_calculation_by_hand() -> None:
    # Class 0 at 60 %: 4 samples, rank ceil(5 x 0.6) = 3, the third highest of 0.9 0.7 0.4 0.2.
    # Class 1: 3 samples, rank ceil(4 x 0.6) = 3, the third highest of 0.8 0.6 0.5.
    p = np.array([0.9, 0.2, 0.7, 0.4, 0.2, 0.4, 0.5])
    y_true = np.array([0, 0, 0, 0, 1, 1, 1])
    sets = ConformalSets.calibrate(y_true, np.stack([p, 1 - p], axis=1), 0.6)
    assert sets.lowest.tolist() == [0.4, 0.5]
    assert sets.counts.tolist() == [4, 3]
    asked = np.array([[0.45, 0.55], [0.39, 0.61], [0.5, 0.5], [0.55, 0.45]])
    assert sets.sets(asked) == [(1, 0), (1,), (0, 1), (0,)]


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9])
def test_every_class_is_covered_as_often_as_asked_for(coverage: float) -> None:
    rng = np.random.default_rng(7)
    n, rounds = (39, 19), 4000
    hits = np.zeros(2)
    for _ in range(rounds):
        # A poor model that is worse on the rare class: marginal sets would fail that class.
        rare, common = rng.beta(2, 3, n[1] + 1), rng.beta(4, 1, n[0] + 1)
        p_common = np.concatenate([common[1:], 1 - rare[1:]])
        y_true = np.repeat([0, 1], n)
        sets = ConformalSets.calibrate(y_true, np.stack([p_common, 1 - p_common], 1), coverage)
        new = np.array([common[0], 1 - rare[0]])
        found = sets.sets(np.stack([new, 1 - new], axis=1))
        hits += [label in held for label, held in enumerate(found)]
    # Without ties the coverage is exactly rank / (n + 1).
    exact = np.array([conformal_rank(k, coverage) / (k + 1) for k in n])
    assert (exact >= coverage - 1e-12).all()
    error = np.sqrt(exact * (1 - exact) / rounds)
    assert (np.abs(hits / rounds - exact) < 4 * error).all()


def test_ties_cover_more_rather_than_less() -> None:
    p = np.full((20, 1), 0.5, np.float32)
    sets = ConformalSets.calibrate(np.repeat([0, 1], 10), p, 0.9)
    assert sets.sets(p[:1]) == [(0, 1)]


def test_a_class_with_too_few_samples_is_in_every_set() -> None:
    y_true = np.array([0] * 20 + [1] * 8)
    score = np.concatenate([np.full(20, 0.1), np.full(8, 0.9)])[:, None]
    sets = ConformalSets.calibrate(y_true, score, 0.9)
    assert sets.uncalibrated == (1,)
    assert sets.sets(np.array([[0.0], [1.0]])) == [(0, 1), (1,)]
    none = ConformalSets.calibrate(np.empty(0, np.int64), np.empty((0, 3)), 0.9)
    assert none.sets(np.array([[0.1, 0.2, 0.7]])) == [(2, 1, 0)]


def test_an_empty_set_is_said_in_words() -> None:
    y_true = np.repeat([0, 1], 20)
    score = np.where(y_true == 1, 0.95, 0.05)[:, None]
    sets = ConformalSets.calibrate(y_true, score, 0.9)
    names = ("benign", "malignant")
    [empty] = sets.sets(np.array([[0.5]]))
    assert empty == ()
    assert "no class fits" in sets.words(empty, names)
    assert sets.words((1,), names) == "At 90 % coverage only malignant fits."
    assert "nothing is ruled out: benign or malignant" in sets.words((0, 1), names)
    assert sets.words((2, 0), ("a", "b", "c")) == "At 90 % coverage it is c or a."


def test_the_report_counts_by_class_with_intervals() -> None:
    sets = ConformalSets(0.9, np.array([0.5, 0.5]), np.array([10, 10]))
    report = sets.report(
        np.array([0, 0, 0, 1]), np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.4], [0.2, 0.8]])
    )
    assert [each.value for each in report.by_class] == [2 / 3, 1.0]
    assert [each.n for each in report.by_class] == [3, 1]
    assert report.by_class[0].method == "wilson"
    assert (report.covered.value, report.single.value, report.empty.value) == (0.75, 0.75, 0.25)
    assert report.mean_size == 0.75
    nothing = sets.report(np.empty(0, np.int64), np.empty((0, 2)))
    assert nothing.mean_size is None
    assert nothing.covered.value is None


def test_a_run_is_calibrated_on_its_validation_part() -> None:
    # A binary model over three classes: what counts is the side, not the class.
    told = _predictions([0, 2, 1, 1] * 5, [[0.8], [0.7], [0.3], [0.2]] * 5)
    run = cast("Any", SimpleNamespace(predictions={"validation": told}.get))
    sets = conformal_of(run, 0.9)
    assert sets is not None
    assert sets.counts.tolist() == [10, 10]
    assert sets.lowest == pytest.approx([0.7, 0.7])
    assert labels_of(told) == ("benign", "malignant")
    assert coverage_report(sets, told).covered.value == 1.0
    many = _predictions([0, 1, 2], np.eye(3))
    assert labels_of(many) == ("mel", "nv", "bcc")
    assert conformal_of(cast("Any", SimpleNamespace(predictions={}.get))) is None


@pytest.mark.parametrize("coverage", [0.0, 1.0, -1.0, float("nan")])
def test_an_impossible_coverage_is_refused(coverage: float) -> None:
    with pytest.raises(ConfigError, match="not between 0 and 1"):
        ConformalSets.calibrate(np.array([0, 1]), np.array([[0.1], [0.9]]), coverage)


def test_scores_that_are_no_numbers_are_refused() -> None:
    sets = ConformalSets.calibrate(np.array([0, 1]), np.array([[0.1], [0.9]]), 0.5)
    with pytest.raises(RunError):
        sets.sets(np.array([[np.nan]]))
