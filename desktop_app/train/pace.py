"""How long a training has taken, how fast it is and how long it will take, from its events."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from training.events import (
    EpochsAdded,
    Event,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunStarted,
    StageStarted,
    StepEnded,
)

_RECENT_SECONDS = 10.0
"""Over which the speed of now is measured."""


@dataclass(frozen=True)
class _Moment:
    """When so many steps were done, in seconds of training: without pauses."""

    steps: int
    seconds: float


class Pace:
    """Seconds and steps of a run; pauses, and the time in which nothing trained it, do not count.

    Attributes:
        epochs: Epochs asked for.
        steps_per_epoch: Batches in a training epoch.
        steps_done: Steps of the whole run that are done.
        paused: Whether a person holds it.
    """

    def __init__(self) -> None:
        self.epochs = 1
        self.steps_per_epoch = 1
        self.steps_done = 0
        self.paused = False
        self._train_samples = 0
        self._began: float | None = None
        self._lost = 0.0
        self._last = 0.0
        self._held = 0.0
        self._first: _Moment | None = None
        self._recent: deque[_Moment] = deque()

    @property
    def steps(self) -> int:
        """Steps of the whole run."""
        return self.epochs * self.steps_per_epoch

    def take(self, event: Event) -> None:
        """Take in an event that is not the end of a step."""
        match event:
            case RunStarted():
                self._began = event.time
                self.epochs = max(1, event.epochs)
                self.steps_per_epoch = max(1, event.steps_per_epoch)
                self._train_samples = event.counts.get("train", 0)
            case RunResumed():
                self._lose_gap(event)
                self._forget_speed()
            case EpochsAdded():
                self.epochs = max(1, event.epochs)
                self._lose_gap(event)
            case StageStarted():
                self._forget_speed()  # each has a pace of its own
            case RunPaused() if not self.paused:
                self.paused, self._held = True, event.time
            case RunContinued() | RunEnded() if self.paused:
                self.paused = False
                self._lost += max(0.0, event.time - self._held)
                self._recent.clear()
        self._last = event.time

    def take_steps(self, steps: Sequence[StepEnded]) -> None:
        """Take in steps that follow each other; only the first and the last are looked at."""
        for event in (steps[0], steps[-1]):
            self.steps_done = event.epoch * self.steps_per_epoch + event.step + 1
            self._last = event.time
            now = _Moment(self.steps_done, event.time - self._lost)
            self._first = self._first or now
        self._recent.append(now)
        while now.seconds - self._recent[0].seconds > _RECENT_SECONDS:
            self._recent.popleft()

    def elapsed(self, now: float | None = None) -> float | None:
        """Return the seconds of training, at a time or at the last event; None before it began."""
        if self._began is None:
            return None
        until = self._held if self.paused else self._last if now is None else now
        return until - self._began - self._lost

    @property
    def remaining(self) -> float | None:
        """Seconds that the steps to come will take at this stage's pace; None while unknown."""
        first, last = self._first, self._last - self._lost
        if first is None or not first.steps < self.steps_done < self.steps:
            return None
        each = (last - first.seconds) / (self.steps_done - first.steps)
        return each * (self.steps - self.steps_done)

    @property
    def steps_per_second(self) -> float | None:
        """The speed over the last seconds; None while unknown, and while it is held."""
        if self.paused or len(self._recent) < 2:
            return None
        first, last = self._recent[0], self._recent[-1]
        seconds = last.seconds - first.seconds
        return (last.steps - first.steps) / seconds if seconds > 0 else None

    @property
    def pictures_per_step(self) -> float:
        """Training pictures of a step, on average; 0 while unknown."""
        return self._train_samples / self.steps_per_epoch

    def _lose_gap(self, event: Event) -> None:
        if self._last:
            self._lost += max(0.0, event.time - self._last)

    def _forget_speed(self) -> None:
        self._first = None
        self._recent.clear()
