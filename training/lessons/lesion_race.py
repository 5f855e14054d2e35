"""Lesson 7: two recipes trained on the same split, or shown as they were recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from training.config import RunConfig
from training.control import Control
from training.lessons.action import Action, Desk, Figure, OnEvent, Outcome, Parameters
from training.lessons.lesion_figures import figures_of
from training.lessons.lesion_runs import Trained, TrainLesions, config_of, drawn_dataset
from training.lessons.recorded import recorded_run
from training.locations import Locations
from training.runs import Run
from training.trainer import fit


class Race(Parameters):
    """Two recipes to train on the lesions that were drawn.

    Attributes:
        first: The one.
        second: The other. Where the weights that it needs are missing, recorded runs of both are
            shown instead.
    """

    first: TrainLesions
    second: TrainLesions


@dataclass(frozen=True)
class Raced:
    """The result of `race`: both runs, on the same split."""

    first: Trained
    second: Trained


def race(parameters: Race, on_event: OnEvent, control: Control, desk: Desk) -> Outcome:
    """Train two recipes on the same split, one after the other, or show how they were recorded.

    Measured: what `figures_of` says of each, after `first_` and `second_`; `shown`: "trained now"
    or "recorded"; `score_gain`: the second AUC minus the first; `time_ratio`: how many times as
    long the first took.

    Raises:
        LessonError: No lesions were drawn yet.
    """
    from training.plan import make_plan

    sides = (parameters.first, parameters.second)
    configs = [config_of(side, drawn_dataset(desk)) for side in sides]
    recorded = not all(_has_weights(config, desk.locations) for config in configs)
    runs: list[Run] = []
    if recorded:
        runs = [recorded_run(side.run) for side in sides]
        for run in runs:
            for event in run.events():
                on_event(event)
    else:
        for config in configs:
            make_plan(config, desk.locations)  # neither begins where the other could not
        for config in configs:
            runs.append(
                fit(
                    config,
                    runs=desk.locations.runs,
                    locations=desk.locations,
                    on_event=on_event,
                    control=control,
                )
            )
            if control.stop_requested.is_set():
                return Outcome(stopped=True)
    first, second = (figures_of(run) for run in runs)
    measured: dict[str, Figure] = {"shown": "recorded" if recorded else "trained now"}
    measured |= {f"first_{name}": figure for name, figure in first.items()}
    measured |= {f"second_{name}": figure for name, figure in second.items()}
    measured["score_gain"] = float(second["auc"]) - float(first["auc"])
    measured["time_ratio"] = float(first["seconds"]) / float(second["seconds"])
    return Outcome(measured, Raced(*(Trained(run.path, recorded) for run in runs)))


def _has_weights(config: RunConfig, locations: Locations) -> bool:
    from training.backbones import BACKBONES
    from training.weights import find_weights

    backbone = BACKBONES.get(config.model.architecture)
    if backbone is None or config.model.weights != "imagenet":
        return True
    return find_weights(backbone, locations) is not None


ACTIONS: tuple[Action[Any], ...] = (Action("race", Race, race),)
