"""The running training, as the window sees it: on its own thread, or in a process of its own."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.following import Follower, Put
from desktop_app.jobs import Job, Jobs
from training.control import Control, Span
from training.errors import TrainingError
from training.events import (
    Event,
    PhaseProgressed,
    RunContinued,
    RunPaused,
    RunResumed,
    RunStarted,
    can_wait,
)
from training.host import HostedRun
from training.progress import Progress
from training.requests import Request, Value, check_request, pass_on
from training.runs import Run

State = Literal["idle", "starting", "running", "paused", "stopping"]

_STATES: dict[type[Event], State] = {
    RunStarted: "running",
    RunResumed: "running",
    RunContinued: "running",
    PhaseProgressed: "running",  # another program may have stopped a paused one
    RunPaused: "paused",
}
"""What an event says of a training that nobody has stopped."""

DRAIN_MILLISECONDS = 40
CHUNK = 2000
"""Events that are handed over at a time: drawing them takes a few milliseconds."""
STEPS_SECONDS = 0.12
"""For how long events that can wait do so; everything else is handed over at once."""


@dataclass(frozen=True, eq=False)
class Begun:
    """A run that is about to be trained.

    Attributes:
        run: The run.
        told: What it has told before, where it goes on.
    """

    run: Run
    told: Sequence[Event] = ()


Make = Callable[[Progress], Begun]
"""Makes a run, or opens one, off the window's thread."""
Train = Callable[[Run, Put, Control], object]
"""Trains a run; takes where to put events, and how it is stopped."""


