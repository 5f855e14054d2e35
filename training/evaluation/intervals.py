"""Point estimates with their 95 % intervals and sample counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""


@dataclass(frozen=True)
class Estimate:
    """A number that people decide by, with what it rests on.

    Attributes:
        value: The estimate; None where nothing was there to estimate it from.
        low: Lower end of the 95 % interval.
        high: Upper end of the 95 % interval.
        n: Samples that it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def wilson(successes: int, n: int) -> Estimate:
    """Return a proportion with Wilson's score interval.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22 (1927) 209-212.

    Args:
        successes: Count of successes, 0 to n.
        n: Count of trials; with 0 every number of the estimate is None.
    """
    if n == 0:
        return Estimate(None, None, None, 0)
    p = successes / n
    z2 = Z_95**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    # At the ends the formula leaves a rounding error where the bound is exactly 0 or 1.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return Estimate(p, low, high, n)


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Return how much a first estimate lies above a second one on other samples.

    The interval is made of theirs, and takes the two for independent.

    Sources: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10, for proportions;
    G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008) 1693-1702, for any estimates.

    Returns:
        The difference, with the samples of both as `n`; what one of them lacks, it lacks too.
    """
    n = first.n + second.n
    if first.value is None or second.value is None:
        return Estimate(None, None, None, n)
    value = first.value - second.value
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return Estimate(value, None, None, n)
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, value - below, value + above, n)


def roc_auc(is_positive: NDArray[np.bool_], probability: NDArray[np.float64]) -> Estimate:
    """Return the area under the ROC curve with DeLong's interval.

    Sources: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845;
    X. Sun, W. Xu, IEEE Signal Processing Letters 21 (2014) 1389-1393, for the use of mid-ranks.

    Args:
        is_positive: Truth, shape (n,).
        probability: Probability of positive, shape (n,).

    Returns:
        The estimate; its numbers are None where one of the two classes has no sample, its bounds
        are None where one has only one sample.
    """
    from scipy.stats import rankdata
    from sklearn.metrics import roc_auc_score

    n = int(is_positive.size)
    positives, negatives = probability[is_positive], probability[~is_positive]
    m, k = positives.size, negatives.size
    if m == 0 or k == 0:
        return Estimate(None, None, None, n)
    auc = float(roc_auc_score(is_positive, probability))
    if m < 2 or k < 2:
        return Estimate(auc, None, None, n)
    joint = rankdata(np.concatenate([positives, negatives]))
    above = (joint[:m] - rankdata(positives)) / k
    below = 1.0 - (joint[m:] - rankdata(negatives)) / m
    half = Z_95 * math.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / k)
    return Estimate(auc, max(0.0, auc - half), min(1.0, auc + half), n)
