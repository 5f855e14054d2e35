"""A run that has ended trains further, as if it had been meant to from the start."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.fitting import fit_watched
from tests.training.same import assert_same
from training.config import read_config
from training.control import Control
from training.data.dataset import Dataset
from training.errors import ConfigError
from training.events import EpochEnded, EpochsAdded, Event, RunResumed, RunStarted, StepEnded
from training.locations import Locations
from training.runs import Run
from training.trainer import train

TWO = {"optimisation.epochs": 2}


class Killed(BaseException):
    """Ends a training without a chance to clean up its state."""


def _further(run: Run, locations: Locations, more: int) -> list[Event]:
    events: list[Event] = []
    train(run, locations=locations, on_event=events.append, more_epochs=more)
    return events


def _stop_at(epoch: int, step: int) -> Callable[[Event, Control], None]:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and (event.epoch, event.step) == (epoch, step):
            control.stop()

    return stop


def test_a_run_with_epochs_added_equals_one_that_had_them(
    trained: Trained, tiny_dataset: Dataset, locations: Locations
) -> None:
    run, _ = fit_watched(tiny_config(tiny_dataset.root, TWO), locations)
    (run.path / "evaluation.json").unlink()
    events = _further(Run.open(run.path), locations, 1)
    assert [(e.epoch, e.step) for e in of_kind(events, RunResumed)] == [(2, 0)]
    assert [e.epochs for e in of_kind(events, EpochsAdded)] == [3]
    assert {event.epoch for event in of_kind(events, StepEnded)} == {2}
    assert read_config(run.path / "config.json").optimisation.epochs == 3
    assert json.loads((run.path / "evaluation.json").read_text()).keys() == {"validation", "test"}
    assert_same(Run.open(run.path), trained.run)


def test_a_stopped_run_goes_on_for_so_many_epochs_from_where_it_stands(
    trained: Trained, tiny_dataset: Dataset, locations: Locations
) -> None:
    config = tiny_config(tiny_dataset.root, {"optimisation.epochs": 9})
    run, _ = fit_watched(config, locations, _stop_at(1, 1))
    events = _further(run, locations, 2)
    assert [e.epochs for e in of_kind(events, EpochsAdded)] == [3]
    assert_same(run, trained.run)


def test_only_the_last_stage_gets_them(tiny_dataset: Dataset, locations: Locations) -> None:
    stage: dict[str, Any] = {"epochs": 1, "learning_rate": 1e-3, "schedule": "constant"}
    changes: dict[str, Any] = {"optimisation.epochs": 1, "stages": [stage]}
    config = tiny_config(tiny_dataset.root, changes)
    whole, _ = fit_watched(
        tiny_config(tiny_dataset.root, changes | {"stages": [stage | {"epochs": 2}]}), locations
    )
    for stop in (None, _stop_at(0, 1)):  # also where the last stage has not begun
        run, _ = fit_watched(config, locations, *[stop] if stop else [])
        events = _further(run, locations, 1)
        assert run.config.stages[0].epochs == 2
        assert [e.epochs for e in of_kind(events, EpochsAdded)] == [3]
        assert_same(run, whole)


def test_it_begins_where_nothing_was_kept(tiny_dataset: Dataset, locations: Locations) -> None:
    control = Control()
    control.stop()
    run, _ = fit_watched(tiny_config(tiny_dataset.root, TWO), locations, control=control)
    for path in run.checkpoints_path.glob("state-*.npz"):
        path.unlink()
    events = _further(run, locations, 1)
    (started,) = of_kind(events, RunStarted)
    assert started.epochs == 3
    assert len(of_kind(events, EpochEnded)) == 3


@pytest.mark.parametrize(
    "kind", [EpochsAdded, StepEnded], ids=["before the first step", "after it"]
)
def test_a_kill_does_not_take_them_away(
    trained: Trained, tiny_dataset: Dataset, locations: Locations, kind: type[Event]
) -> None:
    run, _ = fit_watched(tiny_config(tiny_dataset.root, TWO), locations)

    def kill(event: Event) -> None:
        if isinstance(event, kind):
            raise Killed

    with pytest.raises(Killed):
        train(run, locations=locations, on_event=kill, more_epochs=1)
    again = Run.open(run.path)
    assert again.status == "unfinished"
    events: list[Event] = []
    train(again, locations=locations, on_event=events.append)
    told = [event.epochs for event in again.events() if isinstance(event, EpochsAdded)]
    assert told == [3]
    assert_same(again, trained.run)


def test_patience_begins_anew(tiny_dataset: Dataset, locations: Locations) -> None:
    changes = {
        "optimisation.epochs": 9,
        "optimisation.monitor": "val_accuracy",
        "optimisation.learning_rate": 1e-9,
        "patience.stop_after": 2,
    }
    run, events = fit_watched(tiny_config(tiny_dataset.root, changes), locations)
    assert len(of_kind(events, EpochEnded)) == 3, "it was to end for lack of progress"
    events = _further(run, locations, 5)
    assert run.config.optimisation.epochs == 8
    assert [event.epoch for event in of_kind(events, EpochEnded)] == [3, 4]
    assert run.status == "done"


def test_no_epochs_are_no_epochs(own_run: Run, trained: Trained) -> None:
    with pytest.raises(ConfigError, match="-1 epochs cannot be added"):
        train(own_run, locations=trained.locations, on_event=lambda event: None, more_epochs=-1)
    assert own_run.status == "done"
