"""A past or recorded run, told again in time: no training is needed to show one."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from desktop_app.work.timeline import Position, Timeline
from training.control import Span
from training.curves import RunCurves, read_curves
from training.errors import RunError, TrainingError
from training.progress import Progress
from training.runs import Run

TICK_MILLISECONDS = 40
MOST_EVENTS = 2000
"""Steps that are told one by one at a time; of more only the outcome is shown."""


class ReplayActions(ActionGroup):
    """Tells a run's events again, as fast as a person likes, from any place.

    Attributes:
        timeline: What is replayed; None where nothing is.
        position: How far it has been told.
        playing: Whether it goes on by itself.

    Signals:
        begun: A replay begins, held at its start (Timeline).
        events_arrived: A list of events, in order, as of a live training.
        jumped: Everything up to another place is to be shown instead (Position).
        moved: How far it has been told (Position).
        held: Whether it is held (bool); else it goes on by itself.
        ended: The replay is over (Timeline); nothing is replayed any more.
    """

    begun = Signal(object)
    events_arrived = Signal(object)
    jumped = Signal(object)
    moved = Signal(object)
    held = Signal(bool)
    ended = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self.timeline: Timeline | None = None
        self.position = Position(0, 0, 0.0)
        self._times, self._steps_per_second = 1.0, 0.0
        self._steps_due = 0.0
        self._told = 0.0
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)
        services.session.state_changed.connect(self._on_state_changed)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def open(self, folder: Path) -> Job:
        """Read a run, also one that is not open, and replay it.

        Args:
            folder: The run folder.
        """
        self._refuse_beside_a_training()
        cancel(self._job)
        job = self._job = self._jobs.run("Reading the run", partial(_read, folder))
        job.succeeded.connect(self._on_read)
        return job

    def begin(self, curves: RunCurves) -> None:
        """Replay what a run has told, held at its start.

        Args:
            curves: What it has told.

        Raises:
            TrainingError: A training is running.
            RunError: It has told nothing.
        """
        self._on_read(Timeline(curves))

    def play(self) -> None:
        """Let it go on by itself; from the start again where it is at its end."""
        if self.timeline is None:
            return
        if self.position.others >= self.timeline.end.others:
            self.seek(0)
        self._told = time.monotonic()
        self._steps_due = 0.0
        self._timer.start()
        self.held.emit(False)

    def hold(self) -> None:
        """Hold it where it is."""
        self._timer.stop()
        self.held.emit(True)

    def set_times(self, times: float) -> None:
        """Tell it so many times as fast as it was."""
        self._times, self._steps_per_second = times, 0.0

    def set_steps_per_second(self, steps: float) -> None:
        """Tell so many steps a second, however fast they were."""
        self._steps_per_second, self._steps_due = steps, 0.0

    def lead_on(self, span: Span) -> None:
        """Tell one step more, or the rest of the epoch, and hold it.

        Args:
            span: "step" or "epoch".
        """
        if self.timeline is None:
            return
        self.hold()
        if span == "step":
            self._tell(self.timeline.after_steps(self.position.steps + 1))
        else:
            self._tell(self.timeline.after_epoch(self.position))

    def seek(self, steps: int) -> None:
        """Show it as it was after so many steps."""
        if self.timeline is None:
            return
        self.position = self.timeline.after_steps(steps)
        self._steps_due = 0.0
        self.jumped.emit(self.position)
        self.moved.emit(self.position)

    def end(self) -> None:
        """Replay no more."""
        cancel(self._job)
        self._timer.stop()
        timeline, self.timeline, self._job = self.timeline, None, None
        if timeline is not None:
            self.ended.emit(timeline)

    def advance(self, seconds: float) -> None:
        """Tell what comes in so many seconds of the person's time."""
        if self.timeline is None:
            return
        if self._steps_per_second:
            self._steps_due += seconds * self._steps_per_second
            steps = int(self._steps_due)
            self._steps_due -= steps
            if steps:
                self._tell(self.timeline.after_steps(self.position.steps + steps))
        else:
            self._tell(self.timeline.at(self.position.seconds + seconds * self._times))

    def _tell(self, position: Position) -> None:
        timeline, before = self.timeline, self.position
        if timeline is None:
            return
        # What was told is not taken back: one step and a time may disagree by an event.
        self.position = Position(
            max(before.steps, position.steps), max(before.others, position.others), position.seconds
        )
        if self.position.steps - before.steps > MOST_EVENTS:
            self.jumped.emit(self.position)
        elif events := list(timeline.between(before, self.position)):
            self.events_arrived.emit(events)
        self.moved.emit(self.position)
        if self.position.others >= timeline.end.others and self.playing:
            self.hold()

    def _refuse_beside_a_training(self) -> None:
        if self._session.state != "idle":
            raise TrainingError(
                "A training is running: a run cannot be replayed beside it.",
                mend="Stop it, or wait until it has ended.",
            )

    @Slot()
    def _on_timeout(self) -> None:
        now = time.monotonic()
        seconds, self._told = now - self._told, now
        self.advance(seconds)

    @Slot(object)
    def _on_read(self, timeline: Timeline) -> None:
        self._refuse_beside_a_training()
        if not timeline.curves.others:
            raise RunError("This run has told nothing that could be replayed.")
        self.end()
        self.timeline, self.position = timeline, timeline.start
        self.begun.emit(timeline)
        self.seek(0)
        self.held.emit(True)

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        if state != "idle":
            self.end()


def _read(folder: Path, progress: Progress) -> Timeline:
    curves = read_curves(Run.open(folder), progress)
    _ = curves.others  # read here, not in the window's thread
    return Timeline(curves)
