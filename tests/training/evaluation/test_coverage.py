"""95 % intervals hold the truth in 95 of 100 cases, give or take 1: counted over many draws."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from training.evaluation.comparison import paired_auc
from training.evaluation.drawn_metrics import drawn_metrics
from training.evaluation.intervals import Estimate, difference, mean_of_two, roc_auc, wilson
from training.evaluation.predictive_values import predictive_values
from training.evaluation.thresholds import BinaryCounts

Draw = Callable[[np.random.Generator], Estimate]
MEANS = (0.0, 1.2)
AREA = float(norm.cdf(1.2 / math.sqrt(2)))
SENSITIVITY, SPECIFICITY = 0.83, 0.74


def _scores(
    rng: np.random.Generator, sides: NDArray[np.bool_], shared: float = 0.0
) -> NDArray[np.float64]:
    return rng.normal(np.where(sides, MEANS[1], MEANS[0])) + shared


def _wilson(rng: np.random.Generator) -> Estimate:
    # Coverage of a proportion swings with p and n: over many p it is the nominal one.
    return wilson(int(rng.binomial(150, 0.83)), 150)


def _counts(rng: np.random.Generator) -> BinaryCounts:
    found, left = int(rng.binomial(180, SENSITIVITY)), int(rng.binomial(400, SPECIFICITY))
    return BinaryCounts(tp=found, fn=180 - found, fp=400 - left, tn=left)


def _area(rng: np.random.Generator) -> Estimate:
    sides = np.arange(300) < 90
    return roc_auc(sides, _scores(rng, sides))


def _paired(rng: np.random.Generator) -> Estimate:
    sides = np.arange(300) < 100
    shared = rng.normal(size=300)
    noise = math.sqrt(3 / 4)
    scores = [
        np.where(sides, mean, 0.0) + shared / 2 + noise * rng.normal(size=300)
        for mean in (1.2, 0.9)
    ]
    return paired_auc(sides, *scores)[2]


def _by_lesion(name: str) -> Draw:
    """Return draws of a part whose lesions have one to three pictures that are alike."""

    def draw(rng: np.random.Generator) -> Estimate:
        lesions = np.repeat(np.arange(400), rng.integers(1, 4, 400))
        sides = (np.arange(400) < 150)[lesions]
        own = rng.normal(size=400)[lesions] * math.sqrt(0.6)
        p = np.where(sides, 1.2, 0.0) + own + math.sqrt(0.4) * rng.normal(size=lesions.size)
        return drawn_metrics(sides, p, 0.6, lesions, resamples=1000)[name]

    return draw


CASES: dict[str, tuple[Draw, float]] = {
    "wilson": (_wilson, 0.83),
    "delong": (_area, AREA),
    "paired delong": (_paired, AREA - float(norm.cdf(0.9 / math.sqrt(2)))),
    "balanced accuracy": (
        lambda rng: mean_of_two(_counts(rng).sensitivity, _counts(rng).specificity),
        (SENSITIVITY + SPECIFICITY) / 2,
    ),
    "difference": (
        lambda rng: difference(_counts(rng).sensitivity, _counts(rng).sensitivity),
        0.0,
    ),
    "ppv": (
        lambda rng: predictive_values(_counts(rng), 0.05)[0],
        SENSITIVITY * 0.05 / (SENSITIVITY * 0.05 + (1 - SPECIFICITY) * 0.95),
    ),
    "npv": (
        lambda rng: predictive_values(_counts(rng), 0.05)[1],
        SPECIFICITY * 0.95 / (SPECIFICITY * 0.95 + (1 - SENSITIVITY) * 0.05),
    ),
}
DRAWN: dict[str, tuple[Draw, float]] = {
    "bootstrap of the area": (_by_lesion("auc"), AREA),
    "bootstrap of sensitivity": (_by_lesion("sensitivity"), float(norm.sf(0.6 - 1.2))),
    "bootstrap of specificity": (_by_lesion("specificity"), float(norm.cdf(0.6))),
}


def _coverage(draw: Draw, truth: float, draws: int) -> float:
    rng = np.random.default_rng(2026)
    held = 0
    for _ in range(draws):
        told = draw(rng)
        assert told.low is not None
        assert told.high is not None
        held += told.low <= truth <= told.high
    return held / draws


@pytest.mark.parametrize("name", CASES)
def test_intervals_hold_the_truth(name: str) -> None:
    # Counting 2,000 draws is itself 0.5 % off; what is quick is counted more often.
    draws = 2000 if "delong" in name else 20_000
    assert _coverage(*CASES[name], draws) == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("name", DRAWN)
def test_intervals_by_draws_hold_the_truth_in_a_few_cases(name: str) -> None:
    assert _coverage(*DRAWN[name], 100) == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWN)
def test_intervals_by_draws_hold_the_truth(name: str) -> None:
    assert _coverage(*DRAWN[name], 2000) == pytest.approx(0.95, abs=0.01)


def test_intervals_by_picture_are_too_narrow_where_pictures_resemble_each_other() -> None:
    def by_picture(rng: np.random.Generator) -> Estimate:
        sides = np.repeat(np.arange(100) < 40, 6)
        own = np.repeat(rng.normal(size=100), 6)
        return roc_auc(sides, np.where(sides, 1.2, 0.0) + own)

    assert _coverage(by_picture, AREA, 300) < 0.8
