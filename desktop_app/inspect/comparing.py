"""Runs on the same samples: the numbers, the matrices, and who is right where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import LesionLabError
from training.evaluation.class_groups import Groups
from training.evaluation.comparison import Difference
from training.evaluation.multiplicity import holm
from training.evaluation.results import PartResults
from training.evaluation.review import Reading, binary_reading, class_reading

ONLY_FIRST, ONLY_SECOND, BOTH_WRONG = "only first", "only second", "both wrong"


@dataclass(frozen=True, eq=False)
class ComparedRuns:
    """Two runs on the samples that both were asked about.

    Attributes:
        part: What both were asked about.
        names: What the runs are called.
        results: What each said of the common samples, which stand in one order in both.
        thresholds: From where each reads as malignant.
        difference: How they differ.
    """

    part: str
    names: tuple[str, str]
    results: tuple[PartResults, PartResults]
    thresholds: tuple[float, float]
    difference: Difference

    @property
    def tell_the_same_classes(self) -> bool:
        """Whether both tell all classes apart, and the same ones."""
        first, second = (results.predictions.classes for results in self.results)
        return first == second and all(results.tells_classes for results in self.results)

    def readings(self, groups: Groups | None) -> tuple[Reading, Reading]:
        """Return how each reads the common samples.

        Args:
            groups: Group by class, empty for all classes; None for benign and malignant.
        """
        first, second = self.results
        if groups is not None and self.tell_the_same_classes:
            return class_reading(first, groups), class_reading(second, groups)
        return (
            binary_reading(first, self.thresholds[0]),
            binary_reading(second, self.thresholds[1]),
        )

    def positions(self, which: str) -> NDArray[np.int64]:
        """Return the common samples on which the binary readings agree or differ.

        Args:
            which: `ONLY_FIRST`, `ONLY_SECOND` or `BOTH_WRONG`: who is right.

        Returns:
            Shape (samples,), int64, those first on which the probabilities differ most.
        """
        names = {
            ONLY_FIRST: self.difference.only_first,
            ONLY_SECOND: self.difference.only_second,
            BOTH_WRONG: self.difference.both_wrong,
        }[which]
        place = {name: n for n, name in enumerate(self.results[0].predictions.sample_id.tolist())}
        return np.array([place[name] for name in names], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Comparisons:
    """The open run beside others, one by one.

    Attributes:
        name: What the open run is called.
        told: By folder of the other run: how they differ, or why they cannot be compared.
    """

    name: str
    told: Mapping[Path, ComparedRuns | LesionLabError]

    def among(self, folders: Collection[Path]) -> Comparisons:
        """Return the same of some of the other runs alone."""
        return Comparisons(self.name, {at: told for at, told in self.told.items() if at in folders})

    @property
    def compared(self) -> dict[Path, ComparedRuns]:
        """Those that can be compared."""
        return {at: told for at, told in self.told.items() if isinstance(told, ComparedRuns)}

    @property
    def refused(self) -> dict[Path, LesionLabError]:
        """Those that cannot."""
        return {at: told for at, told in self.told.items() if isinstance(told, LesionLabError)}

    @cached_property
    def adjusted(self) -> dict[Path, tuple[float | None, float | None]]:
        """Probability of the difference in AUC and of McNemar's test, adjusted for their number."""
        differences = [told.difference for told in self.compared.values()]
        auc = holm([each.auc_p for each in differences])
        mcnemar = holm([each.mcnemar.exact_p for each in differences])
        return dict(zip(self.compared, zip(auc, mcnemar, strict=True), strict=True))


def common_results(first: PartResults, second: PartResults) -> tuple[PartResults, PartResults]:
    """Return what two runs said of the samples that both were asked about, in one order."""
    names = first.predictions.sample_id, second.predictions.sample_id
    _, rows, others = np.intersect1d(*names, return_indices=True)
    order = np.argsort(rows)
    return _rows(first, rows[order]), _rows(second, others[order])


def _rows(results: PartResults, rows: NDArray[np.int64]) -> PartResults:
    told = results.predictions
    return PartResults(
        replace(
            told,
            sample_id=told.sample_id[rows],
            y_true=told.y_true[rows],
            y_score=told.y_score[rows],
            group=None if told.group is None else told.group[rows],
        ),
        results.warnings,
    )
