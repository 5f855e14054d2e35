"""Sets of classes that hold the truth as often as a person asks, instead of a single label.

Split conformal prediction, calibrated for each class by itself: of pictures of *each* class, as
large a share as asked for gets a set that holds it, however good or bad the model is, as long as
new pictures are like the validation pictures.

Sources: V. Vovk, Conditional validity of inductive conformal predictors, Machine Learning 92 (2013)
349-376 (label-conditional, "Mondrian"); H. Papadopoulos, K. Proedrou, V. Vovk, A. Gammerman,
Inductive Confidence Machines for Regression, ECML 2002 (the split); M. Sadinle, J. Lei,
L. Wasserman, Least Ambiguous Set-Valued Classifiers with Bounded Error Levels, Journal of the
American Statistical Association 114 (2019) 223-234 (thresholds on the class's own probability).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.errors import ConfigError
from training.evaluation.intervals import Estimate, wilson
from training.evaluation.predictions import NEGATIVE, POSITIVE, Predictions
from training.evaluation.quantiles import conformal_rank
from training.evaluation.thresholds import refuse_nan

if TYPE_CHECKING:
    from training.runs import Run

DEFAULT_COVERAGE = 0.9

Scores = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class ConformalSets:
    """What turns probabilities into sets of classes.

    Attributes:
        coverage: Share of the pictures of each class whose set is to hold it.
        lowest: Probability from which on each class is in the set, shape (classes,), float64;
            minus infinity for a class with too few samples, which is then in every set.
        counts: Samples that each class was calibrated on, shape (classes,), int64.
    """

    coverage: float
    lowest: NDArray[np.float64]
    counts: NDArray[np.int64]

    @classmethod
    def calibrate(
        cls, y_true: NDArray[np.int64], y_score: Scores, coverage: float = DEFAULT_COVERAGE
    ) -> ConformalSets:
        """Calibrate on samples that the model did not learn from.

        Args:
            y_true: Index of the true class, 0 or 1 for a binary model, shape (n,).
            y_score: Probabilities, shape (n, 1) for a binary model, else (n, classes).
            coverage: Above 0, below 1.

        Raises:
            ConfigError: The coverage does not lie between 0 and 1.
            RunError: Some scores are no numbers.
        """
        if not 0.0 < coverage < 1.0:
            raise ConfigError(
                f"A coverage of {coverage} is not between 0 and 1.",
                mend="Choose a share such as 0.9, for 90 %.",
            )
        refuse_nan(y_score)
        p = _by_class(y_score)
        lowest = np.full(p.shape[1], -np.inf)
        counts = np.bincount(y_true, minlength=p.shape[1]).astype(np.int64)
        for label, n in enumerate(counts.tolist()):
            rank = conformal_rank(n, coverage)
            if rank <= n:
                own = np.sort(p[y_true == label, label])
                lowest[label] = own[n - rank]
        return cls(coverage, lowest, counts)

    def sets(self, y_score: Scores) -> list[tuple[int, ...]]:
        """Return the classes of each set, the likeliest first.

        Args:
            y_score: As for `calibrate`.

        Raises:
            RunError: Some scores are no numbers.
        """
        refuse_nan(y_score)
        p = _by_class(y_score)
        held = self._held(p)
        order = np.argsort(-p, axis=1, kind="stable")
        return [
            tuple(int(label) for label in row if inside[label])
            for row, inside in zip(order, held, strict=True)
        ]

    def report(self, y_true: NDArray[np.int64], y_score: Scores) -> CoverageReport:
        """Return how the sets fare on other samples, as the test part.

        Args:
            y_true: As for `calibrate`.
            y_score: As for `calibrate`.
        """
        refuse_nan(y_score)
        held = self._held(_by_class(y_score))
        holds_truth = held[np.arange(y_true.size), y_true]
        sizes = held.sum(axis=1)
        n = int(y_true.size)
        return CoverageReport(
            self.coverage,
            covered=wilson(int(holds_truth.sum()), n),
            by_class=tuple(
                wilson(int(holds_truth[y_true == label].sum()), int((y_true == label).sum()))
                for label in range(held.shape[1])
            ),
            single=wilson(int((sizes == 1).sum()), n),
            empty=wilson(int((sizes == 0).sum()), n),
            mean_size=float(sizes.mean()) if n else None,
        )

    @property
    def uncalibrated(self) -> tuple[int, ...]:
        """The classes with too few samples for the coverage: they are in every set."""
        return tuple(np.flatnonzero(np.isneginf(self.lowest)).tolist())

    def words(self, labels: Sequence[int], names: Sequence[str]) -> str:
        """Return a set as a sentence.

        Args:
            labels: A set, from `sets`.
            names: Names of all classes, in order: `labels_of`.
        """
        share = f"{round(self.coverage * 100, 1):g} %"
        held = [names[label] for label in labels]
        if not held:
            return (
                f"At {share} coverage no class fits: the model is less sure of every class than it "
                "is of nearly all pictures of that class. Do not read it as any of them."
            )
        if len(held) == 1:
            return f"At {share} coverage only {held[0]} fits."
        listed = f"{', '.join(held[:-1])} or {held[-1]}"
        if len(held) == len(names):
            return f"At {share} coverage nothing is ruled out: {listed}."
        return f"At {share} coverage it is {listed}."

    def _held(self, p: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray(p >= self.lowest)


@dataclass(frozen=True)
class CoverageReport:
    """How sets fare on samples that they were not calibrated on.

    Attributes:
        coverage: What was asked for.
        covered: Share of all sets that hold the truth.
        by_class: The same among the samples of each class.
        single: Share of sets of exactly one class.
        empty: Share of sets without a class.
        mean_size: Classes in a set on average; None without samples.
    """

    coverage: float
    covered: Estimate
    by_class: tuple[Estimate, ...]
    single: Estimate
    empty: Estimate
    mean_size: float | None


def labels_of(predictions: Predictions) -> tuple[str, ...]:
    """Return the names of what sets are made of: benign and malignant for a binary model."""
    return (NEGATIVE, POSITIVE) if predictions.y_score.shape[1] == 1 else predictions.classes


def conformal_of(run: Run, coverage: float = DEFAULT_COVERAGE) -> ConformalSets | None:
    """Return the sets of a run, calibrated on its validation part as the run answers.

    Returns:
        None where it has no predictions on the validation part.

    Raises:
        ConfigError: The coverage does not lie between 0 and 1.
        RunError: The predictions are damaged.
    """
    predictions = run.predictions("validation")
    if predictions is None:
        return None
    return calibrated_on(predictions, coverage)


def calibrated_on(predictions: Predictions, coverage: float = DEFAULT_COVERAGE) -> ConformalSets:
    """Return sets calibrated on the predictions of a part, the validation part.

    Raises:
        ConfigError: The coverage does not lie between 0 and 1.
        RunError: Some scores are no numbers.
    """
    return ConformalSets.calibrate(_truth(predictions), predictions.y_score, coverage)


def coverage_report(sets: ConformalSets, predictions: Predictions) -> CoverageReport:
    """Return how sets fare on a part."""
    return sets.report(_truth(predictions), predictions.y_score)


def _truth(predictions: Predictions) -> NDArray[np.int64]:
    binary = predictions.y_score.shape[1] == 1
    return predictions.is_positive.astype(np.int64) if binary else predictions.y_true


def _by_class(y_score: Scores) -> NDArray[np.float64]:
    """Return the probability of each class, shape (n, 2 or more)."""
    p = y_score.astype(np.float64)
    return np.hstack([1.0 - p, p]) if p.shape[1] == 1 else p
