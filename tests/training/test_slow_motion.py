"""A person lets each step wait, so that a class can watch; the network learns the same."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.fitting import fit_watched
from tests.training.same import assert_same
from training.control import Control
from training.data.dataset import Dataset
from training.errors import ConfigError
from training.events import EpochEnded, Event, StepEnded
from training.locations import Locations
from training.requests import pass_on_requests, send_request


def test_steps_that_wait_learn_the_same_and_do_not_count_as_training(
    trained: Trained, tiny_dataset: Dataset, locations: Locations
) -> None:
    def steer(event: Event, control: Control) -> None:
        match event:
            case StepEnded(epoch=1, step=0):
                control.slow_down(0.5)
            case StepEnded(epoch=1, step=2):
                control.slow_down(0)

    control = Control()
    run, events = fit_watched(tiny_config(tiny_dataset.root), locations, steer, control)

    assert_same(run, trained.run)
    times = [step.time for step in of_kind(events, StepEnded) if step.epoch == 1]
    assert min(times[1] - times[0], times[2] - times[1]) >= 0.5
    assert control.seconds_held >= 1.0
    before, slow = of_kind(events, EpochEnded)[:2]
    assert slow.seconds <= slow.time - before.time - 1.0


@pytest.mark.parametrize(
    "ask",
    [
        Control.stop,
        Control.pause,
        Control.look,
        lambda control: control.set_learning_rate(0.1),
        lambda control: control.slow_down(0),
    ],
)
def test_a_step_that_waits_obeys_at_once(ask: Callable[[Control], None]) -> None:
    control = Control()
    control.slow_down(10)
    assert not control.waits_for_nothing
    waiting = threading.Thread(target=control.linger)
    waiting.start()
    ask(control)
    waiting.join(5)
    assert not waiting.is_alive()


@pytest.mark.parametrize("delay", [-0.1, 10.5, math.nan, math.inf])
def test_what_no_step_can_wait_is_refused(delay: float) -> None:
    control = Control()
    with pytest.raises(ConfigError, match="cannot wait"):
        control.slow_down(delay)
    assert control.waits_for_nothing


def test_another_process_is_slowed_down_by_a_request(tmp_path: Path) -> None:
    control = Control()
    send_request(tmp_path, "slow_down", 0.5)
    pass_on_requests(tmp_path, control)
    assert not control.waits_for_nothing
    send_request(tmp_path, "slow_down", 0)
    pass_on_requests(tmp_path, control)
    assert control.waits_for_nothing
    for delay in (True, "slow", None):
        with pytest.raises(ConfigError, match="no delay"):
            send_request(tmp_path, "slow_down", delay)
