"""Whether probabilities mean what they say: reliability, Brier score, calibration error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import bootstrap, group_codes, group_sums
from training.evaluation.intervals import Estimate, wilson

BINS = 10


@dataclass(frozen=True)
class ReliabilityBin:
    """Samples of about the same probability.

    Attributes:
        low: Lowest probability among them.
        high: Highest probability among them.
        predicted: Mean of their probabilities.
        observed: Share of positives among them.
    """

    low: float
    high: float
    predicted: float
    observed: Estimate


@dataclass(frozen=True)
class Reliability:
    """How well probabilities of positive fit what occurs.

    Attributes:
        bins: Bins of about equally many samples, of rising probability.
        brier: Mean square of what probability and truth differ by.
        ece: Mean difference of predicted and observed over the bins, weighted by samples.
    """

    bins: tuple[ReliabilityBin, ...]
    brier: Estimate
    ece: Estimate

    def bin_of(self, threshold: float) -> int | None:
        """Return the first bin that reaches a threshold; None where none does."""
        return next((i for i, each in enumerate(self.bins) if each.high >= threshold), None)


def reliability(
    is_positive: NDArray[np.bool_],
    probability: NDArray[np.float64],
    groups: NDArray[np.int64] | None = None,
    bins: int = BINS,
) -> Reliability:
    """Return reliability in bins of equal mass, between the quantiles of the probabilities.

    Equal probabilities stay together, so that there may be fewer bins. An error of bins is too
    large on average, and on draws more so: its interval is the quantiles mirrored at the value,
    which takes that back.

    Sources: G. W. Brier, Monthly Weather Review 78 (1950) 1-3; M. P. Naeini, G. F. Cooper,
    M. Hauskrecht, AAAI 2015, 2901-2907, for the error; scikit-learn, `calibration_curve` with
    `strategy="quantile"`, for the bins; A. C. Davison, D. V. Hinkley, Bootstrap Methods and their
    Application (1997), section 5.2, for the mirrored interval.

    Args:
        is_positive: Truth, shape (n,).
        probability: Probability of positive, shape (n,).
        groups: What the intervals' draws keep together, shape (n,); None: nothing.
        bins: Bins at most.
    """
    n = int(probability.size)
    if not n:
        nothing = Estimate(None, None, None, 0)
        return Reliability((), nothing, nothing)
    edges = np.quantile(probability, np.linspace(0, 1, bins + 1))
    _, place = np.unique(np.searchsorted(edges[1:-1], probability), return_inverse=True)
    told = [_bin(is_positive[place == k], probability[place == k]) for k in range(place.max() + 1)]
    codes = group_codes(n, groups)
    one = np.zeros(n, dtype=np.int64)
    sizes = group_sums(one, 1, codes)
    squares = group_sums(one, 1, codes, (probability - is_positive) ** 2)
    gaps = group_sums(place, len(told), codes, is_positive - probability)

    def errors(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        apart = np.abs(gaps @ counts).sum(axis=0, keepdims=True)
        return np.asarray(np.concatenate([squares @ counts, apart]) / (sizes @ counts))

    score, error = bootstrap(errors, codes)
    return Reliability(tuple(told), score, _mirrored(error))


def _bin(is_positive: NDArray[np.bool_], probability: NDArray[np.float64]) -> ReliabilityBin:
    return ReliabilityBin(
        float(probability.min()),
        float(probability.max()),
        float(probability.mean()),
        wilson(int(is_positive.sum()), int(is_positive.size)),
    )


def _mirrored(error: Estimate) -> Estimate:
    if error.value is None or error.low is None or error.high is None:
        return error
    low = max(0.0, 2 * error.value - error.high)
    high = max(error.value, 2 * error.value - error.low)
    return Estimate(error.value, low, high, error.n, "bootstrap")
