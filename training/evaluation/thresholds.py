"""What a threshold makes of probabilities, fast enough for a slider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import RunError
from training.evaluation.intervals import Estimate, mean_of_two, wilson

DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True)
class BinaryCounts:
    """A binary confusion matrix.

    Attributes:
        tp: Positives read as positive.
        fn: Positives read as negative (missed).
        fp: Negatives read as positive (false alarms).
        tn: Negatives read as negative.
    """

    tp: int
    fn: int
    fp: int
    tn: int

    @property
    def n(self) -> int:
        """Samples in all."""
        return self.tp + self.fn + self.fp + self.tn

    @property
    def matrix(self) -> NDArray[np.int64]:
        """Counts, shape (2, 2): rows are the truth, columns the reading, negative first."""
        return np.array([[self.tn, self.fp], [self.fn, self.tp]], dtype=np.int64)

    @property
    def sensitivity(self) -> Estimate:
        """Share of positives that are found."""
        return wilson(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> Estimate:
        """Share of negatives that are left alone."""
        return wilson(self.tn, self.tn + self.fp)

    @property
    def accuracy(self) -> Estimate:
        """Share of samples read rightly."""
        return wilson(self.tp + self.tn, self.n)

    @property
    def precision(self) -> Estimate:
        """Share of positive readings that are right: PPV at the prevalence of these samples."""
        return wilson(self.tp, self.tp + self.fp)

    @property
    def npv(self) -> Estimate:
        """Share of negative readings that are right, at the prevalence of these samples."""
        return wilson(self.tn, self.tn + self.fn)

    @property
    def balanced_accuracy(self) -> Estimate:
        """Mean of sensitivity and specificity."""
        return mean_of_two(self.sensitivity, self.specificity)

    @property
    def f1(self) -> Estimate:
        """Harmonic mean of precision and sensitivity; None without positives.

        The interval is Wilson's of the Jaccard index TP / (TP + FP + FN), of which F1 is a rising
        function, 2 J / (1 + J).
        """
        jaccard = wilson(self.tp, self.tp + self.fp + self.fn)
        if self.tp + self.fn == 0 or jaccard.low is None or jaccard.high is None:
            return Estimate(None, None, None, jaccard.n)
        f1 = 2 * self.tp / (2 * self.tp + self.fp + self.fn)
        low, high = (2 * end / (1 + end) for end in (jaccard.low, jaccard.high))
        return Estimate(f1, low, high, jaccard.n, "wilson")

    @property
    def metrics(self) -> dict[str, Estimate]:
        """Every metric by name, in the order in which they are shown."""
        return {
            "accuracy": self.accuracy,
            "balanced_accuracy": self.balanced_accuracy,
            "sensitivity": self.sensitivity,
            "specificity": self.specificity,
            "precision": self.precision,
            "npv": self.npv,
            "f1": self.f1,
        }


def refuse_nan(scores: NDArray[np.floating[Any]]) -> None:
    """Check scores of any shape.

    Raises:
        RunError: One of them is NaN.
    """
    if np.isnan(scores).any():
        raise RunError(
            "Some scores are no numbers (NaN): nothing can be told of these predictions.",
            mend="The training has failed, with too high a learning rate perhaps; train again.",
        )


class ThresholdTable:
    """Probabilities sorted once, so that any threshold is read in logarithmic time.

    All curves of a part are made of it and have its points: point 0 is the threshold that nothing
    reaches, point i the i-th highest probability that occurs. One index places an operating point
    on each of them.

    Attributes:
        thresholds: Probabilities that occur, the highest first, after infinity; shape (points,).
        tp: Positives of at least each threshold, shape (points,), int64.
        fp: Negatives of at least each threshold, shape (points,), int64.
    """

    def __init__(self, is_positive: NDArray[np.bool_], probability: NDArray[np.float64]) -> None:
        """Sort.

        Args:
            is_positive: Truth, shape (n,).
            probability: Probability of positive, shape (n,).

        Raises:
            RunError: A probability is NaN.
        """
        refuse_nan(probability)
        order = np.argsort(probability)[::-1]
        ranked = probability[order]
        last = np.flatnonzero(np.diff(ranked, append=-np.inf))
        found = np.cumsum(is_positive[order], dtype=np.int64)[last]
        self.thresholds = np.concatenate([[np.inf], ranked[last]])
        self.tp = np.concatenate([[0], found])
        self.fp = np.concatenate([[0], last + 1 - found])
        self._rising = -self.thresholds

    @property
    def positives(self) -> int:
        """Positives in all."""
        return int(self.tp[-1])

    @property
    def negatives(self) -> int:
        """Negatives in all."""
        return int(self.fp[-1])

    def point(self, threshold: float) -> int:
        """Return which point of every curve a threshold is."""
        return int(self._rising.searchsorted(-threshold, side="right")) - 1

    def points(self, thresholds: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return which points of every curve thresholds are, in the same shape."""
        return self._rising.searchsorted(-thresholds, side="right") - 1

    def at(self, threshold: float) -> BinaryCounts:
        """Return the counts when a probability of at least `threshold` reads as positive."""
        point = self.point(threshold)
        tp, fp = int(self.tp[point]), int(self.fp[point])
        return BinaryCounts(tp=tp, fn=self.positives - tp, fp=fp, tn=self.negatives - fp)
