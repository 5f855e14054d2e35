"""A training tells the window what it does, and can always be stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.following import Put
from desktop_app.jobs import Jobs
from desktop_app.session import CHUNK, Begun, Session
from training.control import Control
from training.errors import ConfigError, TrainingError
from training.events import (
    Event,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunStarted,
    Status,
    StepEnded,
)
from training.progress import Progress
from training.runs import Run

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


RUN: Any = "the run"


def make(_progress: Progress) -> Begun:
    return Begun(RUN)


def train_until_stopped(_run: Run, put: Put, control: Control) -> None:
    put(STARTED)
    assert control.stop_requested.wait(10)


def test_the_states_follow_each_other(qtbot: QtBot, session: Session) -> None:
    states = ("starting", "running", "stopping", "idle")
    with qtbot.waitSignals(
        [*[session.state_changed] * len(states), session.finished],
        order="strict",
        check_params_cbs=[*[lambda state, s=s: state == s for s in states], None],
    ):
        session.start(make, train_until_stopped)
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

    def train(_run: Run, put: Put, control: Control) -> None:
        trained_in.append(threading.get_ident())
        for event in events:
            put(event)

    def on_events(some: list[Event]) -> None:
        arrived.append(some)
        arrived_in.add(threading.get_ident())

    session.events_arrived.connect(on_events)
    with qtbot.waitSignal(session.finished):
        session.start(make, train)

    assert [event for some in arrived for event in some] == events
    assert len(arrived) < 20
    assert arrived_in == {threading.get_ident()}
    assert trained_in != [threading.get_ident()]


def test_steps_wait_for_more_of_them_and_nothing_else_does(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.session.STEPS_SECONDS", float("inf"))
    arrived: list[list[Event]] = []
    session.events_arrived.connect(arrived.append)
    go_on = threading.Event()
    steps = [StepEnded(time=0.0, epoch=0, step=n, logs={"loss": 1.0}) for n in range(3)]
    validating = PhaseProgressed(time=0.0, phase="validating")

    def train(_run: Run, put: Put, _control: Control) -> None:
        put(STARTED)
        assert go_on.wait(10)
        for step in steps:
            put(step)
        put(validating)
        put(steps[0])

    session.start(make, train)
    qtbot.waitUntil(lambda: arrived == [[STARTED]], timeout=10_000)  # at once
    with qtbot.waitSignal(session.finished, timeout=10_000):
        go_on.set()

    told = [event for events in arrived for event in events]
    assert told == [STARTED, *steps, validating, steps[0]]
    assert all(any(not isinstance(e, StepEnded) for e in events) for events in arrived[:-1])


def test_the_last_events_arrive_before_it_is_finished(qtbot: QtBot, session: Session) -> None:
    def train(_run: Run, put: Put, control: Control) -> None:
        put(STARTED)

    with qtbot.waitSignals(
        [session.events_arrived, session.finished],
        order="strict",
        check_params_cbs=[lambda events: events == [STARTED], lambda run: run == RUN],
    ):
        session.start(make, train)


def test_a_stop_before_the_training_begins_is_not_lost(
    qtbot: QtBot, jobs: Jobs, session: Session
) -> None:
    gate = threading.Event()
    jobs.run_tensorflow("Starting TensorFlow", lambda progress: gate.wait(10))

    with qtbot.waitSignal(session.finished) as finished:
        session.start(make, train_until_stopped)
        session.stop()
        assert session.state == "stopping"
        gate.set()

    assert finished.args == [RUN]


def test_giving_up_also_leaves_out_what_follows(qtbot: QtBot, session: Session) -> None:
    given_up: list[bool] = []

    def train(_run: Run, put: Put, control: Control) -> None:
        assert control.stop_requested.wait(10)
        given_up.append(control.abandon_requested.is_set())

    with qtbot.waitSignal(session.finished):
        session.start(make, train)
        session.abandon()

    assert given_up == [True]


def test_a_training_that_fails_says_why_and_then_ends(qtbot: QtBot, session: Session) -> None:
    mistake = TrainingError("The loss became nan.", mend="Choose a smaller learning rate.")

    def train(_run: Run, put: Put, control: Control) -> None:
        raise mistake

    with qtbot.waitSignals(
        [session.failed, session.finished],
        order="strict",
        check_params_cbs=[lambda error: error is mistake, lambda run: run == RUN],
    ):
        session.start(make, train)

    assert session.state == "idle"


def test_a_second_training_at_the_same_time_is_refused(qtbot: QtBot, session: Session) -> None:
    session.start(make, train_until_stopped)

    with pytest.raises(TrainingError, match="already running"):
        session.start(make, train_until_stopped)

    with qtbot.waitSignal(session.finished):
        session.stop()


def test_the_next_training_is_not_stopped_by_the_stop_of_the_last(
    qtbot: QtBot, session: Session
) -> None:
    with qtbot.waitSignal(session.finished):
        session.start(make, train_until_stopped)
        session.stop()

    session.start(make, train_until_stopped)
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
        session.start(make, train_until_stopped)
        session.stop()

    assert known == [True, True, False]


def test_pausing_and_going_on_show_in_the_state(qtbot: QtBot, session: Session) -> None:
    def train(_run: Run, put: Put, control: Control) -> None:
        put(STARTED)
        while not control.stop_requested.is_set():
            if control.holds:
                put(RunPaused(time=0.0, epoch=0, step=0))
                control.hold()
                if not control.stop_requested.is_set():
                    put(RunContinued(time=0.0))
            control.begin_step()
            control.stop_requested.wait(0.001)

    states: list[str] = []
    session.state_changed.connect(states.append)
    session.start(make, train)
    session.pause()
    qtbot.waitUntil(lambda: session.state == "paused")
    session.go_on()
    qtbot.waitUntil(lambda: session.state == "running")
    session.pause()
    qtbot.waitUntil(lambda: session.state == "paused")
    with qtbot.waitSignal(session.finished):
        session.stop()
        assert session.state == "stopping"
    assert states[-2:] == ["stopping", "idle"]


def test_steering_reaches_the_control(qtbot: QtBot, session: Session) -> None:
    seen: list[object] = []

    def train(_run: Run, put: Put, control: Control) -> None:
        put(STARTED)
        assert control.stop_requested.wait(10)
        seen.extend([control.take_learning_rate(), control.look_requested.is_set()])

    session.start(make, train)
    session.set_learning_rate(1e-4)
    session.look()
    with pytest.raises(ConfigError, match="learning rate"):
        session.set_learning_rate(0.0)
    with qtbot.waitSignal(session.finished):
        session.stop()
    assert seen == [1e-4, True]


def test_without_a_training_nothing_is_steered(session: Session) -> None:
    session.pause()
    session.go_on()
    session.allow("step")
    session.set_learning_rate(0.1)
    session.look()
    assert session.state == "idle"


# In a process of its own


class Elsewhere:
    """A training in another process, as its run folder tells of it."""

    def __init__(self, *told: Event) -> None:
        self.run = self
        self.is_running = True
        self.ended = False
        self.requests: list[object] = []
        self._told = list(told)

    def tell(self, *events: Event) -> None:
        self._told += events

    def end(self, status: Status) -> None:
        self.tell(RunEnded(time=1.0, status=status))

    def poll(self) -> list[Event]:
        told, self._told = self._told, []
        self.ended |= any(isinstance(event, RunEnded) for event in told)
        return told

    def request(self, request: str, value: object = None) -> None:
        self.requests.append(request if value is None else (request, value))


def begin(elsewhere: Elsewhere) -> Any:
    return lambda _run: elsewhere


def test_another_process_is_told_of_by_the_same_signals(qtbot: QtBot, session: Session) -> None:
    elsewhere = Elsewhere(STARTED)
    states: list[str] = []
    arrived: list[Event] = []
    session.state_changed.connect(states.append)
    session.events_arrived.connect(arrived.extend)

    session.host(make, begin(elsewhere))
    qtbot.waitUntil(lambda: session.state == "running")
    session.stop()
    assert elsewhere.requests == ["stop"]
    elsewhere.end("stopped")
    qtbot.waitUntil(lambda: isinstance(arrived[-1], RunEnded))
    assert session.state == "stopping", "its process is still there: nobody could resume it"
    with qtbot.waitSignal(session.finished) as finished:
        elsewhere.is_running = False

    assert states == ["starting", "running", "stopping", "idle"]
    assert arrived[0] == STARTED
    assert finished.args == [elsewhere.run]
    assert session.run is elsewhere.run


def test_what_a_run_told_before_it_goes_on_comes_first(qtbot: QtBot, session: Session) -> None:
    steps = [StepEnded(time=0.0, epoch=0, step=n, logs={"loss": 1.0}) for n in range(5_000)]
    elsewhere = Elsewhere(RunResumed(time=1.0, epoch=2, step=3))
    arrived: list[list[Event]] = []
    session.events_arrived.connect(arrived.append)

    session.host(lambda _progress: Begun(RUN, [STARTED, *steps]), begin(elsewhere))
    elsewhere.end("done")
    elsewhere.is_running = False
    with qtbot.waitSignal(session.finished):
        pass

    all_events = [event for some in arrived for event in some]
    assert all_events[:-1] == [STARTED, *steps, RunResumed(time=1.0, epoch=2, step=3)]
    assert max(map(len, arrived)) <= CHUNK


def test_a_stop_before_the_process_is_there_reaches_it(qtbot: QtBot, session: Session) -> None:
    elsewhere, gate = Elsewhere(), threading.Event()

    def slow(_run: Run) -> Any:
        assert gate.wait(10)
        return elsewhere

    session.host(make, slow)
    session.stop()
    gate.set()

    qtbot.waitUntil(lambda: elsewhere.requests == ["stop"])
    elsewhere.end("stopped")
    elsewhere.is_running = False
    with qtbot.waitSignal(session.finished):
        pass


def test_another_process_is_steered_in_order(qtbot: QtBot, session: Session) -> None:
    elsewhere, gate = Elsewhere(STARTED), threading.Event()

    def slow(_run: Run) -> Any:
        assert gate.wait(10)
        return elsewhere

    session.host(make, slow)
    session.pause()
    session.allow("step")
    gate.set()
    qtbot.waitUntil(lambda: session.state == "running")
    elsewhere.tell(RunPaused(time=0.0, epoch=0, step=1))
    qtbot.waitUntil(lambda: session.state == "paused")
    session.set_learning_rate(1e-4)
    session.look()
    session.go_on()
    elsewhere.tell(RunContinued(time=0.0))
    qtbot.waitUntil(lambda: session.state == "running")
    assert elsewhere.requests == [
        "pause",
        ("allow", "step"),
        ("learning_rate", 1e-4),
        "look",
        "go_on",
    ]
    elsewhere.end("done")
    elsewhere.is_running = False
    with qtbot.waitSignal(session.finished):
        pass


def test_a_paused_run_that_another_program_stops_is_no_longer_paused(
    qtbot: QtBot, session: Session
) -> None:
    elsewhere = Elsewhere(STARTED, RunPaused(time=0.0, epoch=0, step=1))
    session.host(make, begin(elsewhere))
    qtbot.waitUntil(lambda: session.state == "paused")
    elsewhere.tell(PhaseProgressed(time=0.0, phase="evaluating"))
    qtbot.waitUntil(lambda: session.state == "running")
    elsewhere.end("stopped")
    elsewhere.is_running = False
    with qtbot.waitSignal(session.finished):
        pass


def test_another_process_is_looked_up_off_the_windows_thread(
    qtbot: QtBot, session: Session
) -> None:
    elsewhere, looked_in = Elsewhere(STARTED), set[int]()
    poll = elsewhere.poll

    def noting() -> list[Event]:
        looked_in.add(threading.get_ident())
        return poll()

    elsewhere.poll = noting  # type: ignore[method-assign]
    session.host(make, begin(elsewhere))
    qtbot.waitUntil(lambda: session.state == "running")
    session.abandon()
    assert looked_in
    assert threading.get_ident() not in looked_in


def test_a_closing_window_leaves_another_process_alone(qtbot: QtBot, session: Session) -> None:
    elsewhere = Elsewhere(STARTED)
    assert not session.outlives_the_window
    session.host(make, begin(elsewhere))
    qtbot.waitUntil(lambda: session.state == "running")
    assert session.outlives_the_window

    session.abandon()

    assert session.state == "idle"
    assert elsewhere.requests == []


def test_a_process_that_cannot_be_started_says_why(qtbot: QtBot, session: Session) -> None:
    mistake = TrainingError("No process can be started.")

    def refuse(_run: Run) -> Any:
        raise mistake

    with qtbot.waitSignals(
        [session.failed, session.finished],
        order="strict",
        check_params_cbs=[lambda error: error is mistake, lambda run: run is None],
    ):
        session.host(make, refuse)

    assert session.state == "idle"


def test_a_folder_that_can_no_longer_be_read_ends_it(qtbot: QtBot, session: Session) -> None:
    elsewhere = Elsewhere(STARTED)
    session.host(make, begin(elsewhere))
    qtbot.waitUntil(lambda: session.state == "running")
    mistake = PermissionError("unplugged")

    def unplugged() -> list[Event]:
        raise mistake

    elsewhere.poll = unplugged  # type: ignore[method-assign]
    with qtbot.waitSignal(session.failed) as failed:
        pass

    assert failed.args == [mistake]
    assert session.state == "idle"
