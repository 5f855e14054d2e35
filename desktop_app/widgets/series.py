"""A curve that grows, seen at any width at the same small cost, raw or smoothed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop_app.widgets.extremes import ExtremesPyramid
from desktop_app.widgets.growing import GrowingArray
from desktop_app.widgets.smoothing import RunningMean

Points = tuple[NDArray[np.float64], NDArray[np.float64]]


class GrowingSeries:
    """Points of a curve in ascending order of x; y that is not finite leaves a gap."""

    def __init__(self, x: ArrayLike = (), y: ArrayLike = ()) -> None:
        self._weight = 0.0
        self.clear()
        self.extend(x, y)

    def __len__(self) -> int:
        return len(self._x)

    @property
    def x(self) -> NDArray[np.float64]:
        """A view of the x values, shape (n,)."""
        return self._x.all

    @property
    def y(self) -> NDArray[np.float64]:
        """A view of the y values, shape (n,)."""
        return self._y.values

    @property
    def smoothed(self) -> NDArray[np.float64]:
        """A view of the smoothed y values, shape (n,); `y` where there is no smoothing."""
        return self._smoothed_pyramid().values

    def extend(self, x: ArrayLike, y: ArrayLike) -> None:
        """Append points.

        Raises:
            ValueError: `x` and `y` differ in length.
        """
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if len(x) != len(y):
            raise ValueError(f"{len(x)} x values, but {len(y)} y values.")
        self._x.extend(x)
        self._y.extend(y)

    def clear(self) -> None:
        """Forget all points."""
        self._x = GrowingArray()
        self._y = ExtremesPyramid()
        self._forget_smoothed()

    def smooth(self, weight: float) -> None:
        """Smooth by a debiased exponential moving average.

        Args:
            weight: 0 (not at all) to below 1.

        Raises:
            ValueError: It is not in that range.
        """
        if weight != self._weight:
            RunningMean(weight)  # refuses what is no weight
            self._weight = weight
            self._forget_smoothed()

    def prepare(self) -> None:
        """Do now, on whatever thread, what the first drawing would do on the window's."""
        self._y.build()
        if self._weight:
            self._smoothed_pyramid().build()

    @property
    def weight(self) -> float:
        """How much it is smoothed: 0 (not at all) to below 1."""
        return self._weight

    def nearest(self, x: float) -> int | None:
        """Return the number of the point nearest to a place; None where there is no point."""
        if not len(self):
            return None
        behind = int(np.searchsorted(self.x, x))
        if behind == len(self):
            return behind - 1
        nearer_before = behind > 0 and x - self.x[behind - 1] <= self.x[behind] - x
        return behind - 1 if nearer_before else behind

    def seen(self, low: float, high: float, columns: int, *, smoothed: bool = False) -> Points:
        """Return what a drawing of a part of the curve needs, whatever its length.

        Args:
            low: Left end of the part.
            high: Right end of the part.
            columns: How many pixels wide it is drawn.
            smoothed: Whether the smoothed curve is drawn.

        Returns:
            x and y of the part and of one point beyond each end: the points themselves where they
            are few, else lowest and highest of the points of each column.
        """
        pyramid = self._smoothed_pyramid() if smoothed else self._y
        first = max(0, int(np.searchsorted(self.x, low)) - 1)
        last = min(len(self), int(np.searchsorted(self.x, high, side="right")) + 1)
        if last - first <= 2 * columns:
            return self.x[first:last], pyramid.values[first:last]
        places, (lows, highs) = pyramid.reduced(first, last, columns)
        return np.repeat(self.x[places], 2), np.column_stack((lows, highs)).ravel()

    def _smoothed_pyramid(self) -> ExtremesPyramid:
        if not self._weight:
            return self._y
        done = len(self._smoothed)
        if done < len(self):
            self._smoothed.extend(self._mean.extend(self.y[done:]))
        return self._smoothed

    def _forget_smoothed(self) -> None:
        self._smoothed = ExtremesPyramid()
        self._mean = RunningMean(self._weight)
