"""Areas under curves for many weightings of the same scores, sorted once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import group_sums


class RankBlocks:
    """The scores of a class and of the others, in blocks between the scores of the class.

    Within a block the order of the others does not matter, so that their weights are added up there
    by one sparse product, for all draws at once.

    Args:
        is_positive: Truth, shape (n,).
        score: Shape (n,), without NaN.
        codes: Group of every sample, shape (n,), 0 to groups - 1.
    """

    def __init__(
        self,
        is_positive: NDArray[np.bool_],
        score: NDArray[np.floating[Any]],
        codes: NDArray[np.int64],
    ) -> None:
        levels, level = np.unique(score[is_positive], return_inverse=True)
        others = score[~is_positive]
        # 2 k: between the levels k - 1 and k; 2 k + 1: equal to the level k.
        place = levels.searchsorted(others, "left") + levels.searchsorted(others, "right")
        rows = np.empty(score.size, dtype=np.int64)
        rows[is_positive] = level
        rows[~is_positive] = levels.size + place
        self._levels = levels.size
        self._sums = group_sums(rows, 3 * levels.size + 1, codes)

    def areas(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return area under the ROC curve and average precision, shape (2, draws).

        Areas are counted by pairs of a sample of the class and another, of which the former has the
        higher score; a tie counts half. Average precision is that of scikit-learn: precision at
        each score, weighted by the step of recall.

        Args:
            counts: How often each group counts, shape (groups, draws).

        Returns:
            NaN where a draw has no sample of the class; for the area, also where it has no other.
        """
        summed = self._sums @ counts
        own, others = summed[: self._levels], summed[self._levels :]
        up_to = np.cumsum(others, axis=0)
        n_own, n_others = own.sum(axis=0), up_to[-1]
        below = up_to[:-1:2]
        pairs = np.einsum("ij,ij->j", own, below + 0.5 * others[1::2])
        found = np.cumsum(own[::-1], axis=0)[::-1]
        read = found + (n_others - below)
        precision = np.divide(found, read, out=np.zeros_like(read), where=read > 0)
        steps = np.einsum("ij,ij->j", own, precision)
        return np.stack([_share(pairs, n_own * n_others), _share(steps, n_own)])


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)
