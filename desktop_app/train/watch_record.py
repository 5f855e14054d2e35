"""What a run has told, as its pages need it: columns of steps, epochs, what was scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunStarted,
    StageStarted,
    StepEnded,
    ValidationScored,
    WeightsSeen,
)

_Number = TypeVar("_Number", np.float32, np.float64)
_FIRST_ROOM = 1024


def folded(events: Iterable[Event]) -> Iterator[Event | list[StepEnded]]:
    """Yield events in order, the steps between two others as one list."""
    steps: list[StepEnded] = []
    for event in events:
        if isinstance(event, StepEnded):
            steps.append(event)
            continue
        if steps:
            yield steps
            steps = []
        yield event
    if steps:
        yield steps


class StepColumns:
    """The training steps of a run: where they stand and what was measured there.

    Appending is amortised, and makes whole columns at once.
    """

    def __init__(self) -> None:
        self.clear()

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> NDArray[np.float64]:
        """Places in epochs, shape (n,): 1.5 is halfway through the second epoch."""
        return self._x[: self._count]

    @property
    def names(self) -> tuple[str, ...]:
        """What was measured, in the order in which it was first seen."""
        return tuple(self._columns)

    def column(self, name: str, first: int = 0) -> NDArray[np.float32]:
        """Return the values of a log from a step on; not-a-number where it was not measured."""
        if name not in self._columns:
            return np.full(self._count - first, np.nan, dtype=np.float32)
        return self._columns[name][first : self._count]

    def clear(self) -> None:
        """Forget all steps."""
        self._count = 0
        self._x = np.empty(_FIRST_ROOM, dtype=np.float64)
        self._columns: dict[str, NDArray[np.float32]] = {}

    def adopt(self, x: NDArray[np.float64], logs: Mapping[str, NDArray[np.float32]]) -> None:
        """Take over whole columns in place of what there is; they are not written to.

        Args:
            x: Places in epochs, shape (n,), ascending.
            logs: Values of each log, shape (n,).
        """
        self._count, self._x, self._columns = len(x), x, dict(logs)

    def extend(self, steps: Sequence[StepEnded], steps_per_epoch: int) -> None:
        """Append steps that follow each other.

        Args:
            steps: The steps; those of one call have the same logs.
            steps_per_epoch: Batches in a training epoch.
        """
        first, end = self._count, self._count + len(steps)
        if end > len(self._x):
            room = max(_FIRST_ROOM, end, 2 * len(self._x))
            self._x = _with_room(self._x, room, first)
            self._columns = {
                name: _with_room(column, room, first) for name, column in self._columns.items()
            }
        numbers = np.array([(step.epoch, step.step + 1) for step in steps], dtype=np.float64)
        self._x[first:end] = numbers[:, 0] + numbers[:, 1] / steps_per_epoch
        for name in steps[0].logs:
            if name not in self._columns:
                self._columns[name] = np.full(len(self._x), np.nan, dtype=np.float32)
        nan = float("nan")
        for name, column in self._columns.items():
            column[first:end] = [step.logs.get(name, nan) for step in steps]
        self._count = end


class RunRecord:
    """Everything a run has told that is shown again later: on other pages, and by epoch.

    Attributes:
        run: Path of the run folder; empty before it began.
        total: Epochs asked for.
        steps_per_epoch: Batches in a training epoch.
        steps: Its training steps.
        epochs: The epochs that ended, in order.
        scored: How the validation part was read, by epoch from 0.
        stages: The stages that began, the first event of each.
        rates: The learning rates that a person has set.
        weights: The weights that were asked for last.
        told: All events but steps and what went on within a phase, in order; training and
            validating, which take turns, are told of by their epochs.
    """

    def __init__(self) -> None:
        self.steps = StepColumns()
        self.clear()

    def clear(self) -> None:
        """Forget the run."""
        self.run = ""
        self.total = 1
        self.steps_per_epoch = 1
        self.steps.clear()
        self.epochs: list[EpochEnded] = []
        self.scored: dict[int, ValidationScored] = {}
        self.stages: dict[int, StageStarted] = {}
        self.rates: list[LearningRateChanged] = []
        self.weights: WeightsSeen | None = None
        self.told: list[Event] = []
        self._phase = ""

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of what was measured besides the loss, by step or by epoch."""
        names = dict.fromkeys(self.steps.names)
        for epoch in self.epochs[:1]:
            names.update(dict.fromkeys(name.removeprefix("val_") for name in epoch.logs))
        return tuple(name for name in names if name not in ("loss", "learning_rate"))

    def take_steps(self, steps: Sequence[StepEnded]) -> None:
        """Take in steps that follow each other."""
        self.steps.extend(steps, self.steps_per_epoch)

    def take(self, event: Event) -> None:
        """Take in an event that is not the end of a step."""
        match event:
            case PhaseProgressed():
                if event.phase in ("training", "validating", self._phase):
                    return
                self._phase = event.phase
            case RunStarted():
                self.run, self.total = event.run, max(1, event.epochs)
                self.steps_per_epoch = max(1, event.steps_per_epoch)
            case EpochsAdded():
                self.total = max(1, event.epochs)
            case StageStarted():
                self.stages.setdefault(event.stage, event)
            case EpochEnded():
                self.epochs.append(event)
            case ValidationScored():
                self.scored[event.epoch] = event
            case LearningRateChanged():
                self.rates.append(event)
            case WeightsSeen():
                self.weights = event
        self.told.append(event)


def _with_room(column: NDArray[_Number], room: int, count: int) -> NDArray[_Number]:
    larger = np.full(room, np.nan, dtype=column.dtype)
    larger[:count] = column[:count]
    return larger
