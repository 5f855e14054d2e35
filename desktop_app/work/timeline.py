"""When a run told what: its events in time, to be told again at any speed from any place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from training.curves import RunCurves
from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    RunContinued,
    RunPaused,
    RunResumed,
    StageStarted,
    StepEnded,
    ValidationScored,
    WeightsSeen,
)

IDLE_SECONDS = 1.0
"""For a replay: nobody watches for longer how a network is loaded."""


@dataclass(frozen=True)
class Position:
    """How far a run has been told.

    Attributes:
        steps: Steps that are told.
        others: Events besides that are told.
        seconds: When that was, in seconds of the timeline.
    """

    steps: int
    others: int
    seconds: float


class Timeline:
    """The steps of a run and its other events in one order, each with its time.

    Pauses, and the time in which nothing trained it, do not count. A step has no time of its own:
    steps stand evenly between the events around them.

    Args:
        curves: What the run has told.
        most_idle: Most seconds between two events without a step between them.

    Attributes:
        curves: What the run has told.
        step_seconds: When each step ended; float64 of shape (steps,), never falling.
    """

    def __init__(self, curves: RunCurves, most_idle: float = IDLE_SECONDS) -> None:
        self.curves = curves
        places, gaps, now = [], [], 0.0
        lasted = self._durations()
        place = 0.0
        for event, seconds in zip(curves.others, lasted, strict=True):
            before, place = place, max(place, self._place(event, place))
            now += seconds if place > before else min(seconds, most_idle)
            places.append(place)
            gaps.append(now)
        self._places = np.array(places, dtype=np.float64)
        self._seconds = np.array(gaps, dtype=np.float64)
        self._after = np.searchsorted(curves.x, self._places + 1e-9, side="right")
        self.step_seconds = self._between(self._seconds)

    @property
    def steps(self) -> int:
        """Steps of the run."""
        return len(self.curves.x)

    @property
    def start(self) -> Position:
        """Before anything was told."""
        return Position(0, 0, 0.0)

    @property
    def end(self) -> Position:
        """When all was told."""
        return Position(self.steps, len(self._after), self._seconds_at(self.steps, None))

    def at(self, seconds: float) -> Position:
        """Return how far the run was at a time of the timeline."""
        steps = int(np.searchsorted(self.step_seconds, seconds, side="right"))
        others = int(np.searchsorted(self._seconds, seconds, side="right"))
        return Position(steps, others, seconds)

    def after_steps(self, steps: int) -> Position:
        """Return how far the run was when so many steps were done, and what follows them told."""
        steps = min(max(steps, 0), self.steps)
        others = int(np.searchsorted(self._after, steps, side="right"))
        return Position(steps, others, self._seconds_at(steps, others))

    def at_epoch(self, epochs: float) -> Position:
        """Return how far the run was after so many epochs, of which a part may be done."""
        return self.after_steps(int(np.searchsorted(self.curves.x, epochs + 1e-9, side="right")))

    def after_epoch(self, position: Position) -> Position:
        """Return the end of the epoch in which a position lies; the end where there is none."""
        for number in range(position.others, len(self._after)):
            if isinstance(self.curves.others[number], EpochEnded):
                return self.after_steps(int(self._after[number]))
        return self.end

    def between(self, first: Position, last: Position) -> Iterator[Event]:
        """Yield what is told from one position to a later one, in order."""
        step = first.steps
        for number in range(first.others, last.others):
            until = min(int(self._after[number]), last.steps)
            yield from map(self._step, range(step, until))
            step = max(step, until)
            yield self.curves.others[number]
        yield from map(self._step, range(step, last.steps))

    def past(
        self, position: Position
    ) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float32]], tuple[Event, ...]]:
        """Return all that is told up to a position.

        Returns:
            Places of its steps in epochs, shape (n,); their logs, shape (n,) each; other events.
        """
        steps = {name: log[: position.steps] for name, log in self.curves.steps.items()}
        return self.curves.x[: position.steps], steps, self.curves.others[: position.others]

    def _durations(self) -> Iterator[float]:
        """Yield the seconds between each other event and the one before it, without pauses."""
        last: Event | None = None
        held = False
        for event in self.curves.others:
            rest = held or last is None or isinstance(event, RunResumed | EpochsAdded)
            yield 0.0 if rest or last is None else max(0.0, event.time - last.time)
            held = isinstance(event, RunPaused) or (held and not isinstance(event, RunContinued))
            last = event

    def _place(self, event: Event, before: float) -> float:
        """Return where an event stands, in epochs."""
        match event:
            case EpochEnded() | ValidationScored():
                return event.epoch + 1.0
            case StageStarted():
                return float(event.epoch)
            case LearningRateChanged() | RunPaused() | RunResumed() | WeightsSeen():
                return self.curves.place(event.epoch, event.step)
            case _ if event is self.curves.others[-1] and self.steps:
                return float(self.curves.x[-1])
        return before

    def _between(self, clock: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what a clock says at each step, which lies between two other events."""
        if not len(clock):
            return np.arange(self.steps, dtype=np.float64)
        # Of events at one place the steps before it lie before the first, those after the last.
        place, first = np.unique(self._places, return_index=True)
        last = np.append(first[1:], len(clock)) - 1
        knots = np.repeat(place, 2)
        knots[1::2] += 1e-9
        values = np.column_stack((clock[first], clock[last])).ravel()
        seconds: NDArray[np.float64] = np.interp(self.curves.x, knots, values)
        return seconds

    def _seconds_at(self, steps: int, others: int | None) -> float:
        others = len(self._after) if others is None else others
        step = float(self.step_seconds[steps - 1]) if steps else 0.0
        return max(step, float(self._seconds[others - 1]) if others else 0.0)

    def _step(self, number: int) -> StepEnded:
        curves = self.curves
        done = round(float(curves.x[number]) * curves.steps_per_epoch) - 1
        epoch, step = divmod(max(0, done), curves.steps_per_epoch)
        logs = {name: float(log[number]) for name, log in curves.steps.items()}
        return StepEnded(
            time=float(self._step_times[number]),
            epoch=epoch,
            step=step,
            logs={name: value for name, value in logs.items() if not math.isnan(value)},
        )

    @cached_property
    def _step_times(self) -> NDArray[np.float64]:
        """When each step was told, in seconds since the Unix epoch."""
        times = np.array([event.time for event in self.curves.others], dtype=np.float64)
        return self._between(times)
