"""What is told of a model that tells classes apart, beside its accuracy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import bootstrap
from training.evaluation.intervals import Estimate, wilson

Scores = NDArray[np.floating[Any]]


def balanced_accuracy(
    y_true: NDArray[np.int64], y_score: Scores, groups: NDArray[np.int64] | None = None
) -> Estimate:
    """Return the mean recall of the classes that occur, read by the highest score.

    Args:
        y_true: True class of each sample, shape (n,).
        y_score: Shape (n, classes).
        groups: What the interval's draws keep together, shape (n,); None: nothing.
    """
    of_class = _one_hot(y_true, y_score.shape[1])
    found = of_class * (y_score.argmax(axis=1) == y_true)[:, np.newaxis]

    def mean_recall(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        drawn = counts @ of_class
        return _mean_of_known(counts @ found, drawn)

    return bootstrap(mean_recall, y_true.size, groups)


def macro_auc(
    y_true: NDArray[np.int64], y_score: Scores, groups: NDArray[np.int64] | None = None
) -> Estimate:
    """Return the mean area under the ROC curves of each class against the rest.

    A class that does not occur, or alone, has no curve and is left out. Areas are counted by ranks:
    pairs of a sample of the class and another, of which the former has the higher score; a tie
    counts half.

    Args:
        y_true: True class of each sample, shape (n,).
        y_score: Shape (n, classes).
        groups: What the interval's draws keep together, shape (n,); None: nothing.
    """
    sides = [_Sides(y_true == k, y_score[:, k]) for k in range(y_score.shape[1])]

    def mean_area(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        above, pairs = np.stack([side.pairs(counts) for side in sides], axis=-1)
        return _mean_of_known(above, pairs)

    return bootstrap(mean_area, y_true.size, groups)


def top_k_accuracy(y_true: NDArray[np.int64], y_score: Scores, k: int) -> Estimate:
    """Return the share of samples whose class is among the `k` with the highest scores.

    A class that ties with the true one counts as ranked above it, so that a model gets nothing for
    saying the same of all classes.
    """
    own = np.take_along_axis(y_score, y_true[:, np.newaxis], axis=1)
    rank = (y_score >= own).sum(axis=1)
    return wilson(int((rank <= k).sum()), y_true.size)


class _Sides:
    """The samples of a class and the others, for counting pairs.

    Args:
        is_class: Shape (n,).
        score: Shape (n,).
    """

    def __init__(self, is_class: NDArray[np.bool_], score: Scores) -> None:
        others = np.flatnonzero(~is_class)
        self._own = np.flatnonzero(is_class)
        self._others = others[np.argsort(score[others])]
        ranked = score[self._others]
        self._below = np.searchsorted(ranked, score[self._own], side="left")
        self._not_above = np.searchsorted(ranked, score[self._own], side="right")

    def pairs(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return pairs in the right order and all pairs, shape (2, draws)."""
        up_to = np.zeros((len(counts), self._others.size + 1))
        np.cumsum(counts[:, self._others], axis=1, out=up_to[:, 1:])
        own = counts[:, self._own]
        under = 0.5 * (up_to[:, self._below] + up_to[:, self._not_above])
        above = np.einsum("ij,ij->i", own, under)
        return np.stack([above, own.sum(axis=1) * up_to[:, -1]])


def _one_hot(y_true: NDArray[np.int64], n_classes: int) -> NDArray[np.float64]:
    return np.eye(n_classes)[y_true]


def _mean_of_known(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean share over the classes where there is a whole; NaN where there is none.

    Args:
        part: Shape (draws, classes).
        whole: Shape (draws, classes).
    """
    known = whole > 0
    shares = np.divide(part, whole, out=np.zeros_like(part), where=known)
    n_known = known.sum(axis=1)
    mean = np.full(len(part), np.nan)
    np.divide(shares.sum(axis=1), n_known, out=mean, where=n_known > 0)
    return mean
