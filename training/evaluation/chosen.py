"""An operating point chosen on one part, and what it is worth on another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from training.evaluation.intervals import Estimate
from training.evaluation.operating_points import Rule
from training.evaluation.plain import plain_dict
from training.evaluation.results import PartResults


@dataclass(frozen=True)
class Chosen:
    """A threshold with what it was chosen by and what it reaches there and elsewhere.

    Attributes:
        threshold: A probability of positive of at least this reads as positive.
        rule: What it was chosen by.
        words: The same for a person.
        chosen_on: The part that the rule was applied to.
        there: Sensitivity and specificity on that part, too good by having been chosen for it.
        reported_on: The part that it is judged on.
        reported: Sensitivity and specificity there.
    """

    threshold: float
    rule: Rule
    words: str
    chosen_on: str
    there: dict[str, Estimate]
    reported_on: str
    reported: dict[str, Estimate]

    def to_dict(self) -> dict[str, Any]:
        """Return every number as plain values for JSON."""
        return plain_dict(self)


def chosen_point(
    rule: Rule, choosing: PartResults, reporting: PartResults, threshold: float | None = None
) -> Chosen:
    """Choose a threshold on one part and report it on another.

    Args:
        rule: What to choose by.
        choosing: The part to choose on: validation.
        reporting: The part to report: test.
        threshold: A person's own, with the rule "hand".

    Raises:
        RunError: The part cannot tell, or no threshold reaches the target.
    """
    at = choosing.choose_threshold(rule) if threshold is None else threshold
    return Chosen(
        at,
        rule,
        rule.words,
        choosing.predictions.part,
        _sides(choosing, at),
        reporting.predictions.part,
        _sides(reporting, at),
    )


def _sides(results: PartResults, threshold: float) -> dict[str, Estimate]:
    counts = results.counts_at(threshold)
    return {"sensitivity": counts.sensitivity, "specificity": counts.specificity}
