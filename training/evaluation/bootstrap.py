"""Intervals by drawing samples anew, group by group.

Pictures of one lesion resemble each other, so that ten of them tell less than ten of different
lesions: a draw takes a lesion with all its pictures, or leaves it out.

Many draws are reckoned at once: a draw is a column of how often each group was taken, and what a
statistic needs of the samples is summed up by group, or sorted, once for all draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.intervals import Estimate

RESAMPLES = 2000
_SEED = 0
_NUMBERS_AT_A_TIME = 1_000_000

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From how often each group counts, shape (groups, draws), to numbers, shape (numbers, draws); NaN
where the samples of a draw cannot tell."""


def group_codes(n: int, groups: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the group of every sample as 0, 1, ..., shape (n,).

    Args:
        n: Samples.
        groups: Group of every sample, shape (n,); None: each is a group of its own.
    """
    if groups is None:
        return np.arange(n, dtype=np.int64)
    return np.unique(groups, return_inverse=True)[1].astype(np.int64)


def group_sums(
    rows: NDArray[np.int64],
    n_rows: int,
    codes: NDArray[np.int64],
    weights: NDArray[np.float64] | None = None,
) -> Any:
    """Return the matrix that adds samples up by rows when it is multiplied with draws.

    It is sparse, shape (n_rows, groups): a dense product would wait for BLAS's threads where other
    programs have the processors.

    Args:
        rows: Row of every sample, shape (n,).
        n_rows: Rows.
        codes: Group of every sample, shape (n,).
        weights: What each sample adds, shape (n,); None: 1.
    """
    from scipy.sparse import csr_array

    added = np.ones(rows.size) if weights is None else weights
    return csr_array((added, (rows, codes)), shape=(n_rows, int(codes.max(initial=-1)) + 1))


def bootstrap(
    statistic: Statistic, codes: NDArray[np.int64], *, resamples: int = RESAMPLES
) -> list[Estimate]:
    """Return numbers with the outer quantiles of what the draws make of them.

    The quantiles are 2.5 % and 97.5 %, and a little further out the fewer groups there are, as
    draws vary less than samples do. Where a number rests on fewer than about 100 groups, the
    intervals still are a little too narrow. The draws are the same at every call.

    Sources: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; for
    draws of groups, C. A. Field, A. H. Welsh, Journal of the Royal Statistical Society B 69 (2007)
    369-390; for the quantiles ("expanded percentile"), T. C. Hesterberg, The American Statistician
    69 (2015) 371-386.

    Args:
        statistic: What is estimated.
        codes: Group of every sample, shape (n,), as `group_codes` numbers them; n at least 1.
        resamples: Draws.

    Returns:
        One estimate a number. Bounds are None where all draws say the same, as draws from a perfect
        part do: they then do not show how far the number can be off.
    """
    n, n_groups = int(codes.size), int(codes.max()) + 1
    values = statistic(np.ones((n_groups, 1)))[:, 0]
    drawn = np.concatenate([statistic(counts) for counts in _draws(n_groups, resamples)], axis=1)
    tail = _tail(n_groups)
    return [
        _estimate(value, row, n, tail) for value, row in zip(values.tolist(), drawn, strict=True)
    ]


def _tail(n_groups: int) -> float:
    """Return the share of draws to leave out at each end: a little below 2.5 %."""
    from scipy.stats import norm, t

    if n_groups < 2:
        return 0.025
    wide = math.sqrt(n_groups / (n_groups - 1)) * float(t.ppf(0.975, n_groups - 1))
    return float(norm.cdf(-wide))


def _estimate(value: float, drawn: NDArray[np.float64], n: int, tail: float) -> Estimate:
    if np.isnan(value):
        return Estimate(None, None, None, n)
    told = drawn[~np.isnan(drawn)]
    if not told.size:
        return Estimate(value, None, None, n)
    low, high = np.quantile(told, (tail, 1 - tail))
    if not low < high:
        return Estimate(value, None, None, n)
    return Estimate(value, float(low), float(high), n, "bootstrap")


def _draws(n_groups: int, resamples: int) -> Iterator[NDArray[np.float64]]:
    """Yield how often each group is drawn, some draws at a time, shape (groups, draws)."""
    rng = np.random.default_rng(_SEED)
    at_a_time = max(1, _NUMBERS_AT_A_TIME // n_groups)
    for start in range(0, resamples, at_a_time):
        draws = min(at_a_time, resamples - start)
        counts = np.empty((draws, n_groups), dtype=np.float64)
        for row in counts:
            row[:] = np.bincount(rng.integers(n_groups, size=n_groups), minlength=n_groups)
        yield np.ascontiguousarray(counts.T)
