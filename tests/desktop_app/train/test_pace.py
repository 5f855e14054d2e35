"""Pauses do not count, and speed is that of the last seconds."""

from __future__ import annotations

import pytest

from desktop_app.train.pace import Pace
from tests.desktop_app.train.told import started, step
from training.events import (
    EpochsAdded,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    StageStarted,
)


@pytest.fixture
def pace() -> Pace:
    """Return the pace of a run of 20 steps after four steps of a second each."""
    pace = Pace()
    pace.take(started())
    pace.take_steps([step(0, n, 1001.0 + n) for n in range(4)])
    return pace


def test_before_the_start_nothing_is_known() -> None:
    pace = Pace()

    assert (pace.elapsed(5.0), pace.remaining, pace.steps_per_second) == (None, None, None)


def test_what_remains_goes_on_at_the_pace_so_far(pace: Pace) -> None:
    assert pace.elapsed() == 4.0
    assert pace.remaining == pytest.approx(16.0)
    assert pace.pictures_per_step == 10


def test_a_pause_counts_neither_as_elapsed_nor_into_the_pace(pace: Pace) -> None:
    pace.take(RunPaused(time=1004.0, epoch=1, step=0))
    assert pace.paused
    assert pace.elapsed(2000.0) == 4.0
    assert pace.steps_per_second is None

    pace.take(RunContinued(time=2004.0))
    pace.take_steps([step(1, 0, 2005.0), step(1, 1, 2006.0)])

    assert pace.elapsed(2006.0) == pytest.approx(6.0)
    assert pace.remaining == pytest.approx(14.0)


def test_a_run_that_is_stopped_while_paused_took_as_long_as_it_trained(pace: Pace) -> None:
    pace.take(RunPaused(time=1004.0, epoch=1, step=0))
    pace.take(RunEnded(time=1500.0, status="stopped"))

    assert pace.elapsed() == 4.0


def test_neither_the_night_before_a_resume_nor_before_more_epochs_counts(pace: Pace) -> None:
    pace.take(RunResumed(time=9000.0, epoch=1, step=0))
    assert pace.elapsed(9001.0) == pytest.approx(5.0)

    pace.take(RunEnded(time=9001.0, status="done"))
    pace.take(EpochsAdded(time=19_001.0, epochs=8))

    assert pace.elapsed(19_002.0) == pytest.approx(6.0)
    assert pace.steps == 32


def test_the_speed_is_that_of_the_last_seconds(pace: Pace) -> None:
    pace.take_steps([step(1, 0, 1030.0)])
    pace.take_steps([step(1, 2, 1031.0)])

    assert pace.steps_per_second == pytest.approx(2.0)


def test_a_stage_has_a_pace_of_its_own(pace: Pace) -> None:
    stage = StageStarted(
        time=1100.0, stage=1, stages=2, epoch=1, epochs=4, trainable=2, parameters=9
    )
    pace.take(stage)
    assert pace.remaining is None

    pace.take_steps([step(1, 0, 1200.0), step(1, 1, 1210.0)])
    assert pace.remaining == pytest.approx(140.0)
