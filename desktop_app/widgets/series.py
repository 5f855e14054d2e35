"""A curve that grows: amortised appending to one block of memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class GrowingSeries:
    """Points of a curve in the order in which they came."""

    def __init__(self) -> None:
        self._points = np.empty((2, 256), dtype=np.float64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> NDArray[np.float64]:
        """A view of the x values, shape (n,)."""
        return self._points[0, : self._count]

    @property
    def y(self) -> NDArray[np.float64]:
        """A view of the y values, shape (n,)."""
        return self._points[1, : self._count]

    def extend(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Append points.

        Raises:
            ValueError: `x` and `y` differ in length.
        """
        if len(x) != len(y):
            raise ValueError(f"{len(x)} x values, but {len(y)} y values.")
        end = self._count + len(x)
        if end > self._points.shape[1]:
            larger = np.empty((2, max(end, 2 * self._points.shape[1])), dtype=np.float64)
            larger[:, : self._count] = self._points[:, : self._count]
            self._points = larger
        self._points[0, self._count : end] = x
        self._points[1, self._count : end] = y
        self._count = end

    def clear(self) -> None:
        """Forget all points."""
        self._count = 0
