"""Lessons: reading them, and doing what their buttons ask for."""

from __future__ import annotations

import queue
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.following import Put
from desktop_app.jobs import Job
from desktop_app.session import Begun
from desktop_app.work.lessons import perform, read_drawing, run_for, surface_for, trained
from training.control import Control
from training.errors import LesionLabError
from training.events import EpochEnded, Event, RunStarted
from training.lessons.action import Desk, Outcome
from training.lessons.lesson import Do, Lesson
from training.progress import Progress
from training.runs import Run
from training.trainer import train

if TYPE_CHECKING:
    from training.lessons.digits_reading import DigitRead
    from training.lessons.line import LinePath

DRAIN_MILLISECONDS = 40
WAITS = "Waits until the training has ended."
"""What a person is told where the TensorFlow thread has other work."""
TRAINS = "train_lesions"
"""The action that the window does as its own training, which can be paused and steered."""


class LessonActions(ActionGroup):
    """Does one thing of a lesson at a time; what it tells on the way waits in a queue.

    Attributes:
        desk: What the buttons of the open lesson share.

    Signals:
        listed: The lessons (a tuple of Lesson).
        waiting: Why what is asked for has to wait (str).
        progressed: What is being done (str), units done and in all (int, int; 0: unknown).
        events_arrived: A list of events, in order.
        ended: The Do that was done, and its Outcome; after its last events.
        failed: The exception that ended it; after its last events.
        cancelled: It has ended because nobody wants it any more.
        mapped: The loss around a neuron's way (a Surface).
        digit_read: How the last drawing is read (a DigitRead).
        digit_failed: Why it is not read (a LesionLabError).
    """

    listed = Signal(object)
    waiting = Signal(str)
    progressed = Signal(str, int, int)
    events_arrived = Signal(object)
    ended = Signal(object, object)
    failed = Signal(object)
    cancelled = Signal()
    mapped = Signal(object)
    digit_read = Signal(object)
    digit_failed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self.desk = Desk(self._locations)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._control = Control()
        self._job: Job | None = None
        self._training: Do | None = None
        self._epochs = 0
        self._error: Exception | None = None
        services.session.events_arrived.connect(self._on_training_events)
        services.session.failed.connect(self._on_training_failed)
        services.session.finished.connect(self._on_training_finished)
        self._drawing: NDArray[np.float32] | None = None
        self._reading: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_MILLISECONDS)
        self._timer.timeout.connect(self._drain)

    @property
    def is_going(self) -> bool:
        """Whether something goes on."""
        return self._job is not None or self._training is not None

    def load(self) -> Job:
        """Read the lessons that come with the program."""
        job = self._jobs.run("", _read)
        job.succeeded.connect(self.listed)
        return job

    def begin(self) -> None:
        """Let a lesson begin anew: what its buttons have left is forgotten."""
        self.stop()
        self.desk = Desk(self._locations)

    def do(self, do: Do) -> None:
        """Do what a button asks for; what still goes on ends early.

        Args:
            do: The button.
        """
        self.stop()
        if self._session.state != "idle" and self._jobs.tensorflow_busy:
            self.waiting.emit(WAITS)
        dataset = self._workspace.dataset
        self.desk.dataset = None if dataset is None else dataset.root
        if do.action == TRAINS:
            self._train(do)
            return
        control, events = Control(), queue.SimpleQueue[Event]()
        self._control, self._events = control, events
        self._follow(
            do,
            self._jobs.run_tensorflow(
                do.label, partial(perform, do, self.desk, events.put, control)
            ),
        )

    def _follow(self, do: Do, job: Job) -> None:
        self._job = job
        self._timer.start()
        job.progressed.connect(partial(self._on_progressed, job))
        job.succeeded.connect(partial(self._on_succeeded, job, do))
        job.failed.connect(partial(self._on_failed, job))
        job.cancelled.connect(partial(self._on_cancelled, job))

    @Slot()
    def stop(self) -> None:
        """End early what goes on; what has come so far is its outcome."""
        self._control.stop()
        if self._training is not None:
            self._session.stop()

    def map_losses(self, path: LinePath) -> None:
        """Compute the loss around a neuron's way.

        Args:
            path: The way.
        """
        job = self._jobs.run("", lambda _progress: surface_for(path))
        job.succeeded.connect(self.mapped)

    def read_digit(self, ink: NDArray[np.float32]) -> None:
        """Ask the network that learned last about a drawing; of several, about the latest.

        Args:
            ink: From 0 (paper) to 1, shape (height, width).
        """
        self._drawing = ink
        if self._reading is None:
            self._read_next()

    def _read_next(self) -> None:
        drawing, self._drawing = self._drawing, None
        if drawing is None:
            return
        job = self._jobs.run_tensorflow("", partial(read_drawing, drawing, self.desk))
        self._reading = job
        job.succeeded.connect(self._on_digit_read)
        job.failed.connect(self.digit_failed)
        job.cancelled.connect(self._forget_drawing)
        job.finished.connect(self._on_reading_ended)

    @Slot(object)
    def _on_digit_read(self, read: DigitRead) -> None:
        if self._drawing is None:  # else a later one is on its way
            self.digit_read.emit(read)

    @Slot()
    def _forget_drawing(self) -> None:
        self._drawing = None

    @Slot()
    def _on_reading_ended(self) -> None:
        self._reading = None
        self._read_next()

    # A training is the window's own

    def _train(self, do: Do) -> None:
        """Train as a button asks for; the Train tab shows it."""
        desk, locations = self.desk, self._locations

        def make(_progress: Progress) -> Begun:
            return Begun(run_for(do, desk))

        def work(run: Run, put: Put, control: Control) -> None:
            train(run, locations=locations, on_event=put, control=control, ready=True)

        self._error = None
        try:
            self._session.start(make, work)
        except LesionLabError as error:
            self.failed.emit(error)
        else:
            self._training = do

    @Slot(object)
    def _on_training_events(self, events: list[Event]) -> None:
        if self._training is None:
            return
        for event in events:
            if isinstance(event, RunStarted):
                self._epochs = event.epochs
            elif isinstance(event, EpochEnded):
                self.progressed.emit("Epochs", event.epoch + 1, self._epochs)

    @Slot(object)
    def _on_training_failed(self, error: Exception) -> None:
        self._error = error

    @Slot(object)
    def _on_training_finished(self, run: Run | None) -> None:
        do, self._training = self._training, None
        if do is None or self._session.abandoned:
            return
        if run is None or self._error is not None:
            self.failed.emit(self._error or LesionLabError("Nothing was trained."))
            return
        desk = self.desk
        work = partial(trained, run, desk)
        self._follow(do, self._jobs.run_tensorflow("Reading what was learned", work))

    # Everything else

    def _on_progressed(self, job: Job, what: str, done: int, total: int) -> None:
        if job is self._job:
            self.progressed.emit(what, done, total)

    def _on_succeeded(self, job: Job, do: Do, outcome: Outcome) -> None:
        if self._ends(job):
            self.ended.emit(do, outcome)

    def _on_failed(self, job: Job, error: Exception) -> None:
        if self._ends(job):
            self.failed.emit(error)

    def _on_cancelled(self, job: Job) -> None:
        if self._ends(job):
            self.cancelled.emit()

    def _ends(self, job: Job) -> bool:
        """Hand over the last events of a job; return whether anybody still wants its outcome."""
        if job is not self._job:
            return False
        self._drain()
        self._timer.stop()
        self._job = None
        return True

    @Slot()
    def _drain(self) -> None:
        events: list[Event] = []
        while not self._events.empty():
            events.append(self._events.get_nowait())
        if events:
            self.events_arrived.emit(events)


def _read(_progress: Progress) -> tuple[Lesson, ...]:
    from training.lessons.catalogue import lessons

    return lessons()