class Session(QObject):
    """Starts or follows a training and hands its events to the window.

    The events wait in a queue, which a training on the TensorFlow thread fills itself; what another
    process tells is looked up in the run folder, on a thread of its own. A timer empties the queue,
    so that a burst of steps becomes one redraw and no signal crosses threads; events that can wait
    do so a little, for more of them. Who listens cannot tell the two apart.

    Signals:
        state_changed: The new state, a str: idle, starting, running, paused or stopping.
        events_arrived: A list of events, in order.
        finished: The Run, or None where none was made; after the last events.
        failed: The exception that ended the training; before `finished`. A failure of another
            process is told by its last event alone.
    """

    state_changed = Signal(str)
    events_arrived = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._state: State = "idle"
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._taken: list[Event] = []
        self._handed_over = 0.0
        self._control = Control()
        self._made: list[Run] = []
        self._run: Run | None = None
        self._error: Exception | None = None
        self._job: Job | None = None
        self._own_process = False
        self._follower: Follower | None = None
        self._unsent: list[tuple[Request, Value]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def state(self) -> State:
        """What the training is doing."""
        return self._state

    @property
    def job(self) -> Job | None:
        """What the window's threads do for the training; None where they do nothing."""
        return self._job

    @property
    def run(self) -> Run | None:
        """What the last training has made; None while it runs, and where it made nothing."""
        return self._run

    @property
    def abandoned(self) -> bool:
        """Whether the last training was stopped because the window closes."""
        return self._control.abandon_requested.is_set()

    @property
    def outlives_the_window(self) -> bool:
        """Whether there is a training, and it goes on when the window closes."""
        return self._state != "idle" and self._own_process

    def start(self, make: Make, train: Train) -> None:
        """Start a training on the TensorFlow thread; there must be none.

        Args:
            make: Makes the run, or opens it.
            train: Trains it.

        Raises:
            TrainingError: There is one.
        """
        control, made, put = self._begin(own_process=False)

        def work(progress: Progress) -> None:
            begun = make(progress)
            made.append(begun.run)
            _put_all(begun.told, put)
            train(begun.run, put, control)

        self._wait_for(self._jobs.run_tensorflow("Training", work))
        self._set_state("starting")

    def host(self, make: Make, begin: Callable[[Run], HostedRun] = HostedRun.start) -> None:
        """Start a training in a process of its own, or follow one; there must be none.

        Args:
            make: Makes the run, or opens it.
            begin: `HostedRun.start`, or `HostedRun.follow` for one that another window started.

        Raises:
            TrainingError: There is one.
        """
        _, _, put = self._begin(own_process=True)

        def work(progress: Progress) -> HostedRun:
            begun = make(progress)
            _put_all(begun.told, put)
            return begin(begun.run)

        job = self._jobs.run("Training", work, must_end=True)
        job.succeeded.connect(self._on_hosted)
        self._wait_for(job)
        self._set_state("starting")

    def stop(self) -> None:
        """Stop within one batch, also when paused; what was learned is kept and evaluated."""
        if self._can_be_steered:
            self._ask("stop")
            self._set_state("stopping")

    def pause(self) -> None:
        """Hold the training before its next step; before its first one while it starts."""
        self._steer("pause")

    def go_on(self) -> None:
        """Let a paused training go on."""
        self._steer("go_on")

    def allow(self, span: Span) -> None:
        """Let the training go on for one step, or to the end of the epoch, and pause it then."""
        self._steer("allow", span)

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next step on.

        Raises:
            ConfigError: It is no learning rate.
        """
        self._steer("learning_rate", rate)

    def slow_down(self, delay: float) -> None:
        """Let each step wait for so many seconds; 0 for none.

        Raises:
            ConfigError: It is below 0, or above 10.
        """
        self._steer("slow_down", delay)

    def look(self) -> None:
        """Ask for the weights, which come as an event."""
        self._steer("look")

    def abandon(self) -> None:
        """The window is closing: leave a process of its own alone, end a training of the window.

        The latter stops within one batch and leaves out the evaluation.
        """
        if self.outlives_the_window:
            self._timer.stop()
            if self._follower is not None:
                self._follower.leave()
            self._follower = self._job = None
            self._set_state("idle")
        elif self._state != "idle":
            self._control.abandon()
            self._set_state("stopping")

    @property
    def _can_be_steered(self) -> bool:
        return self._state in ("starting", "running", "paused")

    def _steer(self, request: Request, value: Value = None) -> None:
        if self._can_be_steered:
            self._ask(request, value)

    def _ask(self, request: Request, value: Value = None) -> None:
        check_request(request, value)
        if self._follower is not None:
            self._follower.request(request, value)
        elif self._own_process:
            self._unsent.append((request, value))  # its process is not there yet
        else:
            pass_on(self._control, request, value)

    def _begin(self, *, own_process: bool) -> tuple[Control, list[Run], Put]:
        """Return what a new training is stopped by, where it puts its run and its events."""
        if self._state != "idle":
            raise TrainingError(
                "A training is already running.", mend="Stop it, or wait until it has ended."
            )
        self._control, self._made, self._run, self._error = Control(), [], None, None
        self._unsent = []
        self._events, self._taken, self._own_process = queue.SimpleQueue(), [], own_process
        return self._control, self._made, self._events.put

    def _wait_for(self, job: Job) -> None:
        self._job = job
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_job_finished)
        self._timer.start()

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    @Slot()
    def _on_timeout(self) -> None:
        over = self._follower is not None and self._follower.over  # before what it has told
        self._take()
        if over or self._is_time():
            self._hand_over()
        if over and self._events.empty():
            self._end()

    def _take(self) -> None:
        """Take events from the queue, up to as many as are handed over at a time."""
        while len(self._taken) < CHUNK and not self._events.empty():
            self._taken.append(self._events.get())

    def _is_time(self) -> bool:
        """Whether what is taken is not to wait for more."""
        return (
            len(self._taken) >= CHUNK
            or time.monotonic() - self._handed_over >= STEPS_SECONDS
            or not all(map(can_wait, self._taken))
        )

    def _hand_over(self) -> None:
        events, self._taken = self._taken, []
        if not events:
            return
        self._handed_over = time.monotonic()
        if self._can_be_steered:
            self._set_state(_state_after(events, self._state))
        self.events_arrived.emit(events)

    @Slot(object)
    def _on_hosted(self, hosted: HostedRun) -> None:
        if self._state == "idle":  # the window is closing
            return
        self._follower = Follower(hosted, self._events.put)
        for request, value in self._unsent:
            self._follower.request(request, value)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._error = error

    @Slot()
    def _on_job_finished(self) -> None:
        if self._state == "idle":
            return
        self._job = None
        if self._follower is None:
            self._end()

    def _end(self) -> None:
        while self._taken or not self._events.empty():
            self._take()
            self._hand_over()
        self._timer.stop()
        if self._follower is not None:
            self._follower.leave()
            self._error = self._follower.error
            if self._error is None:
                self._made = [self._follower.run]
        self._follower = self._job = None
        self._run = self._made[0] if self._made else None
        self._set_state("idle")
        if self._error is not None:
            self.failed.emit(self._error)
        self.finished.emit(self._run)


def _state_after(events: Sequence[Event], state: State) -> State:
    """Return the state that events leave a training in."""
    for event in reversed(events):
        if type(event) in _STATES:
            return _STATES[type(event)]
    return state


def _put_all(events: Iterable[Event], put: Put) -> None:
    for event in events:
        put(event)
