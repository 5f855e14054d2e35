"""A run's events in time: all of them, in order, from any place, as fast as they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from desktop_app.work.timeline import Timeline
from tests.desktop_app.retold import curves_of, told
from training.events import EpochEnded, Event, RunContinued, RunPaused, RunResumed, StepEnded


@pytest.fixture
def timeline() -> Timeline:
    return Timeline(curves_of(told()))


def words(events: Sequence[Event]) -> list[str]:
    return [
        f"step {event.epoch}.{event.step}" if isinstance(event, StepEnded) else event.kind
        for event in events
    ]


def test_everything_is_told_once_and_in_order(timeline: Timeline) -> None:
    assert words(list(timeline.between(timeline.start, timeline.end))) == words(told())


def test_steps_come_back_as_they_were(timeline: Timeline) -> None:
    again = [e for e in timeline.between(timeline.start, timeline.end) if isinstance(e, StepEnded)]
    first = [event for event in told() if isinstance(event, StepEnded)]
    for one, other in zip(again, first, strict=True):
        assert one.logs == pytest.approx(other.logs, rel=1e-6)
        assert one.time == pytest.approx(other.time, abs=1.5)  # even, with the validation's second


@pytest.mark.parametrize("apart", [0.05, 0.7, 3.0, 100.0])
def test_at_any_pace_the_same_is_told(timeline: Timeline, apart: float) -> None:
    events: list[Event] = []
    position = timeline.start
    while position.others < timeline.end.others:
        later = timeline.at(position.seconds + apart)
        events += timeline.between(position, later)
        position = later
    assert words(events) == words(told())


def test_nobody_waits_for_what_is_no_training(timeline: Timeline) -> None:
    # A minute of loading becomes a second; 15 s of training stay, and half a second at the end.
    assert timeline.end.seconds == pytest.approx(1 + 15 + 0.5)


def test_pauses_and_the_time_until_a_resume_do_not_count() -> None:
    events = told()
    held = [RunPaused(time=1061.0, epoch=0, step=1), RunContinued(time=2061.0)]
    resumed = RunResumed(time=9000.0, epoch=0, step=2)
    later = [replace(event, time=event.time + 7938.0) for event in events[4:]]
    timeline = Timeline(curves_of([*events[:3], *held, events[3], resumed, *later]))
    assert timeline.end.seconds < 17


def test_one_step_more_and_the_rest_of_the_epoch(timeline: Timeline) -> None:
    before = timeline.after_steps(1)
    one = timeline.after_steps(2)
    assert words(list(timeline.between(before, one))) == ["step 0.1"]
    epoch = timeline.after_epoch(one)
    assert words(list(timeline.between(one, epoch))) == [
        *("step 0.2", "step 0.3", "epoch_ended", "validation_scored")
    ]
    last = timeline.after_epoch(timeline.after_epoch(epoch))
    assert last.steps == timeline.end.steps
    assert timeline.after_epoch(last) == timeline.end


def test_any_place_is_shown_as_it_was(timeline: Timeline) -> None:
    x, logs, others = timeline.past(timeline.at_epoch(1.5))
    assert x[-1] == pytest.approx(1.5)
    assert len(logs["loss"]) == len(x) == 6
    assert [event.epoch for event in others if isinstance(event, EpochEnded)] == [0]
    assert timeline.past(timeline.after_steps(-5))[2][0].kind == "run_started"


def test_a_run_without_steps_is_told_by_its_other_events() -> None:
    events = [event for event in told() if not isinstance(event, StepEnded)]
    timeline = Timeline(curves_of(events))
    assert words(list(timeline.between(timeline.start, timeline.end))) == words(events)
