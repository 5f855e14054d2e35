"""Two runs are compared on the samples that both were asked about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from training.errors import RunError
from training.evaluation.comparison import compare, mcnemar, paired_auc
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults


def _part(seed: int, skill: float, n: int = 150) -> PartResults:
    truth = np.random.default_rng(99).random(n) < 0.3
    rng = np.random.default_rng(seed)
    p = (rng.random(n) + skill * truth) / (1 + skill)
    ids = np.array([f"s{i}" for i in range(n)], dtype=np.str_)
    labels = truth.astype(np.int64)
    return PartResults(Predictions("test", ids, labels, p[:, np.newaxis], ("nv", "mel"), ("mel",)))


def _rows(part: PartResults, rows: np.ndarray) -> PartResults:
    told = part.predictions
    return PartResults(
        replace(
            told,
            sample_id=told.sample_id[rows],
            y_true=told.y_true[rows],
            y_score=told.y_score[rows],
        )
    )


FIRST, SECOND = _part(1, 1.0), _part(2, 0.3)


def test_the_difference_is_told_with_the_samples_that_make_it() -> None:
    told = compare(FIRST, SECOND, (0.5, 0.4))
    right = (FIRST.probability >= 0.5) == FIRST.is_positive
    right_too = (SECOND.probability >= 0.4) == FIRST.is_positive
    ids = FIRST.predictions.sample_id
    assert set(told.only_first) == set(ids[right & ~right_too].tolist())
    assert set(told.only_second) == set(ids[right_too & ~right].tolist())
    assert set(told.both_wrong) == set(ids[~right & ~right_too].tolist())
    assert (told.mcnemar.first_right, told.mcnemar.second_right) == (
        len(told.only_first),
        len(told.only_second),
    )
    assert told.first_auc == FIRST.auc.value
    assert told.auc.value == pytest.approx(told.first_auc - told.second_auc)
    assert told.auc.low is not None
    assert told.auc.low > 0
    assert told.auc_p is not None
    assert told.auc_p < 0.05
    apart = dict(zip(ids.tolist(), abs(FIRST.probability - SECOND.probability), strict=True))
    distances = [apart[name] for name in told.only_first]
    assert distances == sorted(distances, reverse=True)
    assert told.notes == ()


def test_the_order_of_the_samples_does_not_matter() -> None:
    shuffled = _rows(SECOND, np.random.default_rng(3).permutation(150))
    assert compare(FIRST, shuffled, (0.5, 0.5)) == compare(FIRST, SECOND, (0.5, 0.5))


def test_samples_that_only_one_run_knows_are_told_and_left_out() -> None:
    few, others = _rows(FIRST, np.arange(20, 150)), _rows(SECOND, np.arange(120))
    told = compare(few, others, (0.5, 0.5))
    assert told.n == 100
    assert told.notes == (
        "30 samples of the first run were not asked of the other and are left out.",
        "20 samples of the second run were not asked of the other and are left out.",
    )
    both = np.arange(20, 120)
    aligned = compare(_rows(FIRST, both), _rows(SECOND, both), (0.5, 0.5))
    assert replace(told, notes=()) == aligned


def test_runs_that_cannot_be_compared_say_why() -> None:
    with pytest.raises(RunError, match="no sample in common"):
        compare(_rows(FIRST, np.arange(10)), _rows(SECOND, np.arange(10, 20)), (0.5, 0.5))
    other = PartResults(replace(SECOND.predictions, y_true=1 - SECOND.predictions.y_true))
    with pytest.raises(RunError, match="150 differ, such as s0, s1"):
        compare(FIRST, other, (0.5, 0.5))


@pytest.mark.parametrize(("first", "second"), [(1, 0), (0, 7), (12, 5), (30, 30), (121, 59)])
def test_mcnemar_is_the_binomial_test(first: int, second: int) -> None:
    told = mcnemar(first, second)
    assert told.exact_p == pytest.approx(binomtest(first, first + second).pvalue, abs=1e-12)


def test_mcnemar_is_the_published_one() -> None:
    # A. Agresti's example of 1600 voters (Categorical Data Analysis, 2nd edition, 10.1.1):
    # 150 against 86 changed their mind; z squared without correction is 17.36.
    told = mcnemar(150, 86)
    assert told.chi_squared == pytest.approx((64 - 1) ** 2 / 236)
    assert told.chi_squared_p == pytest.approx(4.1e-5, rel=0.02)
    assert mcnemar(0, 0).chi_squared is None
    assert mcnemar(3, 3).chi_squared == 0.0


def test_one_side_alone_has_no_difference() -> None:
    nobody = paired_auc(np.zeros(3, dtype=np.bool_), np.arange(3.0), np.arange(3.0))
    assert (nobody[0], nobody[2].value, nobody[3]) == (None, None, None)
    one = paired_auc(np.array([True, False, False]), np.array([0.9, 0.1, 0.2]), np.zeros(3))
    assert (one[0], one[1], one[2].value, one[2].low, one[3]) == (1.0, 0.5, 0.5, None, None)
