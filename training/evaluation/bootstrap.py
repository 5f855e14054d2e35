"""Intervals by drawing samples anew, group by group.

Pictures of one lesion resemble each other, so that ten of them tell less than ten of different
lesions: a draw takes a lesion with all its pictures, or leaves it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from training.evaluation.intervals import Estimate

RESAMPLES = 1000
_SEED = 0
_NUMBERS_AT_A_TIME = 1_000_000

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From how often each sample counts, shape (draws, n), to numbers, shape (draws,); NaN where the
samples of a draw cannot tell."""


def bootstrap(statistic: Statistic, n: int, groups: NDArray[np.int64] | None) -> Estimate:
    """Return a number with the 2.5 % and 97.5 % quantiles of what 1,000 draws make of it.

    The draws are the same at every call.

    Sources: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; for
    draws of groups, C. A. Field, A. H. Welsh, Journal of the Royal Statistical Society B 69 (2007)
    369-390.

    Args:
        statistic: What is estimated.
        n: Samples.
        groups: Group of every sample, shape (n,); None: each is a group of its own.

    Returns:
        The estimate. Its bounds are None where all draws say the same, as draws from a perfect part
        do: they then do not show how far the number can be off.
    """
    if not n:
        return Estimate(None, None, None, 0)
    value = float(statistic(np.ones((1, n)))[0])
    if np.isnan(value):
        return Estimate(None, None, None, n)
    drawn = np.concatenate([statistic(counts) for counts in _draws(n, groups)])
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    if not low < high:
        return Estimate(value, None, None, n)
    return Estimate(value, float(low), float(high), n)


def _draws(n: int, groups: NDArray[np.int64] | None) -> Iterator[NDArray[np.float64]]:
    """Yield how often each sample is drawn, some draws at a time, shape (draws, n)."""
    group_of = np.arange(n) if groups is None else np.unique(groups, return_inverse=True)[1]
    n_groups = int(group_of.max()) + 1
    rng = np.random.default_rng(_SEED)
    at_a_time = max(1, _NUMBERS_AT_A_TIME // n)
    for start in range(0, RESAMPLES, at_a_time):
        draws = min(at_a_time, RESAMPLES - start)
        chosen = rng.integers(n_groups, size=(draws, n_groups))
        chosen += n_groups * np.arange(draws)[:, np.newaxis]
        counts = np.bincount(chosen.ravel(), minlength=draws * n_groups)
        yield counts.reshape(draws, n_groups)[:, group_of].astype(np.float64)
