"""The same numbers at the same threshold for parts of the people: age, sex, site, skin tone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.intervals import Estimate, difference, roc_auc
from training.evaluation.plain import plain_dict
from training.evaluation.thresholds import BinaryCounts, ThresholdTable

NOT_RECORDED = "not recorded"
AGE_EDGES = (30, 45, 60, 75)
"""Years at which a new band of age begins."""
FEW = 10
"""Lesions or patients of a side below which its numbers can say next to nothing."""


@dataclass(frozen=True)
class Subgroup:
    """The binary reading of some of the samples.

    Attributes:
        name: Value of the column.
        n: Samples.
        groups: Lesions or patients; samples where they are not known.
        positives: Positive samples.
        counts: The reading at the threshold.
        sensitivity: Share of positives that are found.
        specificity: Share of negatives that are left alone.
        precision: Share of positive readings that are right.
        auc: Area under the ROC curve within the subgroup.
        sensitivity_difference: How much it lies above that of all other samples.
        specificity_difference: How much it lies above that of all other samples.
        warning: What must be said beside the numbers; empty where nothing must.
    """

    name: str
    n: int
    groups: int
    positives: int
    counts: BinaryCounts
    sensitivity: Estimate
    specificity: Estimate
    precision: Estimate
    auc: Estimate
    sensitivity_difference: Estimate
    specificity_difference: Estimate
    warning: str

    def to_dict(self) -> dict[str, Any]:
        """Return every number as plain values for JSON."""
        return plain_dict(self)


def subgroups(
    values: Sequence[str],
    is_positive: NDArray[np.bool_],
    probability: NDArray[np.float64],
    threshold: float,
    groups: NDArray[np.int64] | None = None,
    order: Sequence[str] = (),
) -> tuple[Subgroup, ...]:
    """Return the binary reading for each value of a column.

    Args:
        values: Value of every sample, length n; '' for not recorded, which is a subgroup too.
        is_positive: Truth, shape (n,).
        probability: Probability of positive, shape (n,).
        threshold: From where it reads as positive, the same for all.
        groups: Lesion or patient of every sample, shape (n,).
        order: Values that come first, in this order.

    Returns:
        The others in the order of their values, numbers by size; what is not recorded comes last.
    """
    column = np.array([value or NOT_RECORDED for value in values], dtype=object)
    return tuple(
        _subgroup(name, column == name, is_positive, probability, threshold, groups)
        for name in sorted(set(column.tolist()), key=lambda name: _order(name, order))
    )


def age_bands(ages: Sequence[str], edges: Sequence[int] = AGE_EDGES) -> list[str]:
    """Return the band of each age: "under 30", "30 to 44", ..., "75 and over"; '' where it is none.

    Args:
        ages: Years as text, as tables have them.
        edges: Years at which a new band begins, rising.
    """
    names = [
        f"under {edges[0]}",
        *(f"{low} to {high - 1}" for low, high in pairwise(edges)),
        f"{edges[-1]} and over",
    ]
    return [_band(age, edges, names) for age in ages]


def _band(age: str, edges: Sequence[int], names: Sequence[str]) -> str:
    try:
        years = float(age)
    except ValueError:
        return ""
    return names[int(np.searchsorted(edges, years, "right"))] if 0 <= years <= 120 else ""


def _order(name: str, first_ones: Sequence[str]) -> tuple[bool, bool, float, str]:
    """Sort bands and numbers by size, names by the alphabet, and what is not recorded last."""
    if name in first_ones:
        return False, False, float(first_ones.index(name)) - len(first_ones), name
    first = name.removeprefix("under ").split(" ")[0]
    try:
        number = float(first) - (0.5 if name.startswith("under ") else 0.0)
    except ValueError:
        return name == NOT_RECORDED, True, 0.0, name.casefold()
    return False, False, number, name


def _subgroup(
    name: str,
    chosen: NDArray[np.bool_],
    is_positive: NDArray[np.bool_],
    probability: NDArray[np.float64],
    threshold: float,
    groups: NDArray[np.int64] | None,
) -> Subgroup:
    truth = is_positive[chosen]
    counts = ThresholdTable(truth, probability[chosen]).at(threshold)
    rest = ThresholdTable(is_positive[~chosen], probability[~chosen]).at(threshold)
    units = np.flatnonzero(chosen) if groups is None else groups[chosen]
    sides = (np.unique(units[truth]).size, np.unique(units[~truth]).size)
    return Subgroup(
        name=name,
        n=counts.n,
        groups=int(np.unique(units).size),
        positives=int(truth.sum()),
        counts=counts,
        sensitivity=counts.sensitivity,
        specificity=counts.specificity,
        precision=counts.precision,
        auc=roc_auc(truth, probability[chosen]),
        sensitivity_difference=difference(counts.sensitivity, rest.sensitivity),
        specificity_difference=difference(counts.specificity, rest.specificity),
        warning=_warning(*sides, unit="samples" if groups is None else "lesions or patients"),
    )


def _warning(positives: int, negatives: int, unit: str) -> str:
    """Return what must be said where a side is too small."""
    few = [
        f"{count} {side}"
        for count, side in ((positives, "positive"), (negatives, "negative"))
        if count < FEW
    ]
    if not few:
        return ""
    return f"Too few to say anything: {' and '.join(few)} {unit}."
