"""The report by class: how well each class is found, and what that makes on average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import bootstrap, group_codes, group_sums
from training.evaluation.intervals import Estimate, roc_auc, wilson
from training.evaluation.plain import plain_dict
from training.evaluation.rank_blocks import RankBlocks

Scores = NDArray[np.floating[Any]]
Draws = NDArray[np.float64]


@dataclass(frozen=True)
class ClassRow:
    """One class against the rest, or an average over the classes.

    Attributes:
        name: Name of the class; "macro" or "weighted" for an average.
        support: Samples of the class; of all for an average.
        precision: Share of readings as this class that are right.
        recall: Share of its samples that are read as it.
        f1: Harmonic mean of precision and recall, 0 where no sample of it is found.
        specificity: Share of the other samples that are not read as it.
        incorrect: Share of its samples that are read as another class.
        auc: Area under the ROC curve of its scores against the rest.
        average_precision: Precision of its scores, weighted by the steps of recall.
        top_2: Share of its samples for which it is among the two highest scores; None where two
            are all there are.
        top_3: The same of three.
    """

    name: str
    support: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    specificity: Estimate
    incorrect: Estimate
    auc: Estimate
    average_precision: Estimate
    top_2: Estimate | None
    top_3: Estimate | None


@dataclass(frozen=True)
class ClassReport:
    """All classes, and averages over those that occur.

    Attributes:
        rows: One a class, in the order of the classes.
        macro: Plain means. Mean recall is balanced accuracy.
        weighted: Means weighted by the samples of each class.
        accuracy: Share of samples read rightly.
        balanced_accuracy: Mean recall of the classes that occur.
        top_2: Share of samples whose class is among the two highest scores, as in `ClassRow`.
        top_3: The same of three.
        groups: Lesions or patients that the draws keep together; None where they are not known.
    """

    rows: tuple[ClassRow, ...]
    macro: ClassRow
    weighted: ClassRow
    accuracy: Estimate
    balanced_accuracy: Estimate
    top_2: Estimate | None
    top_3: Estimate | None
    groups: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return every number as plain values for JSON."""
        return plain_dict(self)


def class_report(
    y_true: NDArray[np.int64],
    y_pred: NDArray[np.int64],
    y_score: Scores,
    classes: tuple[str, ...],
    groups: NDArray[np.int64] | None = None,
) -> ClassReport:
    """Return the report by class.

    Shares of pictures have Wilson's intervals, areas under ROC curves DeLong's; F1, average
    precision and all averages have those of draws of whole groups. Averages are over the classes
    that occur; there, the precision of a class that nothing is read as counts as 0, as in
    scikit-learn.

    Args:
        y_true: True class of each sample, shape (n,).
        y_pred: Class that it is read as, shape (n,).
        y_score: Score of each class, shape (n, classes).
        classes: Names of the classes.
        groups: What the draws keep together, shape (n,); None: nothing.
    """
    n, k = y_score.shape
    ranks = _ranks_of_truth(y_true, y_score)
    told = _Told(k)
    drawn = (
        bootstrap(_Numbers(y_true, y_pred, y_score, groups), group_codes(n, groups))
        if n
        else [Estimate(None, None, None, 0)] * told.size
    )
    rows = tuple(
        _row(c, classes, y_true, y_pred, y_score, ranks, drawn[told.of_class(c)]) for c in range(k)
    )
    macro = _average("macro", n, drawn[told.macro], k)
    return ClassReport(
        rows=rows,
        macro=macro,
        weighted=_average("weighted", n, drawn[told.weighted], k),
        accuracy=wilson(int((y_true == y_pred).sum()), n),
        balanced_accuracy=macro.recall,
        top_2=_top(ranks, 2, k),
        top_3=_top(ranks, 3, k),
        groups=None if groups is None else int(np.unique(groups).size),
    )


_PER_CLASS = ("f1", "average_precision")
"""What is drawn of a class."""
_AVERAGED = (
    "precision",
    "recall",
    "f1",
    "specificity",
    "incorrect",
    "auc",
    "average_precision",
    "top_2",
    "top_3",
)
"""What is averaged over the classes, in the order of `ClassRow`."""


class _Told:
    """Where each number stands among those that are drawn."""

    def __init__(self, k: int) -> None:
        self._k = k
        start = len(_PER_CLASS) * k
        self.macro = slice(start, start + len(_AVERAGED))
        self.weighted = slice(self.macro.stop, self.macro.stop + len(_AVERAGED))
        self.size = self.weighted.stop

    def of_class(self, c: int) -> slice:
        return slice(c, len(_PER_CLASS) * self._k, self._k)


