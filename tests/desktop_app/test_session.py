"""A training tells the window what it does, and can always be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.jobs import Jobs
from desktop_app.session import Session
from training.control import Control
from training.errors import TrainingError
from training.events import Event, RunStarted, StepEnded

Put = Callable[[Event], None]
STARTED = RunStarted(
    time=0.0, run="runs/a", epochs=1, steps_per_epoch=2_000, validation_steps=1, counts={}
)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs(load_tensorflow=lambda: None)
    yield jobs
    assert jobs.shutdown(5)


@pytest.fixture
def session(jobs: Jobs) -> Session:
    return Session(jobs)


def train_until_stopped(put: Put, control: Control) -> Any:
    put(STARTED)
    assert control.stop_requested.wait(10)
    return "the run"


def test_the_states_follow_each_other(qtbot: QtBot, session: Session) -> None:
    states = ("starting", "running", "stopping", "idle")
    with qtbot.waitSignals(
        [*[session.state_changed] * len(states), session.finished],
        order="strict",
        check_params_cbs=[*[lambda state, s=s: state == s for s in states], None],
    ):
        session.start(train_until_stopped)
        qtbot.waitUntil(lambda: session.state == "running")
        session.stop()

    assert session.state == "idle"
    assert session.job is None


def test_events_arrive_in_order_on_the_windows_thread_and_bursts_as_one(
    qtbot: QtBot, session: Session
) -> None:
    events: list[Event] = [
        STARTED,
        *[StepEnded(time=0.0, epoch=0, step=n, logs={"loss": 1.0}) for n in range(2_000)],
    ]
    trained_in: list[int] = []
    arrived: list[list[Event]] = []
    arrived_in: set[int] = set()

    def train(put: Put, control: Control) -> Any:
        trained_in.append(threading.get_ident())
        for event in events:
            put(event)

    def on_events(some: list[Event]) -> None:
        arrived.append(some)
        arrived_in.add(threading.get_ident())

    session.events_arrived.connect(on_events)
    with qtbot.waitSignal(session.finished):
        session.start(train)

    assert [event for some in arrived for event in some] == events
    assert len(arrived) < 20
    assert arrived_in == {threading.get_ident()}
    assert trained_in != [threading.get_ident()]


def test_the_last_events_arrive_before_it_is_finished(qtbot: QtBot, session: Session) -> None:
    def train(put: Put, control: Control) -> Any:
        put(STARTED)
        return "the run"

    with qtbot.waitSignals(
        [session.events_arrived, session.finished],
        order="strict",
        check_params_cbs=[lambda events: events == [STARTED], lambda run: run == "the run"],
    ):
        session.start(train)


def test_a_stop_before_the_training_begins_is_not_lost(
    qtbot: QtBot, jobs: Jobs, session: Session
) -> None:
    gate = threading.Event()
    jobs.run_tensorflow("Starting TensorFlow", lambda progress: gate.wait(10))

    with qtbot.waitSignal(session.finished) as finished:
        session.start(train_until_stopped)
        session.stop()
        assert session.state == "stopping"
        gate.set()

    assert finished.args == ["the run"]


def test_giving_up_also_leaves_out_what_follows(qtbot: QtBot, session: Session) -> None:
    given_up: list[bool] = []

    def train(put: Put, control: Control) -> Any:
        assert control.stop_requested.wait(10)
        given_up.append(control.abandon_requested.is_set())

    with qtbot.waitSignal(session.finished):
        session.start(train)
        session.abandon()

    assert given_up == [True]


def test_a_training_that_fails_says_why_and_then_ends(qtbot: QtBot, session: Session) -> None:
    mistake = TrainingError("The loss became nan.", mend="Choose a smaller learning rate.")

    def train(put: Put, control: Control) -> Any:
        raise mistake

    with qtbot.waitSignals(
        [session.failed, session.finished],
        order="strict",
        check_params_cbs=[lambda error: error is mistake, lambda run: run is None],
    ):
        session.start(train)

    assert session.state == "idle"


def test_a_second_training_at_the_same_time_is_refused(qtbot: QtBot, session: Session) -> None:
    session.start(train_until_stopped)

    with pytest.raises(TrainingError, match="already running"):
        session.start(train_until_stopped)

    with qtbot.waitSignal(session.finished):
        session.stop()


def test_the_next_training_is_not_stopped_by_the_stop_of_the_last(
    qtbot: QtBot, session: Session
) -> None:
    with qtbot.waitSignal(session.finished):
        session.start(train_until_stopped)
        session.stop()

    session.start(train_until_stopped)
    qtbot.waitUntil(lambda: session.state == "running")
    with qtbot.waitSignal(session.finished):
        session.stop()


def test_without_a_training_there_is_nothing_to_stop(qtbot: QtBot, session: Session) -> None:
    with qtbot.assertNotEmitted(session.state_changed):
        session.stop()
        session.abandon()


def test_its_job_is_known_as_soon_as_it_says_that_it_is_starting(
    qtbot: QtBot, session: Session
) -> None:
    known: list[bool] = []
    session.state_changed.connect(lambda state: known.append(session.job is not None))

    with qtbot.waitSignal(session.finished):
        session.start(train_until_stopped)
        session.stop()

    assert known == [True, True, False]
