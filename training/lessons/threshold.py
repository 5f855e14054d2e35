"""Lesson 8: what a threshold makes of the same scores."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Ge, Gt, Le, Len, Lt

from training.control import Control
from training.errors import RunError
from training.evaluation.operating_points import Rule, choose_threshold
from training.evaluation.predictive_values import predictive_values
from training.evaluation.results import PartResults
from training.evaluation.thresholds import BinaryCounts
from training.lessons.action import Action, Desk, Figure, OnEvent, Outcome, Parameters
from training.lessons.lesion_figures import percent
from training.lessons.lesion_runs import trained_run
from training.runs import Run

Threshold = Annotated[float, Ge(0), Le(1)]


class ThresholdTable(Parameters):
    """What to read the scores with.

    Attributes:
        thresholds: Read at each of these.
        sensitivity: A further threshold is chosen on validation data to reach this.
        prevalence: Share of malignant lesions among those examined, for the predictive values.
    """

    thresholds: Annotated[tuple[Threshold, ...], Len(1, 10)] = (0.5, 0.23)
    sensitivity: Annotated[float, Gt(0), Le(1)] = 0.95
    prevalence: Annotated[float, Gt(0), Lt(1)] = 0.02


def threshold_table(
    parameters: ThresholdTable,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Read the test part of the run that was trained last at several thresholds.

    Measured, of the test part: `n`, `malignant`, `benign`, `always_benign` (accuracy in percent of
    calling all benign); at each threshold T `missed@T`, `alarmed@T`, `accuracy@T`,
    `sensitivity@T` and `specificity@T` in percent. `chosen` is the threshold that reaches the
    sensitivity on validation data; at it stand `validation_sensitivity`, and the figures above with
    `@chosen`. `ppv` and `npv` (percent) hold at the chosen threshold for the prevalence, which is
    `prevalence` in percent; `ppv_here` and `npv_here` for the share of malignant lesions in the
    test part. The result is a list of (threshold, `BinaryCounts`), the chosen one last.

    Raises:
        LessonError: Nothing was trained yet.
        RunError: The run has no predictions, or the sensitivity cannot be reached.
    """
    run = trained_run(desk)
    validation, test = (_results(run, part) for part in ("validation", "test"))
    rule = Rule("sensitivity", parameters.sensitivity)
    chosen = choose_threshold(rule, validation.table)
    counts = test.counts_at(chosen)
    positives, negatives = counts.tp + counts.fn, counts.tn + counts.fp
    measured: dict[str, Figure] = {
        "n": counts.n,
        "malignant": positives,
        "benign": negatives,
        "always_benign": 100 * negatives / counts.n,
        "chosen": chosen,
        "wanted": 100 * parameters.sensitivity,
        "prevalence": 100 * parameters.prevalence,
        **percent("validation_sensitivity", validation.counts_at(chosen).sensitivity.value),
        **_at("chosen", counts),
    }
    table = [(threshold, test.counts_at(threshold)) for threshold in parameters.thresholds]
    for threshold, read in table:
        measured |= _at(f"{threshold:g}", read)
    for place, share in (("", parameters.prevalence), ("_here", positives / counts.n)):
        if 0 < share < 1:
            ppv, npv = predictive_values(counts, share)
            measured |= percent(f"ppv{place}", ppv.value) | percent(f"npv{place}", npv.value)
    return Outcome(measured, [*table, (chosen, counts)])


def _results(run: Run, part: str) -> PartResults:
    predictions = run.predictions(part)
    if predictions is None:
        raise RunError(f"The run {run.name} has no predictions of its {part} part.")
    return PartResults(predictions)


def _at(name: str, counts: BinaryCounts) -> dict[str, Figure]:
    return {
        f"missed@{name}": counts.fn,
        f"alarmed@{name}": counts.fp,
        **percent(f"accuracy@{name}", counts.accuracy.value),
        **percent(f"sensitivity@{name}", counts.sensitivity.value),
        **percent(f"specificity@{name}", counts.specificity.value),
    }


ACTIONS: tuple[Action[Any], ...] = (Action("threshold_table", ThresholdTable, threshold_table),)