class _Numbers:
    """What the draws make of a report: a statistic for `bootstrap`."""

    def __init__(
        self,
        y_true: NDArray[np.int64],
        y_pred: NDArray[np.int64],
        y_score: Scores,
        groups: NDArray[np.int64] | None,
    ) -> None:
        n, self._k = y_score.shape
        codes = group_codes(n, groups)
        self._matrix = group_sums(y_true * self._k + y_pred, self._k**2, codes)
        ranks = _ranks_of_truth(y_true, y_score)
        self._top = [
            group_sums(np.where(ranks <= top, y_true, self._k), self._k + 1, codes)[:-1]
            for top in (2, 3)
        ]
        self._blocks = [
            RankBlocks(y_true == c, y_score[:, c].astype(np.float64), codes) for c in range(self._k)
        ]

    def __call__(self, counts: Draws) -> Draws:
        matrix = (self._matrix @ counts).reshape(self._k, self._k, -1)
        found = np.einsum("iid->id", matrix)
        support, read, total = matrix.sum(axis=1), matrix.sum(axis=0), matrix.sum(axis=(0, 1))
        areas = np.stack([blocks.areas(counts) for blocks in self._blocks], axis=1)
        recall = _share(found, support)
        f1 = _share(2 * found, support + read)
        averaged = (
            np.where(read > 0, _share(found, read), 0.0),
            recall,
            f1,
            _share(total - support - read + found, total - support),
            1.0 - recall,
            areas[0],
            areas[1],
            *(_share(top @ counts, support) for top in self._top),
        )
        occurs = (support > 0).astype(np.float64)
        return np.concatenate(
            [
                np.where(support > 0, f1, np.nan),
                areas[1],
                np.stack([_weighted_mean(each, occurs) for each in averaged]),
                np.stack([_weighted_mean(each, support) for each in averaged]),
            ]
        )


def _row(
    c: int,
    classes: tuple[str, ...],
    y_true: NDArray[np.int64],
    y_pred: NDArray[np.int64],
    y_score: Scores,
    ranks: NDArray[np.int64],
    drawn: list[Estimate],
) -> ClassRow:
    own, read = y_true == c, y_pred == c
    support, found = int(own.sum()), int((own & read).sum())
    others = own.size - support
    k = len(classes)
    return ClassRow(
        name=classes[c],
        support=support,
        precision=wilson(found, int(read.sum())),
        recall=wilson(found, support),
        f1=drawn[0],
        specificity=wilson(int((~own & ~read).sum()), others),
        incorrect=wilson(support - found, support),
        auc=roc_auc(own, y_score[:, c].astype(np.float64)),
        average_precision=drawn[1],
        top_2=_top(ranks[own], 2, k),
        top_3=_top(ranks[own], 3, k),
    )


def _average(name: str, n: int, drawn: list[Estimate], k: int) -> ClassRow:
    values: dict[str, Any] = dict(zip(_AVERAGED, drawn, strict=True))
    for top in (2, 3):
        if top >= k:
            values[f"top_{top}"] = None
    return ClassRow(name=name, support=n, **values)


def _ranks_of_truth(y_true: NDArray[np.int64], y_score: Scores) -> NDArray[np.int64]:
    """Return the place of the true class among the scores, 1 for the highest, shape (n,).

    A class that ties with the true one counts as ranked above it, so that a model gets nothing for
    saying the same of all classes.
    """
    own = np.take_along_axis(y_score, y_true[:, np.newaxis], axis=1)
    return np.asarray((y_score >= own).sum(axis=1), dtype=np.int64)


def _top(ranks: NDArray[np.int64], top: int, k: int) -> Estimate | None:
    return wilson(int((ranks <= top).sum()), int(ranks.size)) if top < k else None


def _share(part: Draws, whole: Draws) -> Draws:
    share = np.full(part.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _weighted_mean(values: Draws, weights: Draws) -> Draws:
    """Return the mean over the classes, shape (draws,), of what can be told; NaN where nothing can.

    Args:
        values: Shape (classes, draws).
        weights: Shape (classes, draws).
    """
    known = np.where(np.isnan(values), 0.0, weights)
    return _share((known * np.nan_to_num(values)).sum(axis=0), known.sum(axis=0))
