"""DeLong's covariance of areas under ROC curves, by mid-ranks.

Sources: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Comparing the areas under two or more
correlated receiver operating characteristic curves, Biometrics 44 (1988) 837-845; X. Sun, W. Xu,
Fast implementation of DeLong's algorithm, IEEE Signal Processing Letters 21 (2014) 1389-1393.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Components:
    """The structural components of one area under the ROC curve.

    Attributes:
        auc: The area.
        positives: For each positive, the share of negatives that it ranks above, ties half; shape
            (positives,).
        negatives: For each negative, the share of positives that rank above it, ties half; shape
            (negatives,).
    """

    auc: float
    positives: NDArray[np.float64]
    negatives: NDArray[np.float64]

    def covariance(self, other: Components) -> float | None:
        """Return the covariance of two areas on the same samples; with itself, the variance.

        None where a class has one sample alone, from which nothing can be told.
        """
        m, k = self.positives.size, self.negatives.size
        if m < 2 or k < 2:
            return None
        total = 0.0
        for mine, theirs, size in (
            (self.positives, other.positives, m),
            (self.negatives, other.negatives, k),
        ):
            product = np.dot(mine - mine.mean(), theirs - theirs.mean())
            total += float(product) / (size - 1) / size
        return total


def delong_components(
    is_positive: NDArray[np.bool_], probability: NDArray[np.float64]
) -> Components | None:
    """Return the structural components of an area in n log n; None where a class has no sample.

    Args:
        is_positive: Truth, shape (n,).
        probability: Probability of positive, shape (n,), without NaN.
    """
    from scipy.stats import rankdata

    positives, negatives = probability[is_positive], probability[~is_positive]
    m, k = positives.size, negatives.size
    if m == 0 or k == 0:
        return None
    joint = rankdata(np.concatenate([positives, negatives]))
    above = (joint[:m] - rankdata(positives)) / k
    below = 1.0 - (joint[m:] - rankdata(negatives)) / m
    return Components(float(above.mean()), above, below)
