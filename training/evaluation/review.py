"""Which samples of a part to look at, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.predictions import (
    NEGATIVE,
    POSITIVE,
    Predictions,
    regrouped_predictions,
)
from training.evaluation.results import Matrix, PartResults

CONFIDENT_WRONG = "Most confident wrong first"
LEAST_CERTAIN = "Least certain first"
HIGHEST_LOSS = "Highest loss first"
CLASS_PAIR = "By class pair, commonest confusion first"
NAME = "By name"
AS_STORED = "In the data's order"
ORDERS = (CONFIDENT_WRONG, LEAST_CERTAIN, HIGHEST_LOSS, CLASS_PAIR, NAME, AS_STORED)

_TINY = 1e-12
"""A probability is taken to be at least this: a loss must stay finite."""


@dataclass(frozen=True, eq=False)
class Reading:
    """How every sample of a part is read.

    Attributes:
        labels: Names of what is told apart.
        true: Index of the true label, shape (n,), int64.
        read: Index of the label that it is read as, shape (n,), int64.
        confidence: How sure the reading is, shape (n,), float64: for benign and malignant the
            distance from the threshold, for classes the score of the class read.
        margin: How far it is from another reading, shape (n,), float64: the distance from the
            threshold, or the highest score less the second highest.
        share: What is told beside the reading, shape (n,), float64: the probability of positive,
            or the score of the class read.
    """

    labels: tuple[str, ...]
    true: NDArray[np.int64]
    read: NDArray[np.int64]
    confidence: NDArray[np.float64]
    margin: NDArray[np.float64]
    share: NDArray[np.float64]

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether each sample is read as what it is, shape (n,)."""
        return np.asarray(self.true == self.read)

    @property
    def matrix(self) -> Matrix:
        """The confusion matrix."""
        k = len(self.labels)
        counts = np.bincount(self.true * k + self.read, minlength=k * k)
        return Matrix(self.labels, counts.reshape(k, k).astype(np.int64))


@dataclass(frozen=True)
class Sought:
    """Which samples are wanted; None lets all through.

    Attributes:
        true: Index of the true label.
        read: Index of the label read.
        right: Whether the reading is right.
    """

    true: int | None = None
    read: int | None = None
    right: bool | None = None


ALL = Sought()
"""Every sample."""


def binary_reading(results: PartResults, threshold: float) -> Reading:
    """Return how samples are read as benign or malignant at a threshold."""
    distance = np.abs(results.probability - threshold)
    return Reading(
        (NEGATIVE, POSITIVE),
        results.is_positive.astype(np.int64),
        (results.probability >= threshold).astype(np.int64),
        distance,
        distance,
        results.probability,
    )


def class_reading(results: PartResults, groups: Mapping[str, str] | None = None) -> Reading:
    """Return how samples are read as one of all classes, or as one of some groups of them.

    What has the highest score is read; that of a group is the sum of its classes' scores.

    Args:
        results: The part.
        groups: Group by class; a class that is not named stands for itself.

    Raises:
        ValueError: The model tells no classes apart.
        RunError: A class is unknown, or fewer than two groups are left.
    """
    if not results.tells_classes:
        raise ValueError("The model tells positive from negative alone.")
    told = results.predictions
    if groups:
        told = regrouped_predictions(told, groups)
    scores = told.y_score.astype(np.float64)
    highest = np.partition(scores, -2, axis=1)[:, -2:]
    return Reading(
        told.classes,
        told.y_true,
        scores.argmax(axis=1).astype(np.int64),
        highest[:, 1],
        highest[:, 1] - highest[:, 0],
        highest[:, 1],
    )


def losses(predictions: Predictions) -> NDArray[np.float64]:
    """Return the cross-entropy of every sample, without class weights, shape (n,), in nats."""
    scores = predictions.y_score.astype(np.float64)
    if scores.shape[1] == 1:
        probability = np.where(predictions.is_positive, scores[:, 0], 1.0 - scores[:, 0])
    else:
        probability = scores[np.arange(len(scores)), predictions.y_true]
    return np.asarray(-np.log(np.clip(probability, _TINY, 1.0)))


def find(
    reading: Reading,
    predictions: Predictions,
    order: str = CONFIDENT_WRONG,
    sought: Sought = ALL,
) -> NDArray[np.int64]:
    """Return the positions of samples within a part, in the order to look at them.

    Args:
        reading: How they are read.
        predictions: Their scores and names.
        order: One of `ORDERS`.
        sought: Which of them are wanted.

    Returns:
        Shape (samples found,), int64.
    """
    chosen = np.ones(reading.true.size, dtype=np.bool_)
    if sought.true is not None:
        chosen &= reading.true == sought.true
    if sought.read is not None:
        chosen &= reading.read == sought.read
    if sought.right is not None:
        chosen &= reading.is_right == sought.right
    positions = np.flatnonzero(chosen)
    keys = [key[positions] for key in _keys(reading, predictions, order)]
    return positions[np.lexsort(keys)] if keys else positions


def _keys(reading: Reading, predictions: Predictions, order: str) -> Sequence[NDArray[np.generic]]:
    """Return what to sort by, rising, the last one first, as NumPy's lexsort takes it."""
    right = reading.is_right
    if order == CONFIDENT_WRONG:
        # Wrong ones from the surest to the least sure, then right ones from the least sure on.
        return [np.where(right, reading.confidence, -reading.confidence), right]
    if order == LEAST_CERTAIN:
        return [reading.margin]
    if order == HIGHEST_LOSS:
        return [-losses(predictions)]
    if order == CLASS_PAIR:
        pair = reading.true * len(reading.labels) + reading.read
        often = np.bincount(pair, minlength=len(reading.labels) ** 2)
        return [-reading.confidence, pair, -often[pair], right]
    return [predictions.sample_id] if order == NAME else []
