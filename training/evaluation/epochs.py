"""How the validation part was read after each epoch of a training, from what the run has told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from training.evaluation.class_groups import Groups, grouped_matrix
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.evaluation.results import Matrix
from training.evaluation.thresholds import DEFAULT_THRESHOLD, BinaryCounts
from training.events import ValidationScored

THRESHOLD = DEFAULT_THRESHOLD
"""An epoch is read as benign or malignant at this; the run chooses its own at its end."""


@dataclass(frozen=True, eq=False)
class EpochResult:
    """The validation part after one epoch.

    Attributes:
        epoch: Epoch, from 0.
        classes: The matrix of what the model tells apart, by the highest score.
        counts: The binary reading at `THRESHOLD`.
    """

    epoch: int
    classes: Matrix
    counts: BinaryCounts

    @cached_property
    def binary(self) -> Matrix:
        """The matrix of benign and malignant."""
        return Matrix((NEGATIVE, POSITIVE), self.counts.matrix)

    def matrix(self, groups: Groups | None) -> Matrix:
        """Return the matrix of the classes put into groups.

        A sample belongs to the group of the class that it was read as: the scores, whose sums a
        finished run is read by, are not kept by epoch.

        Args:
            groups: Group by class, empty for all classes; None for benign and malignant.
        """
        return self.binary if groups is None else grouped_matrix(self.classes, groups)


def epoch_results(
    scored: Iterable[ValidationScored], positive: Collection[str]
) -> tuple[EpochResult, ...]:
    """Return how the validation part was read after each epoch, in order.

    Of an epoch that was told twice, because the run was cut off and went on, the later one counts.
    What does not fit together is left out: events come from files.

    Args:
        scored: What the run has told.
        positive: The classes that count as positive.
    """
    found: dict[int, EpochResult] = {}
    for event in scored:
        result = _result(event, positive)
        if result is not None:
            found = {n: kept for n, kept in found.items() if n < result.epoch}
            found[result.epoch] = result
    return tuple(found.values())


def _result(event: ValidationScored, positive: Collection[str]) -> EpochResult | None:
    try:
        labels = tuple(str(label) for label in event.labels)
        counts = np.array(event.matrix, dtype=np.int64)
        shares = [
            None if share is None else float(share)
            for share in (event.sensitivity, event.specificity)
        ]
        epoch = int(event.epoch)
    except (TypeError, ValueError, OverflowError):
        return None
    fits = len(labels) >= 2 and counts.shape == (len(labels),) * 2 and (counts >= 0).all()
    if not fits or not all(share is None or 0 <= share <= 1 for share in shares):
        return None
    known = {*positive, POSITIVE} if labels == (NEGATIVE, POSITIVE) else set(positive)
    rows = counts.sum(axis=1)
    mask = np.array([label in known for label in labels])
    positives, negatives = int(rows[mask].sum()), int(rows[~mask].sum())
    tp, tn = (
        round((share or 0.0) * n) for share, n in zip(shares, (positives, negatives), strict=True)
    )
    return EpochResult(
        epoch, Matrix(labels, counts), BinaryCounts(tp, positives - tp, negatives - tn, tn)
    )
