"""Curves over all thresholds: ROC, precision and recall, cumulative gain, net benefit.

Each has one point a threshold of a `ThresholdTable`, so that `ThresholdTable.point` places the
operating point on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.thresholds import BinaryCounts, ThresholdTable

Points = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve over thresholds; NaN where it cannot be told, as sensitivity without positives.

    Attributes:
        thresholds: The highest first, shape (points,); the first of all is infinity, which nothing
            reaches.
        x: Shape (points,).
        y: Shape (points,).
    """

    thresholds: Points
    x: Points
    y: Points


@dataclass(frozen=True, eq=False)
class DecisionCurve:
    """Net benefit of reading by a threshold, over that threshold.

    Attributes:
        thresholds: Probabilities from which somebody would act, rising, shape (points,).
        model: Net benefit of acting where the model's probability reaches them, shape (points,).
        treat_all: Net benefit of always acting, shape (points,); of never acting it is 0.
    """

    thresholds: Points
    model: Points
    treat_all: Points


def roc_curve(table: ThresholdTable) -> Curve:
    """Return 1 - specificity (x) and sensitivity (y), as scikit-learn with every threshold kept."""
    return Curve(
        table.thresholds, _shares(table.fp, table.negatives), _shares(table.tp, table.positives)
    )


def precision_recall_curve(table: ThresholdTable) -> Curve:
    """Return recall (x) and precision (y), as scikit-learn: precision is 1 where nothing is read.

    Source of the end point: scikit-learn, `precision_recall_curve`.
    """
    read = table.tp + table.fp
    precision = np.divide(table.tp, read, out=np.ones(read.size), where=read > 0)
    return Curve(table.thresholds, _shares(table.tp, table.positives), precision)


def average_precision(table: ThresholdTable) -> float | None:
    """Return precision weighted by the steps of recall; None without positives.

    Source: scikit-learn, `average_precision_score`.
    """
    if not table.positives:
        return None
    curve = precision_recall_curve(table)
    return float(np.sum(np.diff(curve.x) * curve.y[1:]))


def gain_curve(table: ThresholdTable) -> Curve:
    """Return the share of samples looked at (x), the likeliest first, and of positives found (y).

    Source: M. J. A. Berry, G. S. Linoff, Data Mining Techniques (1997), cumulative gains.
    """
    n = table.positives + table.negatives
    return Curve(
        table.thresholds, _shares(table.tp + table.fp, n), _shares(table.tp, table.positives)
    )


def net_benefit(counts: BinaryCounts, threshold: float) -> float | None:
    """Return true positives less false ones at the odds of the threshold, a sample.

    Source: A. J. Vickers, E. B. Elkin, Medical Decision Making 26 (2006) 565-574.

    Args:
        counts: The reading at the threshold.
        threshold: Probability from which somebody would act.

    Returns:
        None without samples, and from a threshold of 1 upwards, where one false alarm outweighs
        everything.
    """
    if not counts.n or threshold >= 1.0:
        return None
    return (counts.tp - counts.fp * threshold / (1.0 - threshold)) / counts.n


def decision_curve(table: ThresholdTable, points: int = 100) -> DecisionCurve:
    """Return the net benefit at thresholds from 0 up to, and without, 1, in equal steps.

    Source: A. J. Vickers, E. B. Elkin, Medical Decision Making 26 (2006) 565-574.
    """
    thresholds = np.arange(points) / points
    at = table.points(thresholds)
    odds = thresholds / (1.0 - thresholds)
    n = table.positives + table.negatives
    return DecisionCurve(
        thresholds,
        _shares(table.tp[at] - table.fp[at] * odds, n),
        _shares(table.positives - table.negatives * odds, n),
    )


def _shares(counts: NDArray[np.int64] | Points, of: int) -> Points:
    if not of:
        return np.full(counts.size, np.nan)
    return np.asarray(counts / of, dtype=np.float64)
