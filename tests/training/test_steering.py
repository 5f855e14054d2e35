"""A person pauses a training, goes on step by step, and changes its learning rate."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.fitting import fit_watched, last_weights
from tests.training.same import assert_same
from training.control import Control
from training.data.dataset import Dataset
from training.events import (
    EpochEnded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    StepEnded,
    WeightsSeen,
)
from training.locations import Locations
from training.runs import Run, list_runs
from training.trainer import fit, train

SELDOM = {"checkpoint.seconds": 3600}
STEPS = 4

Cut = Callable[[Event], bool]


class Killed(BaseException):
    """Ends a training without a chance to clean up its state."""


def _places(events: list[Event]) -> list[str]:
    """Return pauses, steps and ends of epochs in words, in order."""
    words = []
    for event in events:
        match event:
            case RunPaused():
                words.append(f"paused {event.epoch}.{event.step}")
            case RunContinued():
                words.append("continued")
            case StepEnded():
                words.append(f"step {event.epoch}.{event.step}")
            case EpochEnded():
                words.append(f"end {event.epoch}")
    return words


# Pauses


def test_one_step_and_one_epoch_from_the_very_beginning(
    trained: Trained, tiny_dataset: Dataset, locations: Locations
) -> None:
    control = Control()
    control.pause()

    def steer(event: Event, control: Control) -> None:
        match event:
            case RunPaused(epoch=0, step=0 | 1):
                control.allow("step")
            case RunPaused(epoch=0 | 1):
                control.allow("epoch")
            case RunPaused():
                control.go_on()

    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, steer, control)
    steps = [[f"step {epoch}.{step}" for step in range(STEPS)] for epoch in range(3)]
    assert _places(events) == [
        *("paused 0.0", "continued", "step 0.0"),
        *("paused 0.1", "continued", "step 0.1"),
        *("paused 0.2", "continued", *steps[0][2:], "end 0"),
        *("paused 1.0", "continued", *steps[1], "end 1"),
        *("paused 2.0", "continued", *steps[2], "end 2"),
    ]
    assert_same(run, trained.run)


@pytest.mark.parametrize("phase", ["training", "validating"])
def test_a_pause_in_an_epoch_holds_before_the_next_step(
    trained: Trained, tiny_dataset: Dataset, locations: Locations, phase: str
) -> None:
    def steer(event: Event, control: Control) -> None:
        match event:
            case StepEnded(epoch=1, step=1) if phase == "training":
                control.pause()
            case PhaseProgressed(phase="validating", done=1) if phase == "validating":
                control.pause()
            case RunPaused():
                control.go_on()

    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, steer)
    paused = [(e.epoch, e.step) for e in of_kind(events, RunPaused)]
    assert paused == ([(1, 2)] if phase == "training" else [(1, 0), (2, 0)])
    assert len(of_kind(events, RunContinued)) == len(paused)
    assert_same(run, trained.run)


def test_a_pause_is_ended_from_another_thread_and_is_no_training_time(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    control = Control()
    control.pause()
    later = threading.Timer(1.0, control.go_on)

    def seen(event: Event, _control: Control) -> None:
        if isinstance(event, RunPaused):
            later.start()

    config = tiny_config(tiny_dataset.root, {"optimisation.epochs": 1})
    _, events = fit_watched(config, locations, seen, control)
    later.join()
    (paused,), (continued,) = of_kind(events, RunPaused), of_kind(events, RunContinued)
    assert continued.time - paused.time >= 1.0
    (epoch,), (end,) = of_kind(events, EpochEnded), of_kind(events, RunEnded)
    first = of_kind(events, PhaseProgressed)
    began = next(event.time for event in first if event.phase == "training")
    assert epoch.seconds <= epoch.time - began - 0.9
    assert end.seconds <= end.time - events[0].time - 0.9


def test_a_paused_training_can_be_stopped(tiny_dataset: Dataset, locations: Locations) -> None:
    def steer(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and event.step == 1:
            control.pause()
        if isinstance(event, RunPaused):
            control.stop()

    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, steer)
    assert _places(events) == ["step 0.0", "step 0.1", "paused 0.2"]
    assert run.status == "stopped"
    assert run.has_model


@pytest.mark.parametrize(
    "place", [(0, 0), (1, 2), (2, 0)], ids=["at the beginning", "in an epoch", "between epochs"]
)
def test_a_kill_in_a_pause_loses_nothing(
    trained: Trained, tiny_dataset: Dataset, locations: Locations, place: tuple[int, int]
) -> None:
    control = Control()
    if place == (0, 0):
        control.pause()

    def seen(event: Event) -> None:
        match event:
            case StepEnded(epoch=1, step=1) if place == (1, 2):
                control.pause()
            case EpochEnded(epoch=1) if place == (2, 0):
                control.pause()
            case RunPaused():
                raise Killed

    config = tiny_config(tiny_dataset.root, SELDOM)
    with pytest.raises(Killed):
        fit(config, runs=locations.runs, locations=locations, on_event=seen, control=control)
    (folder,) = list_runs(locations.runs)
    run, events = Run.open(folder), list[Event]()
    train(run, locations=locations, on_event=events.append)
    (resumed,) = of_kind(events, RunResumed)
    assert (resumed.epoch, resumed.step) == place
    assert_same(run, trained.run)


# The learning rate


def _changing(at: tuple[int, int], rate: float) -> Callable[[Event, Control], None]:
    def steer(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and (event.epoch, event.step) == at:
            control.set_learning_rate(rate)

    return steer


def test_the_learning_rate_is_changed_from_the_next_step_on(
    tiny_dataset: Dataset, locations: Locations, trained: Trained
) -> None:
    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, _changing((1, 1), 1e-4))
    (change,) = of_kind(events, LearningRateChanged)
    assert (change.epoch, change.step) == (1, 2)
    assert change.learning_rate == pytest.approx(1e-4)
    rates = [epoch.logs["learning_rate"] for epoch in of_kind(events, EpochEnded)]
    assert rates == pytest.approx([3e-3, 1e-4, 1e-4])
    logs, others = ([e.logs for e in of_kind(t, StepEnded)] for t in (events, trained.events))
    assert logs[: STEPS + 2] == others[: STEPS + 2]
    assert logs[-1] != others[-1]
    assert not np.array_equal(last_weights(run)[0], last_weights(trained.run)[0])


def test_a_schedule_goes_on_in_proportion(tiny_dataset: Dataset, locations: Locations) -> None:
    changes = {"optimisation.schedule": "cosine"}
    config = tiny_config(tiny_dataset.root, changes)
    plain = of_kind(fit_watched(config, locations)[1], EpochEnded)
    _, events = fit_watched(config, locations, _changing((0, 3), 1e-2))
    (change,) = of_kind(events, LearningRateChanged)
    assert (change.epoch, change.step, change.learning_rate) == (1, 0, pytest.approx(1e-2))
    found = [epoch.logs["learning_rate"] for epoch in of_kind(events, EpochEnded)]
    before = [epoch.logs["learning_rate"] for epoch in plain]
    assert found[0] == before[0]
    assert found[2] / found[1] == pytest.approx(before[2] / before[1])


def test_patience_reduces_what_a_person_has_set(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    changes = {
        "optimisation.epochs": 4,
        "optimisation.monitor": "val_accuracy",
        "optimisation.learning_rate": 1e-6,
        "patience.reduce_after": 1,
        "patience.minimum_learning_rate": 0,
    }
    _, events = fit_watched(
        tiny_config(tiny_dataset.root, changes), locations, _changing((1, 3), 8e-7)
    )
    rates = [epoch.logs["learning_rate"] for epoch in of_kind(events, EpochEnded)]
    assert rates == pytest.approx([1e-6, 1e-6, 8e-7, 4e-7])


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(lambda e: isinstance(e, LearningRateChanged), id="at the change"),
        pytest.param(lambda e: isinstance(e, StepEnded) and e.epoch == 2, id="later"),
    ],
)
def test_a_change_is_kept_over_a_resume(
    tiny_dataset: Dataset, locations: Locations, cut: Cut
) -> None:
    changes: dict[str, Any] = {
        "optimisation.epochs": 3,
        "optimisation.schedule": "cosine",
        "stages": [{"epochs": 1, "learning_rate": 1e-3}],
    }
    whole, _ = fit_watched(
        tiny_config(tiny_dataset.root, changes), locations, _changing((1, 1), 1e-4)
    )
    control = Control()
    cut_off = False

    def seen(event: Event) -> None:
        nonlocal cut_off
        _changing((1, 1), 1e-4)(event, control)
        if cut(event):
            cut_off = True
        elif cut_off:  # the change itself is kept in a checkpoint first
            raise Killed

    config = tiny_config(tiny_dataset.root, changes | SELDOM)
    with pytest.raises(Killed):
        fit(config, runs=locations.runs, locations=locations, on_event=seen, control=control)
    run = Run.open(next(path for path in list_runs(locations.runs) if path != whole.path))
    train(run, locations=locations, on_event=lambda event: None)
    told = [event for event in run.events() if isinstance(event, LearningRateChanged)]
    assert [(event.epoch, event.step) for event in told] == [(1, 2)]
    assert_same(run, whole)


def test_a_rate_changed_in_a_pause_leaves_it_paused(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    control = Control()
    control.pause()

    def steer(event: Event, control: Control) -> None:
        if isinstance(event, RunPaused):
            control.set_learning_rate(1e-4)
            control.look()
        if isinstance(event, WeightsSeen):
            control.go_on()

    config = tiny_config(tiny_dataset.root, {"optimisation.epochs": 1})
    _, events = fit_watched(config, locations, steer, control)
    kinds = (RunPaused, LearningRateChanged, WeightsSeen, RunContinued)
    assert [type(event) for event in events if isinstance(event, kinds)] == list(kinds)
    (epoch,) = of_kind(events, EpochEnded)
    assert epoch.logs["learning_rate"] == pytest.approx(1e-4)


# The weights


def test_a_look_shows_the_filters_and_the_weights_that_train(
    trained: Trained, tiny_dataset: Dataset, locations: Locations
) -> None:
    import keras

    def look(event: Event, control: Control) -> None:
        if isinstance(event, StepEnded) and (event.epoch, event.step) == (1, 2):
            control.look()
        if isinstance(event, WeightsSeen):
            control.stop()

    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, look)
    (seen,) = of_kind(events, WeightsSeen)
    assert (seen.epoch, seen.step) == (1, 3)
    model = keras.saving.load_model(run.last_model_path)
    layer = next(each for each in model.layers if isinstance(each, keras.layers.Conv2D))
    kernel = np.asarray(layer.kernel.value)
    np.testing.assert_array_equal(np.array(seen.filters, np.float32), kernel.transpose(3, 0, 1, 2))
    sizes = {histogram["layer"]: sum(histogram["counts"]) for histogram in seen.histograms}
    assert sizes[layer.name] == sum(np.size(v.value) for v in layer.trainable_variables)
    for histogram in seen.histograms:
        assert len(histogram["edges"]) == len(histogram["counts"]) + 1
    assert list(run.events())[: len(events)] == events
