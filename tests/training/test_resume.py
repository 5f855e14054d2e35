"""A run that is cut off at any moment goes on, and ends as if nothing had happened."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.data.runs import locations_below, of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.same import assert_same
from training.checkpoints import CheckpointStore
from training.config import RunConfig
from training.control import Control
from training.data.dataset import Dataset
from training.errors import RunError
from training.events import EpochEnded, Event, PhaseProgressed, RunResumed, StepEnded
from training.locations import Locations
from training.runs import Run
from training.trainer import create_run, fit, train

Cut = Callable[[Event], bool]

EVERYTHING: dict[str, Any] = {
    "model.dropout": 0.3,
    "optimisation.ema": 0.9,
    "optimisation.epochs": 2,
    "optimisation.learning_rate": 3e-3,
    "stages": [{"epochs": 2, "learning_rate": 1e-3, "schedule": "cosine", "warmup": 0.3}],
    "patience.reduce_after": 1,
    "checkpoint.seconds": 0,
}
"""A config in which whatever can be remembered has to be."""


class Killed(BaseException):
    """Ends a training without a chance to clean up its state."""


@pytest.fixture(scope="module")
def whole(
    tiny_dataset: Dataset, trained: Trained, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, list[Event]]:
    """Return a run of `EVERYTHING` that was never interrupted, with its events."""
    locations = locations_below(tmp_path_factory.mktemp("whole"))
    shutil.copytree(trained.locations.cache, locations.cache)
    events: list[Event] = []
    config = tiny_config(tiny_dataset.root, EVERYTHING)
    return fit(config, runs=locations.runs, locations=locations, on_event=events.append), events


def _cut_off(config: RunConfig, locations: Locations, cut: Cut) -> Run:
    """Begin a run, and end it the hard way when an event comes."""
    run = create_run(config, runs=locations.runs, locations=locations)
    _go_on(run, locations, cut)
    return run


def _go_on(run: Run, locations: Locations, cut: Cut) -> None:
    def seen(event: Event) -> None:
        if cut(event):
            raise Killed

    with pytest.raises(Killed):
        train(run, locations=locations, on_event=seen)


def _resumed(run: Run, locations: Locations) -> list[Event]:
    events: list[Event] = []
    train(run, locations=locations, on_event=events.append)
    return events


def _at_step(epoch: int, step: int) -> Cut:
    return lambda e: isinstance(e, StepEnded) and (e.epoch, e.step) == (epoch, step)


def _while(phase: str, epoch: int) -> Cut:
    """Cut in a phase of an epoch: after `epoch` epochs have ended."""
    ended = 0

    def cut(event: Event) -> bool:
        nonlocal ended
        ended += isinstance(event, EpochEnded)
        return isinstance(event, PhaseProgressed) and event.phase == phase and ended == epoch

    return cut


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(_at_step(0, 0), id="after the first step"),
        pytest.param(_at_step(0, 2), id="in the first epoch"),
        pytest.param(_at_step(1, 3), id="after the last step of an epoch"),
        pytest.param(_while("validating", 1), id="while validating"),
        pytest.param(lambda e: isinstance(e, EpochEnded) and e.epoch == 1, id="between stages"),
        pytest.param(_at_step(2, 1), id="in the second stage"),
        pytest.param(lambda e: isinstance(e, EpochEnded) and e.epoch == 3, id="at the last epoch"),
        pytest.param(_while("evaluating", 4), id="while evaluating"),
    ],
)
def test_a_run_that_was_cut_off_ends_as_if_it_had_not_been(
    whole: tuple[Run, list[Event]], tiny_dataset: Dataset, locations: Locations, cut: Cut
) -> None:
    run = _cut_off(tiny_config(tiny_dataset.root, EVERYTHING), locations, cut)
    _resumed(run, locations)
    assert_same(run, whole[0])


def test_a_run_may_be_cut_off_again_and_again(
    whole: tuple[Run, list[Event]], tiny_dataset: Dataset, locations: Locations
) -> None:
    run = _cut_off(tiny_config(tiny_dataset.root, EVERYTHING), locations, _at_step(0, 1))
    for epoch, step in ((0, 3), (1, 1), (2, 2), (3, 0)):
        _go_on(run, locations, _at_step(epoch, step))
    _resumed(run, locations)
    assert_same(run, whole[0])


def test_without_a_checkpoint_it_begins_again(
    whole: tuple[Run, list[Event]], tiny_dataset: Dataset, locations: Locations
) -> None:
    def preparing(event: Event) -> bool:
        return isinstance(event, PhaseProgressed) and event.phase == "building"

    run = _cut_off(tiny_config(tiny_dataset.root, EVERYTHING), locations, preparing)
    events = _resumed(run, locations)
    assert of_kind(events, RunResumed) == []
    assert_same(run, whole[0])


def test_a_stopped_run_goes_on_at_the_next_step(
    whole: tuple[Run, list[Event]], tiny_dataset: Dataset, locations: Locations
) -> None:
    control, changes = Control(), EVERYTHING | {"checkpoint.seconds": 3600}

    def stop(event: Event) -> None:
        if _at_step(1, 1)(event):
            control.stop()

    config = tiny_config(tiny_dataset.root, changes)
    run = fit(config, runs=locations.runs, locations=locations, on_event=stop, control=control)
    assert run.status == "stopped"
    events = _resumed(run, locations)
    assert [(e.epoch, e.step) for e in of_kind(events, RunResumed)] == [(1, 2)]
    assert (of_kind(events, StepEnded)[0].epoch, of_kind(events, StepEnded)[0].step) == (1, 2)
    assert_same(run, whole[0])


def test_a_damaged_checkpoint_is_passed_over(
    whole: tuple[Run, list[Event]], tiny_dataset: Dataset, locations: Locations
) -> None:
    run = _cut_off(tiny_config(tiny_dataset.root, EVERYTHING), locations, _at_step(1, 2))
    newest = max(run.checkpoints_path.glob("state-*.npz"))
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 1
    newest.write_bytes(data)
    _resumed(run, locations)
    assert_same(run, whole[0])


def test_a_run_that_is_done_is_not_trained_again(trained: Trained, own_run: Run) -> None:
    with pytest.raises(RunError, match="is done"):
        train(own_run, locations=trained.locations, on_event=lambda event: None)


def test_only_the_newest_checkpoints_are_kept(whole: tuple[Run, list[Event]]) -> None:
    folder = whole[0].checkpoints_path
    assert len(list(folder.glob("state-*.npz"))) == 2
    assert CheckpointStore(folder).latest() is not None
