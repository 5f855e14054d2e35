"""Point estimates with their 95 % intervals, sample counts and the method behind them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.evaluation.delong import delong_components

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""

Method = Literal["", "wilson", "newcombe", "delong", "bootstrap", "logit", "mover"]
"""How an interval was made; empty where there is none."""

SOURCES: Mapping[Method, str] = MappingProxyType(
    {
        "": "No interval can be told.",
        "wilson": "Wilson's score interval of a proportion, picture by picture. E. B. Wilson, "
        "Journal of the American Statistical Association 22 (1927) 209-212.",
        "newcombe": "Difference of two independent estimates, from their own intervals. "
        "R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.",
        "delong": "DeLong's interval of an area under the ROC curve, picture by picture. "
        "E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845.",
        "bootstrap": "Quantiles of 2,000 draws of whole lesions or patients, or of single pictures "
        "where no groups are known. B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap "
        "(1993), chapter 13; T. C. Hesterberg, The American Statistician 69 (2015) 371-386.",
        "logit": "Predictive value at an assumed prevalence. N. D. Mercaldo, K. F. Lau, X. H. "
        "Zhou, Statistics in Medicine 26 (2007) 2170-2183.",
        "mover": "Sum of two independent proportions, from their own intervals. G. Y. Zou, "
        "A. Donner, Statistics in Medicine 27 (2008) 1693-1702.",
    }
)
"""What a person is told of each method."""


@dataclass(frozen=True)
class Estimate:
    """A number that people decide by, with what it rests on.

    Attributes:
        value: The estimate; None where nothing was there to estimate it from.
        low: Lower end of the 95 % interval.
        high: Upper end of the 95 % interval.
        n: Samples that it rests on.
        method: How the interval was made, a key of `SOURCES`.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: Method = ""


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
    return Estimate(p, low, high, n, "wilson")


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
    return Estimate(value, value - below, value + above, n, "newcombe")


def mean_of_two(first: Estimate, second: Estimate) -> Estimate:
    """Return the mean of two estimates on different samples, as balanced accuracy is one.

    Source: G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008) 1693-1702.

    Returns:
        The mean, with the samples of both as `n`; what one of them lacks, it lacks too.
    """
    n = first.n + second.n
    if first.value is None or second.value is None:
        return Estimate(None, None, None, n)
    value = (first.value + second.value) / 2
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return Estimate(value, None, None, n)
    below = math.hypot(first.value - first.low, second.value - second.low) / 2
    above = math.hypot(first.high - first.value, second.high - second.value) / 2
    return Estimate(value, value - below, value + above, n, "mover")


def roc_auc(is_positive: NDArray[np.bool_], probability: NDArray[np.float64]) -> Estimate:
    """Return the area under the ROC curve with DeLong's interval.

    Args:
        is_positive: Truth, shape (n,).
        probability: Probability of positive, shape (n,).

    Returns:
        The estimate; its numbers are None where one of the two classes has no sample, its bounds
        are None where one has only one sample.
    """
    n = int(is_positive.size)
    found = delong_components(is_positive, probability)
    if found is None:
        return Estimate(None, None, None, n)
    variance = found.covariance(found)
    if variance is None:
        return Estimate(found.auc, None, None, n)
    half = Z_95 * math.sqrt(variance)
    return Estimate(found.auc, max(0.0, found.auc - half), min(1.0, found.auc + half), n, "delong")
