"""Two runs on the same samples: by how much they differ, and on which."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import RunError
from training.evaluation.delong import delong_components
from training.evaluation.intervals import Z_95, Estimate
from training.evaluation.plain import plain_dict
from training.evaluation.results import PartResults


@dataclass(frozen=True)
class McNemar:
    """Whether one run is right more often where the two disagree.

    Attributes:
        first_right: Samples that only the first run reads rightly.
        second_right: Samples that only the second run reads rightly.
        exact_p: Two-sided binomial probability of so uneven a division.
        chi_squared: Statistic with continuity correction; None where they never disagree.
        chi_squared_p: Its probability, with one degree of freedom.
    """

    first_right: int
    second_right: int
    exact_p: float
    chi_squared: float | None
    chi_squared_p: float | None


@dataclass(frozen=True)
class Difference:
    """How two runs differ on the samples that both were asked about.

    Attributes:
        n: Samples in common.
        notes: What must be said of samples that they do not have in common.
        first_auc: Area under the first run's ROC curve.
        second_auc: Area under the second run's.
        auc: How much the first lies above the second, with the paired DeLong interval.
        auc_p: Two-sided probability of so large a difference between equal runs; None where it
            cannot be told.
        mcnemar: Of the binary readings, each at its own threshold.
        only_first: Samples that only the first run reads rightly, surest difference first.
        only_second: Samples that only the second run reads rightly.
        both_wrong: Samples that neither reads rightly.
    """

    n: int
    notes: tuple[str, ...]
    first_auc: float | None
    second_auc: float | None
    auc: Estimate
    auc_p: float | None
    mcnemar: McNemar
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    both_wrong: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        return plain_dict(self)


def compare(first: PartResults, second: PartResults, thresholds: tuple[float, float]) -> Difference:
    """Compare two runs on the samples that both were asked about.

    Args:
        first: A part of one run.
        second: The same part of another; samples may stand in another order.
        thresholds: From where each reads as positive.

    Raises:
        RunError: They have no sample in common, or do not agree which samples are positive.
    """
    rows, others, notes = _common(first, second)
    truth = first.is_positive[rows]
    differ = truth != second.is_positive[others]
    if differ.any():
        named = ", ".join(first.predictions.sample_id[rows][differ][:5].tolist())
        raise RunError(
            f"The runs do not agree which samples are positive: {int(differ.sum())} differ, such "
            f"as {named}.",
            mend="Compare runs with the same labels and the same positive classes.",
        )
    p, q = first.probability[rows], second.probability[others]
    right, right_too = (p >= thresholds[0]) == truth, (q >= thresholds[1]) == truth
    names = first.predictions.sample_id[rows]
    apart = np.argsort(-np.abs(p - q), kind="stable")

    def chosen(mask: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(names[apart][mask[apart]].tolist())

    return Difference(
        int(rows.size),
        notes,
        *paired_auc(truth, p, q),
        mcnemar(int((right & ~right_too).sum()), int((right_too & ~right).sum())),
        chosen(right & ~right_too),
        chosen(right_too & ~right),
        chosen(~right & ~right_too),
    )


def paired_auc(
    is_positive: NDArray[np.bool_], first: NDArray[np.float64], second: NDArray[np.float64]
) -> tuple[float | None, float | None, Estimate, float | None]:
    """Return two areas under ROC curves, their difference and its two-sided probability.

    Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845.

    Args:
        is_positive: Truth, shape (n,).
        first: Probability of positive by the first run, shape (n,).
        second: The same by the second run, shape (n,).
    """
    n = int(is_positive.size)
    one, other = delong_components(is_positive, first), delong_components(is_positive, second)
    if one is None or other is None:
        return None, None, Estimate(None, None, None, n), None
    value = one.auc - other.auc
    variances = (one.covariance(one), other.covariance(other), one.covariance(other))
    if None in variances:
        return one.auc, other.auc, Estimate(value, None, None, n), None
    variance = variances[0] + variances[1] - 2 * variances[2]  # type: ignore[operator]
    if variance <= 0:  # the same order, or a perfect one of both: nothing varies
        return one.auc, other.auc, Estimate(value, None, None, n), 1.0 if value == 0 else None
    error = math.sqrt(variance)
    told = Estimate(value, value - Z_95 * error, value + Z_95 * error, n, "delong")
    return one.auc, other.auc, told, math.erfc(abs(value / error) / math.sqrt(2))


def mcnemar(first_right: int, second_right: int) -> McNemar:
    """Return whether two counts of samples that one run alone reads rightly are uneven.

    Sources: Q. McNemar, Psychometrika 12 (1947) 153-157; A. L. Edwards, Psychometrika 13 (1948)
    185-187, for the correction for continuity.
    """
    from scipy.stats import binom, chi2

    n = first_right + second_right
    if not n:
        return McNemar(0, 0, 1.0, None, None)
    exact = min(1.0, 2 * float(binom.cdf(min(first_right, second_right), n, 0.5)))
    statistic = max(0, abs(first_right - second_right) - 1) ** 2 / n
    return McNemar(first_right, second_right, exact, statistic, float(chi2.sf(statistic, 1)))


def _common(
    first: PartResults, second: PartResults
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[str, ...]]:
    """Return the rows of the common samples in both, and what must be said of the others."""
    names, others = first.predictions.sample_id, second.predictions.sample_id
    common, rows, other_rows = np.intersect1d(names, others, return_indices=True)
    if not common.size:
        raise RunError(
            "The runs have no sample in common.",
            mend="Compare runs that were evaluated on the same part of the same data set.",
        )
    notes = []
    for which, left in (("first", names.size), ("second", others.size)):
        if left > common.size:
            notes.append(
                f"{left - common.size} samples of the {which} run were not asked of the other and "
                "are left out."
            )
    order = np.argsort(rows)
    return rows[order], other_rows[order], tuple(notes)
