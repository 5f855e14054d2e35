"""A run is told again: at any speed, from any place, and never beside a training."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.actions import replaying
from desktop_app.actions.replaying import ReplayActions
from desktop_app.work.timeline import Position
from tests.desktop_app.conftest import Parts
from tests.desktop_app.retold import EPOCHS, STEPS, curves_of, told
from training.errors import RunError, TrainingError
from training.events import Event, StepEnded


class Listener:
    """Notes what a replay tells, as the Train tab takes it in."""

    def __init__(self, replay: ReplayActions) -> None:
        self.events: list[Event] = []
        self.jumps: list[int] = []
        self.held: list[bool] = []
        replay.events_arrived.connect(self.events.extend)
        replay.jumped.connect(lambda position: self.jumps.append(position.steps))
        replay.held.connect(self.held.append)

    @property
    def steps(self) -> list[int]:
        return [e.epoch * STEPS + e.step for e in self.events if isinstance(e, StepEnded)]


@pytest.fixture
def replay(parts: Parts) -> ReplayActions:
    parts.actions.replay.begin(curves_of(told()))
    return parts.actions.replay


def test_it_begins_held_at_its_start(replay: ReplayActions) -> None:
    assert replay.timeline is not None
    assert not replay.playing
    assert replay.position.steps == 0


def test_played_to_its_end_it_has_told_every_step_once(qtbot: QtBot, replay: ReplayActions) -> None:
    heard = Listener(replay)
    replay.set_times(100)
    replay.play()
    qtbot.waitUntil(lambda: not replay.playing, timeout=20_000)
    assert heard.steps == list(range(EPOCHS * STEPS))
    assert heard.events[-1].kind == "run_ended"
    assert heard.held == [False, True]
    replay.play()  # from its start again
    assert heard.jumps == [0]
    replay.hold()


def test_half_as_fast_tells_half_as_much(replay: ReplayActions) -> None:
    told_at = {}
    for times in (0.5, 1.0):
        replay.seek(0)
        heard = Listener(replay)
        replay.set_times(times)
        for _ in range(10):
            replay.advance(0.5)
        told_at[times] = len(heard.steps)
    assert told_at[0.5] == pytest.approx(told_at[1.0] / 2, abs=1)


def test_steps_come_at_a_pace_of_their_own(replay: ReplayActions) -> None:
    heard = Listener(replay)
    replay.set_steps_per_second(2)
    for _ in range(10):
        replay.advance(0.25)
    assert heard.steps == [0, 1, 2, 3, 4]


def test_one_step_and_one_epoch_hold_it_then(replay: ReplayActions) -> None:
    heard = Listener(replay)
    replay.play()
    replay.hold()
    heard.events.clear()
    before = replay.position.steps
    replay.lead_on("step")
    assert heard.steps == [before]
    replay.lead_on("epoch")
    assert heard.steps == list(range(before, STEPS))
    assert {"epoch_ended", "validation_scored"} <= {event.kind for event in heard.events}
    assert not replay.playing


def test_any_place_is_gone_to_at_once_and_played_on_from(replay: ReplayActions) -> None:
    heard = Listener(replay)
    replay.seek(7)
    assert heard.jumps == [7]
    assert heard.events == []
    replay.lead_on("step")
    assert heard.steps == [7]


def test_very_many_steps_are_shown_by_their_outcome(
    replay: ReplayActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "MOST_EVENTS", 3)
    heard = Listener(replay)
    replay.advance(60)
    assert heard.events == []
    assert heard.jumps == [EPOCHS * STEPS]


def test_it_ends_once_and_tells_no_more(qtbot: QtBot, replay: ReplayActions) -> None:
    heard = Listener(replay)
    replay.play()
    with qtbot.waitSignal(replay.ended):
        replay.end()
    with qtbot.assertNotEmitted(replay.ended):
        replay.end()
    replay.advance(5)
    replay.play()
    replay.seek(3)
    replay.lead_on("step")
    assert heard.events == []
    assert replay.timeline is None
    assert not replay.playing


def test_a_training_ends_it_and_none_begins_beside_one(
    parts: Parts, replay: ReplayActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay.play()
    parts.session.state_changed.emit("starting")
    assert replay.timeline is None
    assert not replay.playing
    monkeypatch.setattr(type(parts.session), "state", property(lambda _: "running"))
    with pytest.raises(TrainingError, match="beside"):
        replay.begin(curves_of(told()))


def test_a_run_that_told_nothing_cannot_be_replayed(parts: Parts) -> None:
    with pytest.raises(RunError, match="nothing"):
        parts.actions.replay.begin(curves_of([]))
    assert parts.actions.replay.position == Position(0, 0, 0.0)
