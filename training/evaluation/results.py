"""The predictions of one part, made ready to be read at any threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.class_metrics import balanced_accuracy, macro_auc, top_k_accuracy
from training.evaluation.intervals import Estimate, roc_auc, wilson
from training.evaluation.predictions import NEGATIVE, POSITIVE, Predictions
from training.evaluation.thresholds import BinaryCounts, ThresholdTable


@dataclass(frozen=True, eq=False)
class Matrix:
    """A confusion matrix.

    Attributes:
        labels: Names of its rows (the truth) and columns (the reading).
        counts: Shape (len(labels), len(labels)), int64.
    """

    labels: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def accuracy(self) -> Estimate:
        """Share of samples on the diagonal."""
        return wilson(int(np.trace(self.counts)), int(self.counts.sum()))

    @property
    def largest_class(self) -> str:
        """The commonest true label."""
        return self.labels[int(self.counts.sum(axis=1).argmax())]

    @property
    def largest_share(self) -> float | None:
        """Share of the commonest true label: the accuracy of always answering it."""
        n = int(self.counts.sum())
        return float(self.counts.sum(axis=1).max() / n) if n else None


class PartResults:
    """What Inspect shows, Predict shows, and `lesionlab evaluate` prints about one part.

    Attributes:
        predictions: Scores and truth.
        warnings: Sentences that a person must see beside the numbers: `Run.warnings`.
    """

    def __init__(self, predictions: Predictions, warnings: Sequence[str] = ()) -> None:
        self.predictions = predictions
        self.warnings = tuple(warnings)
        self.is_positive = predictions.is_positive
        self.probability = predictions.probability
        self._table = ThresholdTable(self.is_positive, self.probability)

    @cached_property
    def auc(self) -> Estimate:
        """Area under the ROC curve of the binary reading; the first use imports scikit-learn."""
        return roc_auc(self.is_positive, self.probability)

    @cached_property
    def class_estimates(self) -> dict[str, Estimate]:
        """Balanced accuracy, macro AUC, top-2 and top-3 accuracy of a model that tells classes.

        The first use takes up to a second for 1,000 draws. Top-k is left out where k classes are
        all there are.
        """
        told = self.predictions
        estimates = {
            "balanced_accuracy": balanced_accuracy(told.y_true, told.y_score, told.group),
            "macro_auc": macro_auc(told.y_true, told.y_score, told.group),
        }
        for k in (2, 3):
            if k < len(told.classes):
                estimates[f"top_{k}_accuracy"] = top_k_accuracy(told.y_true, told.y_score, k)
        return estimates

    @property
    def tells_classes(self) -> bool:
        """Whether the model tells more apart than positive and negative."""
        return bool(self.predictions.y_score.shape[1] > 1)

    def counts_at(self, threshold: float) -> BinaryCounts:
        """Return the binary reading at a threshold, fast enough for a slider."""
        return self._table.at(threshold)

    def binary_matrix(self, threshold: float) -> Matrix:
        """Return the matrix of benign and malignant at a threshold."""
        return Matrix((NEGATIVE, POSITIVE), self.counts_at(threshold).matrix)

    def class_matrix(self) -> Matrix:
        """Return the matrix of all classes by the highest score."""
        k = len(self.predictions.classes)
        counts = np.zeros((k, k), dtype=np.int64)
        np.add.at(counts, (self.predictions.y_true, self.predictions.y_score.argmax(axis=1)), 1)
        return Matrix(self.predictions.classes, counts)

    def to_dict(self, threshold: float) -> dict[str, Any]:
        """Return every number at a threshold as plain values for JSON."""
        counts, matrix = self.counts_at(threshold), self.binary_matrix(threshold)
        report = {
            "part": self.predictions.part,
            "n": counts.n,
            "warnings": list(self.warnings),
            "threshold": threshold,
            "temperature": self.predictions.temperature,
            "labels": list(matrix.labels),
            "matrix": matrix.counts.tolist(),
            "accuracy": asdict(matrix.accuracy),
            "largest_class": matrix.largest_class,
            "largest_share": matrix.largest_share,
            "sensitivity": asdict(counts.sensitivity),
            "specificity": asdict(counts.specificity),
            "auc": asdict(self.auc),
        }
        if self.tells_classes:
            classes, groups = self.class_matrix(), self.predictions.group
            report["classes"] = {
                "labels": list(classes.labels),
                "matrix": classes.counts.tolist(),
                "accuracy": asdict(classes.accuracy),
                **{name: asdict(estimate) for name, estimate in self.class_estimates.items()},
                "groups": None if groups is None else int(np.unique(groups).size),
                "largest_class": classes.largest_class,
                "largest_share": classes.largest_share,
            }
        return report
