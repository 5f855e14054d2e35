"""What a past run has told comes at once, and nothing of another run."""

from __future__ import annotations

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.actions import past_events
from desktop_app.actions.past_events import PastEvents
from tests.desktop_app.conftest import Parts, Trained
from training.curves import RunCurves
from training.errors import RunError
from training.events import PhaseProgressed, StepEnded
from training.runs import Run


@pytest.fixture
def past(parts: Parts) -> PastEvents:
    return parts.actions.runs.events


@pytest.fixture
def arrived(past: PastEvents) -> list[RunCurves]:
    """Return a list that fills with what is handed over."""
    arrived: list[RunCurves] = []
    past.arrived.connect(arrived.append)
    return arrived


def test_steps_come_as_columns_and_the_rest_in_order(
    qtbot: QtBot, past: PastEvents, arrived: list[RunCurves], run: Run, trained: Trained
) -> None:
    with qtbot.waitSignal(past.ended):
        past.load(run)

    [curves] = arrived
    steps = [event for event in trained.events if isinstance(event, StepEnded)]
    assert curves.steps["loss"] == pytest.approx([step.logs["loss"] for step in steps])
    assert curves.x[-1] == 2
    told = [e for e in trained.events if not isinstance(e, StepEnded | PhaseProgressed)]
    assert [e for e in curves.others if not isinstance(e, PhaseProgressed)] == told


def test_another_run_takes_the_place_of_the_first(
    qtbot: QtBot, past: PastEvents, arrived: list[RunCurves], run: Run, other_run: Run
) -> None:
    def on_arrived() -> None:
        past.arrived.disconnect(on_arrived)
        past.load(other_run)

    past.arrived.connect(on_arrived)
    with qtbot.waitSignals([past.ended, past.arrived]):
        past.load(run)
    assert len(arrived) == 2

    with qtbot.waitSignal(past.ended):
        past.load(run)
        past.load(other_run)
    assert len(arrived) == 3


def test_what_was_stopped_says_nothing_more(
    qtbot: QtBot, parts: Parts, past: PastEvents, arrived: list[RunCurves], run: Run
) -> None:
    with qtbot.assertNotEmitted(past.ended, wait=50):
        past.load(run)
        past.stop()
        qtbot.waitUntil(lambda: not parts.jobs.active)

    assert arrived == []


def test_a_run_that_cannot_be_read_says_so_and_ends(
    qtbot: QtBot,
    past: PastEvents,
    arrived: list[RunCurves],
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_curves(*_: object) -> RunCurves:
        raise RunError("It cannot be read.")

    monkeypatch.setattr(past_events, "read_curves", read_curves)
    with capture_exceptions() as caught, qtbot.waitSignal(past.ended):
        past.load(run)

    assert [kind for kind, _, _ in caught] == [RunError]
    assert arrived == []
