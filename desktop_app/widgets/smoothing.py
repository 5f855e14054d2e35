"""A running mean that is worked out as values come, the one of TensorBoard's slider."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_CHUNK = 16_384
"""Values that are summed at a time; they fit into a processor's cache."""
_UNFELT = 1e-18
"""Weights below this change no digit of a sum."""


class RunningMean:
    """Debiased exponential moving average of what has come so far.

    With the weight w, the mean after the k-th value is (1 - w) sum_i w^(k-i) v_i / (1 - w^k), as
    TensorBoard's smoothing and Kingma and Ba (2015, arXiv:1412.6980, section 3) have it: the first
    values are not drawn towards zero. What is not a number is passed over and stays so.
    """

    def __init__(self, weight: float) -> None:
        """Begin anew.

        Args:
            weight: How much of the mean so far is kept with each value: 0 to below 1.

        Raises:
            ValueError: It is not in that range.
        """
        if not 0 <= weight < 1:
            raise ValueError(f"A weight is from 0 to below 1; {weight} is not.")
        self._weight = weight
        self._sum = 0.0
        self._count = 0
        self._felt = math.ceil(math.log(_UNFELT) / math.log(weight)) if weight else 0

    def extend(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the means after each of the next values, shape (n,)."""
        means = np.full(len(values), np.nan)
        there = np.isfinite(values)
        known = values[there].astype(np.float64)
        if len(known):
            sums = _decaying_sums(known, self._weight, self._sum)
            self._sum = float(sums[-1])
            sums *= 1 - self._weight
            first = sums[: max(0, self._felt - self._count)]
            first /= 1 - self._weight ** (self._count + np.arange(1.0, len(first) + 1))
            means[there] = sums
            self._count += len(known)
        return means


def _decaying_sums(
    values: NDArray[np.float64], weight: float, before: float
) -> NDArray[np.float64]:
    """Return s with s[i] = weight * s[i - 1] + values[i], where s[-1] is `before`."""
    sums = values.copy()
    for start in range(0, len(sums), _CHUNK):
        chunk = sums[start : start + _CHUNK]
        chunk[0] += weight * before
        # From sums over the last `reach` values to sums over the last 2 * reach: as many passes as
        # the logarithm of how far back a value is felt, and no loop of Python over the steps.
        reach, faded = 1, weight
        while reach < len(chunk) and faded > _UNFELT:
            chunk[reach:] += faded * chunk[:-reach]
            reach, faded = 2 * reach, faded * faded
        before = float(chunk[-1])
    return sums
