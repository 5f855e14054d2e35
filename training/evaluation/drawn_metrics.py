"""The binary reading's numbers with intervals that keep lesions and patients whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import RESAMPLES, bootstrap, group_codes, group_sums
from training.evaluation.intervals import Estimate
from training.evaluation.rank_blocks import RankBlocks

NAMES = ("auc", "average_precision", "sensitivity", "specificity")


def drawn_metrics(
    is_positive: NDArray[np.bool_],
    probability: NDArray[np.float64],
    threshold: float,
    groups: NDArray[np.int64] | None = None,
    *,
    resamples: int = RESAMPLES,
) -> dict[str, Estimate]:
    """Return AUC, average precision, sensitivity and specificity by draws of whole groups.

    Args:
        is_positive: Truth, shape (n,).
        probability: Probability of positive, shape (n,).
        threshold: From where it reads as positive.
        groups: What the draws keep together, shape (n,); None: nothing.
        resamples: Draws.
    """
    n = int(is_positive.size)
    if not n:
        return dict.fromkeys(NAMES, Estimate(None, None, None, 0))
    codes = group_codes(n, groups)
    blocks = RankBlocks(is_positive, probability, codes)
    reading = probability >= threshold
    cells = group_sums(2 * is_positive.astype(np.int64) + (reading == is_positive), 4, codes)

    def numbers(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        alarms, left, missed, found = cells @ counts
        sides = np.stack([found + missed, left + alarms])
        shares = np.full(sides.shape, np.nan)
        np.divide(np.stack([found, left]), sides, out=shares, where=sides > 0)
        return np.concatenate([blocks.areas(counts), shares])

    return dict(zip(NAMES, bootstrap(numbers, codes, resamples=resamples), strict=True))
