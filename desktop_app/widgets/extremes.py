"""Values that grow, with the extremes of ever longer pieces of them: a min-max pyramid."""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop_app.widgets.growing import GrowingArray

FACTOR = 4
"""Pieces of one level that make a piece of the next."""

Extremes = tuple[NDArray[np.float64], NDArray[np.float64]]


class ExtremesPyramid:
    """Values in order; what is not finite is kept as not-a-number.

    Appending only copies; the levels are brought up to date when they are next asked for, so that
    a burst of small pieces costs no more than a large one.
    """

    def __init__(self, values: ArrayLike = ()) -> None:
        self._values = GrowingArray()
        self._built = 0
        self._levels: list[tuple[GrowingArray, GrowingArray]] = []
        self.extend(values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def values(self) -> NDArray[np.float64]:
        """A view of the values, shape (n,)."""
        return self._values.all

    def extend(self, values: ArrayLike) -> None:
        """Append values."""
        count = len(self._values)
        self._values.extend(values)
        added = self._values.all[count:]
        added[~np.isfinite(added)] = np.nan

    def reduced(self, first: int, last: int, pieces: int) -> tuple[NDArray[np.intp], Extremes]:
        """Return the extremes of at most about `pieces` pieces of equal length.

        Args:
            first: First value.
            last: One behind the last value; above `first`.
            pieces: How many pieces are wanted; at least 1.

        Returns:
            The number of the first value of each piece, and lows and highs, each of shape (n,);
            not-a-number where a piece holds nothing else.
        """
        self.build()
        size, level = 1, 0
        while level < len(self._levels) and (last - first) // (size * FACTOR) >= pieces:
            size, level = size * FACTOR, level + 1
        lows, highs = self._level(level)
        start, end = first // size, min(-(-last // size), len(lows))
        group = max(1, -(-(end - start) // pieces))
        edges = np.arange(start, end, group)
        low = np.fmin.reduceat(lows[start:end], edges - start) if len(edges) else np.empty(0)
        high = np.fmax.reduceat(highs[start:end], edges - start) if len(edges) else np.empty(0)
        places = edges * size
        tail = self.values[end * size : last]
        if len(tail):  # not yet a whole piece of this level
            places = np.append(places, end * size)
            low = np.append(low, np.fmin.reduce(tail))
            high = np.append(high, np.fmax.reduce(tail))
        return places, (low, high)

    def _level(self, level: int) -> Extremes:
        if not level:
            return self.values, self.values
        low, high = self._levels[level - 1]
        return low.all, high.all

    def build(self) -> None:
        """Bring the levels up to date: add to each the pieces that have become whole."""
        if self._built == len(self):
            return
        self._built = len(self)
        low = high = self.values
        level = 0
        while len(low) >= FACTOR:
            if level == len(self._levels):
                self._levels.append((GrowingArray(), GrowingArray()))
            lows, highs = self._levels[level]
            done, whole = len(lows), len(low) // FACTOR
            if whole > done:
                new = slice(done * FACTOR, whole * FACTOR)
                lows.extend(reduce(np.fmin, (low[new][nth::FACTOR] for nth in range(FACTOR))))
                highs.extend(reduce(np.fmax, (high[new][nth::FACTOR] for nth in range(FACTOR))))
            low, high = lows.all, highs.all
            level += 1
