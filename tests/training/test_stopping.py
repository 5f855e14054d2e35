"""A training can be stopped at any moment, and keeps what was learned."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from tests.data.runs import locations_below, of_kind, tiny_config
from tests.training.fitting import fit_watched, last_weights
from training.control import Control
from training.data.dataset import Dataset
from training.events import (
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    StepEnded,
)
from training.inference import load_model
from training.locations import Locations
from training.runs import Run


def _assert_stopped_with_a_model(run: Run, events: list[Event]) -> None:
    assert run.status == "stopped"
    assert isinstance(events[-1], RunEnded)
    assert load_model(run).predict_on_batch(np.zeros((1, 32, 32, 3), np.float32)).shape == (1, 1)


def test_a_stop_in_an_epoch_takes_effect_within_one_batch(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and (event.epoch, event.step) == (1, 1):
            control.stop()

    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, stop)
    steps = of_kind(events, StepEnded)
    assert (steps[-1].epoch, steps[-1].step) == (1, 1)
    assert len(of_kind(events, EpochEnded)) == 1
    _assert_stopped_with_a_model(run, events)
    assert run.predictions("validation") is not None
    assert set(json.loads((run.path / "evaluation.json").read_text())) == {"validation", "test"}


def test_a_stop_in_validation_takes_effect_within_one_batch(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, PhaseProgressed) and (event.phase, event.done) == ("validating", 1):
            control.stop()

    changes = {"optimisation.batch_size": 3}
    run, events = fit_watched(tiny_config(tiny_dataset.root, changes), locations, stop)
    validated = [e for e in of_kind(events, PhaseProgressed) if e.phase == "validating"]
    assert (validated[-1].done, validated[-1].total) == (1, 4)
    assert of_kind(events, EpochEnded) == []
    _assert_stopped_with_a_model(run, events)


def test_a_stop_in_the_first_epoch_keeps_what_was_learned(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and event.step == 2:
            control.stop()

    run, _ = fit_watched(tiny_config(tiny_dataset.root), locations, stop)
    assert len(of_kind(list(run.events()), StepEnded)) == 3
    for kept, last in zip(load_model(run).get_weights(), last_weights(run), strict=True):
        np.testing.assert_array_equal(kept, last)


def test_a_stop_while_preparing_leaves_a_run_without_a_model(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, PhaseProgressed) and event.phase == "preparing":
            control.stop()

    locations = locations_below(tmp_path)  # nothing is decoded yet
    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, stop)
    assert (run.status, run.has_model) == ("stopped", False)
    assert of_kind(events, StepEnded) == []
    assert list((locations.cache / "pixels").iterdir()) == []


def test_a_stop_before_the_first_step_is_not_lost(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    control = Control()
    control.stop()
    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, control=control)
    assert of_kind(events, StepEnded) == []
    _assert_stopped_with_a_model(run, events)


def test_abandoning_keeps_the_model_and_leaves_out_the_evaluation(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    def abandon(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and event.epoch == 1:
            control.abandon()

    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, abandon)
    assert not [e for e in of_kind(events, PhaseProgressed) if e.phase == "evaluating"]
    assert run.predictions("validation") is None
    _assert_stopped_with_a_model(run, events)
