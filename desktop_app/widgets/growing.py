"""Numbers that are appended to one block of memory at amortised cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


class GrowingArray:
    """Numbers in the order in which they came."""

    def __init__(self) -> None:
        self._block = np.empty(64, dtype=np.float64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def all(self) -> NDArray[np.float64]:
        """A view of the numbers, shape (n,)."""
        return self._block[: self._count]

    def extend(self, numbers: ArrayLike) -> None:
        """Append numbers."""
        added = np.asarray(numbers, dtype=np.float64)
        end = self._count + len(added)
        if end > len(self._block):
            larger = np.empty(max(end, 2 * len(self._block)), dtype=np.float64)
            larger[: self._count] = self._block[: self._count]
            self._block = larger
        self._block[self._count : end] = added
        self._count = end
