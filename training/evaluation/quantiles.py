"""Quantiles that hold for the next sample too."""

from __future__ import annotations

import math


def conformal_rank(n: int, coverage: float) -> int:
    """Return which of n sorted numbers a next one exceeds with at most probability 1 - coverage.

    The rank is ceil((n + 1) coverage), exact for numbers that could have come in any order.

    Source: V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World (2005),
    chapter 2; A. N. Angelopoulos, S. Bates, A Gentle Introduction to Conformal Prediction and
    Distribution-Free Uncertainty Quantification (2021), section 1.

    Args:
        n: How many numbers there are.
        coverage: Above 0, below 1.

    Returns:
        From 1; n + 1 where there are too few numbers to promise the coverage.
    """
    # Rounding keeps 0.9 x 10 from counting as a little more than 9.
    return max(1, math.ceil(round((n + 1) * coverage, 9)))
