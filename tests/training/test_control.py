"""A training that waits wakes as soon as anything is asked for."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import pytest

from training.control import Control
from training.errors import ConfigError


@pytest.mark.parametrize(
    "ask",
    [
        Control.stop,
        Control.abandon,
        Control.go_on,
        Control.look,
        lambda control: control.allow("step"),
        lambda control: control.allow("epoch"),
        lambda control: control.set_learning_rate(0.1),
    ],
)
def test_whatever_is_asked_for_wakes_it(ask: Callable[[Control], None]) -> None:
    control = Control()
    control.pause()
    waiting = threading.Thread(target=control.hold)
    waiting.start()
    assert control.holds
    ask(control)
    waiting.join(10)
    assert not waiting.is_alive()
    assert control.seconds_held > 0


def test_one_step_is_used_up_by_one_step_and_one_epoch_by_its_end() -> None:
    control = Control()
    control.allow("step")
    assert not control.holds
    control.begin_step()
    assert control.holds
    control.allow("epoch")
    control.begin_step()
    assert not control.holds
    control.end_epoch()
    assert control.holds
    control.go_on()
    assert control.waits_for_nothing


@pytest.mark.parametrize("rate", [0.0, -1e-3, 10.5, math.nan, math.inf])
def test_what_is_no_learning_rate_is_refused(rate: float) -> None:
    control = Control()
    with pytest.raises(ConfigError, match="learning rate") as caught:
        control.set_learning_rate(rate)
    assert "above 0" in caught.value.mend
    assert control.take_learning_rate() is None
