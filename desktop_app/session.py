"""The running training, as the window sees it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.jobs import Job, Jobs
from training.control import Control
from training.errors import TrainingError
from training.events import Event, RunStarted
from training.progress import Progress
from training.runs import Run

State = Literal["idle", "starting", "running", "stopping"]

DRAIN_MILLISECONDS = 40

Fit = Callable[[Callable[[Event], None], Control], Run]
"""A training that is ready to go: takes where to put events, and how it is stopped."""


class Session(QObject):
    """Starts a training on the TensorFlow thread and hands its events to the window.

    The training puts events on a queue; a timer empties it, so that a burst of steps becomes one
    redraw and no signal crosses threads.

    Signals:
        state_changed: The new state, a str: idle, starting, running or stopping.
        events_arrived: A list of events, in order.
        finished: The Run, or None where none was made; after the last events.
        failed: The exception that ended the training; before `finished`.
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
        self._control = Control()
        self._run: Run | None = None
        self._error: Exception | None = None
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_MILLISECONDS)
        self._timer.timeout.connect(self._drain)

    @property
    def state(self) -> State:
        """What the training is doing."""
        return self._state

    @property
    def job(self) -> Job | None:
        """The training as work of the TensorFlow thread; None while there is none."""
        return self._job

    @property
    def run(self) -> Run | None:
        """What the last training has made; None while it runs, and where it made nothing."""
        return self._run

    @property
    def abandoned(self) -> bool:
        """Whether the last training was stopped because the window closes."""
        return self._control.abandon_requested.is_set()

    def start(self, fit: Fit) -> None:
        """Start a training; there must be none.

        Args:
            fit: The training.

        Raises:
            TrainingError: There is one.
        """
        if self._state != "idle":
            raise TrainingError(
                "A training is already running.", mend="Stop it, or wait until it has ended."
            )
        control, put = Control(), self._events.put
        self._control, self._run, self._error = control, None, None

        def work(_progress: Progress) -> Run:
            return fit(put, control)

        self._job = self._jobs.run_tensorflow("Training", work)
        self._job.succeeded.connect(self._on_succeeded)
        self._job.failed.connect(self._on_failed)
        self._job.finished.connect(self._on_finished)
        self._timer.start()
        self._set_state("starting")

    def stop(self) -> None:
        """Stop within one batch; what was learned is kept and evaluated."""
        if self._state in ("starting", "running"):
            self._control.stop()
            self._set_state("stopping")

    def abandon(self) -> None:
        """Stop within one batch and leave out the evaluation: the window is closing."""
        if self._state != "idle":
            self._control.abandon()
            self._set_state("stopping")

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    @Slot()
    def _drain(self) -> None:
        events: list[Event] = []
        while not self._events.empty():
            events.append(self._events.get())
        if not events:
            return
        if self._state == "starting" and any(isinstance(event, RunStarted) for event in events):
            self._set_state("running")
        self.events_arrived.emit(events)

    @Slot(object)
    def _on_succeeded(self, run: Run) -> None:
        self._run = run

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._error = error

    @Slot()
    def _on_finished(self) -> None:
        self._drain()
        self._timer.stop()
        self._job = None
        self._set_state("idle")
        if self._error is not None:
            self.failed.emit(self._error)
        self.finished.emit(self._run)
