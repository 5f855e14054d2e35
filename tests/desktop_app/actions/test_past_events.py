"""What a past run said comes bit by bit, and nothing of another run."""

from __future__ import annotations

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.actions import past_events
from desktop_app.actions.past_events import PastEvents
from tests.desktop_app.conftest import Parts, Trained
from training.errors import RunError
from training.events import Event
from training.runs import Run


@pytest.fixture
def past(parts: Parts) -> PastEvents:
    return parts.actions.runs.events


@pytest.fixture
def bits(past: PastEvents, monkeypatch: pytest.MonkeyPatch) -> list[list[Event]]:
    """Return a list that fills with what is handed over, five events at a time."""
    monkeypatch.setattr(past_events, "CHUNK", 5)
    bits: list[list[Event]] = []
    past.arrived.connect(bits.append)
    return bits


def test_all_events_come_in_order_bit_by_bit(
    qtbot: QtBot, past: PastEvents, bits: list[list[Event]], run: Run, trained: Trained
) -> None:
    with qtbot.waitSignal(past.ended):
        past.load(run)

    assert [event for bit in bits for event in bit] == list(trained.events)
    assert {len(bit) for bit in bits[:-1]} == {5}


def test_another_run_takes_the_place_of_the_first(
    qtbot: QtBot, past: PastEvents, bits: list[list[Event]], run: Run, other_run: Run
) -> None:
    def on_arrived() -> None:
        past.arrived.disconnect(on_arrived)
        past.load(other_run)

    past.arrived.connect(on_arrived)
    with qtbot.waitSignal(past.ended):
        past.load(run)

    expected = list(other_run.events())
    assert [event for bit in bits for event in bit] == expected[:5] + expected


def test_what_was_stopped_says_nothing_more(
    qtbot: QtBot, parts: Parts, past: PastEvents, bits: list[list[Event]], run: Run
) -> None:
    with qtbot.assertNotEmitted(past.ended, wait=50):
        past.load(run)
        past.stop()
        qtbot.waitUntil(lambda: not parts.jobs.active)

    assert bits == []


def test_a_run_without_events_and_one_that_cannot_be_read_end_at_once(
    qtbot: QtBot, past: PastEvents, bits: list[list[Event]], run: Run
) -> None:
    run.events_path.write_bytes(b"\xff\xfe\xff")
    with capture_exceptions() as caught, qtbot.waitSignal(past.ended):
        past.load(run)
    assert [kind for kind, _, _ in caught] == [RunError]

    run.events_path.unlink()
    with qtbot.waitSignal(past.ended):
        past.load(run)
    assert bits == []
