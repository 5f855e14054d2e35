"""What a threshold makes of probabilities, fast enough for a slider."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.intervals import Estimate, wilson

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


class ThresholdTable:
    """Probabilities sorted once, so that any threshold is read in logarithmic time."""

    def __init__(self, is_positive: NDArray[np.bool_], probability: NDArray[np.float64]) -> None:
        self._positives = np.sort(probability[is_positive])
        self._negatives = np.sort(probability[~is_positive])

    def at(self, threshold: float) -> BinaryCounts:
        """Return the counts when a probability of at least `threshold` reads as positive."""
        fn = int(np.searchsorted(self._positives, threshold, side="left"))
        tn = int(np.searchsorted(self._negatives, threshold, side="left"))
        return BinaryCounts(
            tp=self._positives.size - fn, fn=fn, fp=self._negatives.size - tn, tn=tn
        )
