"""Choosing a threshold by what it is to reach, on the part that it may be chosen on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from training.errors import ConfigError, RunError
from training.evaluation.curves import roc_curve
from training.evaluation.plain import plain_dict
from training.evaluation.thresholds import ThresholdTable

Goal = Literal["sensitivity", "specificity", "youden", "cost", "hand"]
GOALS: tuple[Goal, ...] = get_args(Goal)


@dataclass(frozen=True)
class Rule:
    """How a threshold is chosen.

    Attributes:
        goal: "sensitivity" and "specificity" reach a target at the least price of the other;
            "youden" makes their sum largest; "cost" makes the expected cost smallest; "hand" is a
            person's own number.
        target: What sensitivity or specificity is to reach, 0 to 1; None for other goals.
        miss_cost: What a missed positive costs, for "cost".
        alarm_cost: What a false alarm costs, in the same unit.
        prevalence: Share of positives that costs are reckoned for; None: that of the samples.
    """

    goal: Goal
    target: float | None = None
    miss_cost: float = 1.0
    alarm_cost: float = 1.0
    prevalence: float | None = None

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            ConfigError: One of them is not possible.
        """
        if self.goal not in GOALS:
            raise ConfigError(
                f"There is no goal {self.goal!r}.", mend=f"Use one of {', '.join(GOALS)}."
            )
        if (self.goal in ("sensitivity", "specificity")) != (self.target is not None):
            raise ConfigError(
                f"The goal {self.goal} "
                + ("has no target." if self.target is not None else "needs a target."),
                mend="Give a target, such as 0.95, for sensitivity and specificity alone.",
            )
        if self.target is not None and not 0.0 < self.target <= 1.0:
            raise ConfigError(
                f"A {self.goal} of {self.target:g} is not possible.",
                mend="Give a share above 0, up to 1.",
            )
        if not (self.miss_cost > 0 and self.alarm_cost > 0):
            raise ConfigError(
                "A cost is not above 0.", mend="Give what each mistake costs, above 0."
            )
        if self.prevalence is not None and not 0.0 < self.prevalence < 1.0:
            raise ConfigError(
                f"A prevalence of {self.prevalence:g} is not possible.",
                mend="Give a share above 0 and below 1.",
            )

    @property
    def words(self) -> str:
        """How the threshold was chosen, for a person."""
        if self.goal == "youden":
            return "largest sum of sensitivity and specificity (Youden)"
        if self.goal == "hand":
            return "chosen by hand"
        if self.goal == "cost":
            at = "" if self.prevalence is None else f" at a prevalence of {self.prevalence:g}"
            return (
                f"least cost, a miss counting {self.miss_cost:g} and a false alarm "
                f"{self.alarm_cost:g}{at}"
            )
        return f"{self.goal} of at least {self.target:g}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return plain_dict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Rule:
        """Return what `to_dict` was made of.

        Raises:
            ConfigError: A number is not possible.
            TypeError: A field is unknown.
        """
        return cls(**values)


def choose_threshold(rule: Rule, table: ThresholdTable) -> float:
    """Return the threshold that a rule chooses, halfway between two scores that occur.

    Where several are equally good, the one that misses fewest. Sources: W. J. Youden, Cancer 3
    (1950) 32-35; C. E. Metz, Seminars in Nuclear Medicine 8 (1978) 283-298, for costs.

    Args:
        rule: Any but "hand".
        table: The part that thresholds are chosen on: validation.

    Raises:
        RunError: The part cannot tell, or no threshold reaches the target.
    """
    curve, allowed = roc_curve(table), _reachable(table)
    sensitivity, specificity = curve.y, 1.0 - curve.x
    needs = {
        "sensitivity": bool(table.positives),
        "specificity": bool(table.negatives),
    }
    if not needs.get(rule.goal, table.positives > 0 < table.negatives):
        raise RunError(
            f"No threshold can be chosen for {rule.words}: positive or negative samples are "
            "missing there.",
            mend="Choose it by hand, or use a part with samples of both sides.",
        )
    target = (rule.target or 0.0) - _ROUNDING
    if rule.goal == "sensitivity":
        good = allowed & (sensitivity >= target)
        return _threshold(table, _only(np.flatnonzero(good)[:1], rule))
    if rule.goal == "specificity":
        good = allowed & (specificity >= target)
        return _threshold(table, _only(np.flatnonzero(good)[-1:], rule))
    if rule.goal == "youden":
        return _threshold(table, _last_best(sensitivity + specificity, allowed))
    if rule.goal == "cost":
        share = rule.prevalence
        if share is None:
            share = table.positives / (table.positives + table.negatives)
        cost = share * (1 - sensitivity) * rule.miss_cost
        cost += (1 - share) * (1 - specificity) * rule.alarm_cost
        return _threshold(table, _last_best(-cost, allowed))
    raise ConfigError("A threshold chosen by hand is not reckoned.")


_ROUNDING = 1e-12
"""19 of 20 is a sensitivity of 0.95, whatever the last digit of the division."""


def _reachable(table: ThresholdTable) -> NDArray[np.bool_]:
    """Return which points a threshold from 0 to 1 can stand for: none excludes a score of 1."""
    allowed = np.ones(table.thresholds.size, dtype=np.bool_)
    allowed[0] = table.thresholds.size == 1 or table.thresholds[1] < 1.0
    return allowed


def _only(found: NDArray[np.int64], rule: Rule) -> int:
    if not found.size:
        raise RunError(
            f"No threshold reaches a {rule.words}: too many samples have a score of 1.",
            mend="Choose another target.",
        )
    return int(found[0])


def _last_best(value: NDArray[np.float64], allowed: NDArray[np.bool_]) -> int:
    """Return the lowest threshold of those with the largest value."""
    told = np.where(allowed, value, -np.inf)
    return int(np.flatnonzero(told >= told.max() - _ROUNDING)[-1])


def _threshold(table: ThresholdTable, point: int) -> float:
    """Return a threshold from 0 to 1 that reads as the point does, far from the scores beside."""
    scores = table.thresholds
    upper = min(float(scores[point]), 1.0) if point else 1.0
    lower = float(scores[point + 1]) if point + 1 < scores.size else 0.0
    halfway = (upper + lower) / 2
    return halfway if lower < halfway <= upper else upper
