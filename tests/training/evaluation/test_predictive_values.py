"""PPV and NPV at a prevalence are Bayes' theorem, with Mercaldo's intervals."""

from __future__ import annotations

import math

import pytest

from training.errors import ConfigError
from training.evaluation.predictive_values import predictive_values
from training.evaluation.thresholds import BinaryCounts

# Mercaldo 2007, ApoE.e4 and Alzheimer's disease: 240 of 418 cases and 87 of 375 controls carry it.
APOE = BinaryCounts(tp=240, fn=178, fp=87, tn=288)


def test_the_values_are_bayes_theorem() -> None:
    se, sp = 240 / 418, 288 / 375
    for prevalence in (0.001, 0.03, 0.5, 0.9):
        ppv, npv = predictive_values(APOE, prevalence)
        read = se * prevalence + (1 - sp) * (1 - prevalence)
        assert ppv.value == pytest.approx(se * prevalence / read, abs=1e-12)
        assert npv.value == pytest.approx(sp * (1 - prevalence) / (1 - read), abs=1e-12)


def test_at_the_prevalence_of_the_samples_they_are_the_shares_of_the_readings() -> None:
    ppv, npv = predictive_values(APOE, 418 / 793)
    assert ppv.value == pytest.approx(240 / (240 + 87), abs=1e-12)
    assert npv.value == pytest.approx(288 / (288 + 178), abs=1e-12)


def test_the_intervals_are_the_logit_ones_written_out() -> None:
    se, sp, p = 240 / 418, 288 / 375, 0.03
    ppv, npv = predictive_values(APOE, p)
    for found, centre, variance in (
        (
            ppv,
            math.log(se * p / ((1 - sp) * (1 - p))),
            (1 - se) / (se * 418) + sp / ((1 - sp) * 375),
        ),
        (
            npv,
            math.log(sp * (1 - p) / ((1 - se) * p)),
            se / ((1 - se) * 418) + (1 - sp) / (sp * 375),
        ),
    ):
        half = 1.959963984540054 * math.sqrt(variance)
        for end, expected in ((found.low, centre - half), (found.high, centre + half)):
            assert end == pytest.approx(1 / (1 + math.exp(-expected)), abs=1e-12)
        assert found.method == "logit"


@pytest.mark.parametrize(
    "counts",
    [BinaryCounts(10, 0, 5, 20), BinaryCounts(10, 3, 0, 20), BinaryCounts(10, 0, 0, 20)],
)
def test_a_count_of_0_still_has_an_interval(counts: BinaryCounts) -> None:
    for found in predictive_values(counts, 0.1):
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        assert 0.0 < found.low <= found.value <= found.high <= 1.0
        assert found.low < found.high


def test_what_cannot_be_told_is_not() -> None:
    for counts in (BinaryCounts(0, 0, 3, 4), BinaryCounts(3, 1, 0, 0)):
        assert [found.value for found in predictive_values(counts, 0.1)] == [None, None]
    ppv, npv = predictive_values(BinaryCounts(tp=0, fn=3, fp=0, tn=4), 0.1)
    assert (ppv.value, npv.value) == (None, pytest.approx(0.9))


@pytest.mark.parametrize("prevalence", [0.0, 1.0, -0.1, 2.0])
def test_an_impossible_prevalence_is_refused(prevalence: float) -> None:
    with pytest.raises(ConfigError, match="prevalence"):
        predictive_values(APOE, prevalence)
