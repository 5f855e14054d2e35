"""What leakage does, computed off the window's thread and returned in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.data.values import LeakageRow
from training.config import RunConfig
from training.control import Control
from training.errors import Cancelled
from training.evaluation.intervals import Estimate
from training.events import EpochEnded, Event, RunStarted
from training.locations import Locations
from training.progress import Progress

if TYPE_CHECKING:
    from training.leakage import Leakage

_MEASURES = {
    "auc": "ROC AUC",
    "auc, pictured more than once": "ROC AUC, pictured more than once",
    "auc, pictured once": "ROC AUC, pictured once",
    "accuracy": "Accuracy",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "class accuracy": "Accuracy over all classes",
}


@dataclass(frozen=True)
class LeakageTable:
    """What leakage does, in words.

    Attributes:
        rows: Numbers side by side.
        note: What they rest on.
    """

    rows: tuple[LeakageRow, ...]
    note: str


def compare_leakage(config: RunConfig, locations: Locations, progress: Progress) -> LeakageTable:
    """Train a config on a split by picture and on one by group, and compare; uses TensorFlow.

    Raises:
        LesionLabError: Nothing can leak, or a training failed.
        Cancelled: As raised by `progress`; the runs so far are kept.
    """
    from training import leakage

    control = Control()
    started = 0
    epochs = 1

    def on_event(event: Event) -> None:
        nonlocal started, epochs
        done = 0
        if isinstance(event, RunStarted):
            started, epochs = started + 1, event.epochs
        elif isinstance(event, EpochEnded):
            done = event.epoch + 1
        else:
            return
        side = "by picture" if started == 1 else "by lesion"
        try:
            progress(f"Training, split {side}: epochs", (started - 1) * epochs + done, 2 * epochs)
        except Cancelled:
            control.abandon()

    result = leakage.compare_leakage(
        config, runs=locations.runs, locations=locations, on_event=on_event, control=control
    )
    return LeakageTable(_leakage_rows(result), _leakage_note(result))


def _leakage_rows(result: Leakage) -> tuple[LeakageRow, ...]:
    return tuple(
        LeakageRow(
            part=found.part,
            measure=_MEASURES.get(found.metric, found.metric),
            by_image=_in_words(found.image),
            by_group=_in_words(found.group),
            difference=_in_words(found.difference, "+.3f"),
        )
        for found in result.comparisons
    )


def _leakage_note(result: Leakage) -> str:
    names = " and ".join(run.name for run in result.runs.values())
    return (
        f"{result.runs['image'].dataset.name}: by picture, {result.torn['image']:,} "
        f"{result.unit}s stand on both sides; by lesion, {result.torn['group']:,}. Runs: {names}."
    )


def _in_words(estimate: Estimate, form: str = ".3f") -> str:
    if estimate.value is None:
        return "–"
    value = format(estimate.value, form)
    if estimate.low is None or estimate.high is None:
        return f"{value} (n = {estimate.n:,})"
    low, high = format(estimate.low, form), format(estimate.high, form)
    return f"{value} ({low} to {high}), n = {estimate.n:,}"
