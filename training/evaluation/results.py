"""The predictions of one part, made ready to be read at any threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation import curves
from training.evaluation.calibration import with_temperature
from training.evaluation.class_report import ClassReport, class_report
from training.evaluation.drawn_metrics import drawn_metrics
from training.evaluation.intervals import Estimate, roc_auc, wilson
from training.evaluation.operating_points import Rule, choose_threshold
from training.evaluation.plain import plain
from training.evaluation.predictions import NEGATIVE, POSITIVE, Predictions, regrouped_predictions
from training.evaluation.predictive_values import predictive_values
from training.evaluation.reliability import Reliability, reliability
from training.evaluation.subgroups import Subgroup, subgroups
from training.evaluation.thresholds import BinaryCounts, ThresholdTable, refuse_nan


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
    def row_shares(self) -> NDArray[np.float64]:
        """Share of each reading among a true label, same shape; NaN where the label has none."""
        return _shares(self.counts, self.counts.sum(axis=1, keepdims=True))

    @property
    def column_shares(self) -> NDArray[np.float64]:
        """Share of each true label among a reading, same shape; NaN where nothing is read so."""
        return _shares(self.counts, self.counts.sum(axis=0, keepdims=True))

    @property
    def largest_class(self) -> str:
        """The commonest true label."""
        return self.labels[int(self.counts.sum(axis=1).argmax())]

    @property
    def largest_share(self) -> float | None:
        """Share of the commonest true label: the accuracy of always answering it."""
        n = int(self.counts.sum())
        return float(self.counts.sum(axis=1).max() / n) if n else None


def _shares(counts: NDArray[np.int64], of: NDArray[np.int64]) -> NDArray[np.float64]:
    shares = np.full(counts.shape, np.nan)
    np.divide(counts, of, out=shares, where=of > 0)
    return shares


@dataclass(frozen=True)
class Tick:
    """All that a slider moves, at one threshold.

    Attributes:
        threshold: A probability of at least this reads as positive.
        counts: The matrix.
        metrics: Every metric of the threshold by name, with its interval.
        point: Which point of `roc`, `precision_recall` and `gain` it is.
        net_benefit: Where it stands on the decision curve; None at a threshold of 1.
    """

    threshold: float
    counts: BinaryCounts
    metrics: dict[str, Estimate]
    point: int
    net_benefit: float | None


class PartResults:
    """What Inspect shows, Predict shows, and `lesionlab evaluate` prints about one part.

    Attributes:
        predictions: Scores and truth.
        warnings: Sentences that a person must see beside the numbers: `Run.warnings`.
        table: The binary reading at every threshold.
    """

    def __init__(self, predictions: Predictions, warnings: Sequence[str] = ()) -> None:
        """Sort the scores.

        Raises:
            RunError: Some scores are no numbers.
        """
        refuse_nan(predictions.y_score)
        self.predictions = predictions
        self.warnings = tuple(warnings)
        self.is_positive = predictions.is_positive
        self.probability = predictions.probability
        self.table = ThresholdTable(self.is_positive, self.probability)

    @cached_property
    def auc(self) -> Estimate:
        """Area under the ROC curve of the binary reading; the first use imports SciPy."""
        return roc_auc(self.is_positive, self.probability)

    @cached_property
    def roc(self) -> curves.Curve:
        """ROC curve of the binary reading."""
        return curves.roc_curve(self.table)

    @cached_property
    def precision_recall(self) -> curves.Curve:
        """Precision over recall of the binary reading."""
        return curves.precision_recall_curve(self.table)

    @cached_property
    def gain(self) -> curves.Curve:
        """Positives found over samples looked at, the likeliest first."""
        return curves.gain_curve(self.table)

    @cached_property
    def decision(self) -> curves.DecisionCurve:
        """Net benefit over the threshold."""
        return curves.decision_curve(self.table)

    @cached_property
    def reliability(self) -> Reliability:
        """Calibration of the probability of positive; the first use draws 2,000 times."""
        return reliability(self.is_positive, self.probability, self.predictions.group)

    @cached_property
    def class_report(self) -> ClassReport:
        """Every class against the rest, read by the highest score.

        The first use takes seconds for 2,000 draws of many samples. Only for a model that tells
        classes apart.
        """
        told = self.predictions
        return class_report(
            told.y_true, told.y_score.argmax(axis=1), told.y_score, told.classes, told.group
        )

    def side_report(self, threshold: float) -> ClassReport:
        """Return the report by class of benign and malignant at a threshold; draws 2,000 times."""
        return class_report(
            self.is_positive.astype(np.int64),
            (self.probability >= threshold).astype(np.int64),
            np.stack([1.0 - self.probability, self.probability], axis=1),
            (NEGATIVE, POSITIVE),
            self.predictions.group,
        )

    def drawn(self, threshold: float) -> dict[str, Estimate]:
        """Return AUC, average precision, sensitivity and specificity by draws of whole groups."""
        return drawn_metrics(self.is_positive, self.probability, threshold, self.predictions.group)

    @property
    def class_estimates(self) -> dict[str, Estimate]:
        """Balanced accuracy, macro AUC, top-2 and top-3 accuracy of a model that tells classes.

        Top-k is left out where k classes are all there are.
        """
        report = self.class_report
        estimates = {"balanced_accuracy": report.balanced_accuracy, "macro_auc": report.macro.auc}
        tops = {"top_2_accuracy": report.top_2, "top_3_accuracy": report.top_3}
        return estimates | {name: top for name, top in tops.items() if top is not None}

    @property
    def tells_classes(self) -> bool:
        """Whether the model tells more apart than positive and negative."""
        return bool(self.predictions.y_score.shape[1] > 1)

    def counts_at(self, threshold: float) -> BinaryCounts:
        """Return the binary reading at a threshold, fast enough for a slider."""
        return self.table.at(threshold)

    def tick(self, threshold: float) -> Tick:
        """Return all that a slider moves, fast enough for one."""
        counts = self.table.at(threshold)
        return Tick(
            threshold,
            counts,
            counts.metrics,
            self.table.point(threshold),
            curves.net_benefit(counts, threshold),
        )

    def binary_matrix(self, threshold: float) -> Matrix:
        """Return the matrix of benign and malignant at a threshold."""
        return Matrix((NEGATIVE, POSITIVE), self.counts_at(threshold).matrix)

    def class_matrix(self) -> Matrix:
        """Return the matrix of all classes by the highest score."""
        k = len(self.predictions.classes)
        reading = self.predictions.y_score.argmax(axis=1)
        counts = np.bincount(self.predictions.y_true * k + reading, minlength=k * k)
        return Matrix(self.predictions.classes, counts.reshape(k, k).astype(np.int64))

    def regrouped(self, mapping: Mapping[str, str]) -> PartResults:
        """Return the same with classes put together, their scores added.

        Args:
            mapping: New class by class; a class that is not named keeps its name.

        Raises:
            RunError: The model tells no classes apart.
        """
        return PartResults(regrouped_predictions(self.predictions, mapping), self.warnings)

    def at_temperature(self, temperature: float) -> PartResults:
        """Return the same at another temperature; at 1, without temperature scaling.

        Classes are to be put together afterwards: added scores no longer say what they came from.
        """
        return PartResults(with_temperature(self.predictions, temperature), self.warnings)

    def choose_threshold(self, rule: Rule) -> float:
        """Return the threshold that a rule chooses here; to be asked of the validation part.

        Raises:
            RunError: The part cannot tell, or no threshold reaches the target.
        """
        return choose_threshold(rule, self.table)

    def predictive_values(self, threshold: float, prevalence: float) -> tuple[Estimate, Estimate]:
        """Return PPV and NPV at a prevalence.

        Raises:
            ConfigError: The prevalence does not lie between 0 and 1.
        """
        return predictive_values(self.counts_at(threshold), prevalence)

    def subgroups(
        self, values: Sequence[str], threshold: float, order: Sequence[str] = ()
    ) -> tuple[Subgroup, ...]:
        """Return the binary reading for each value of a column.

        Args:
            values: Value of every sample, in their order; '' for not recorded.
            threshold: From where it reads as positive.
            order: Values that come first, in this order.
        """
        groups = self.predictions.group
        return subgroups(values, self.is_positive, self.probability, threshold, groups, order)

    def to_dict(self, threshold: float) -> dict[str, Any]:
        """Return every number at a threshold as plain values for JSON."""
        tick, matrix, groups = self.tick(threshold), self.binary_matrix(threshold), self._groups
        report = {
            "part": self.predictions.part,
            "n": tick.counts.n,
            "groups": groups,
            "warnings": list(self.warnings),
            "threshold": threshold,
            "temperature": self.predictions.temperature,
            "labels": list(matrix.labels),
            "matrix": matrix.counts.tolist(),
            "largest_class": matrix.largest_class,
            "largest_share": matrix.largest_share,
            **{name: plain(estimate) for name, estimate in tick.metrics.items()},
            "net_benefit": tick.net_benefit,
            "auc": plain(self.auc),
            "drawn": {name: plain(each) for name, each in self.drawn(threshold).items()},
            "reliability": plain(self.reliability),
        }
        if self.tells_classes:
            classes = self.class_matrix()
            report["classes"] = {
                "labels": list(classes.labels),
                "matrix": classes.counts.tolist(),
                "accuracy": plain(classes.accuracy),
                **{name: plain(estimate) for name, estimate in self.class_estimates.items()},
                "groups": groups,
                "largest_class": classes.largest_class,
                "largest_share": classes.largest_share,
                "report": self.class_report.to_dict(),
            }
        return report

    @property
    def _groups(self) -> int | None:
        groups = self.predictions.group
        return None if groups is None else int(np.unique(groups).size)
