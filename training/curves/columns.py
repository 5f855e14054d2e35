"""What a plot of a run is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from training.curves.lines import LARGEST
from training.curves.typed import events_in, events_of
from training.events import (
    EpochEnded,
    Event,
    LearningRateChanged,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    StageStarted,
)


@dataclass(frozen=True)
class Pause:
    """A time in which a person held the run.

    Attributes:
        x: Where it was held, in epochs.
        seconds: How long; None where the run never continued.
    """

    x: float
    seconds: float | None


@dataclass(frozen=True, eq=False)
class EpochCurves:
    """One value an epoch in each column.

    Attributes:
        number: Epochs, from 0, rising; int32 of shape (epochs,).
        logs: Keras's logs by name (`loss`, `val_loss`); float32 of shape (epochs,), NaN where an
            epoch had none.
        seconds: Duration with validation; float32 of shape (epochs,).
        best: Whether it was the best so far; bool of shape (epochs,).
        stage: Stage, from 0; int32 of shape (epochs,).
    """

    number: NDArray[np.int32]
    logs: dict[str, NDArray[np.float32]]
    seconds: NDArray[np.float32]
    best: NDArray[np.bool_]
    stage: NDArray[np.int32]

    @property
    def x(self) -> NDArray[np.float64]:
        """Where epochs end on the axis of the steps, in epochs; float64 of shape (epochs,)."""
        return self.number.astype(np.float64) + 1.0


@dataclass(frozen=True, eq=False)
class RunCurves:
    """The events of a run as columns; those of steps are contiguous, and not to be written to.

    Where steps or epochs were told twice, the later ones count.

    Attributes:
        x: Where each step ended, in epochs, rising; float64 of shape (steps,).
        steps: Keras's logs by name; float32 of shape (steps,), NaN where a step had none.
        epochs: What was told of each epoch.
        steps_per_epoch: Batches in a training epoch.
        events_size: Bytes of `events.jsonl` that this was read from; what comes behind is new.
        told: All other lines of `events.jsonl`, in order.
    """

    x: NDArray[np.float64]
    steps: dict[str, NDArray[np.float32]]
    epochs: EpochCurves
    steps_per_epoch: int
    events_size: int
    told: bytes

    @cached_property
    def others(self) -> tuple[Event, ...]:
        """All events but StepEnded, in order.

        Of the progress of a phase, only what is the last of its kind before something else happened
        is kept; that of training and validation only at the very end.
        """
        return tuple(events_in(self.told.split(b"\n")))

    @property
    def best_epochs(self) -> NDArray[np.int32]:
        """Epochs that were the best so far, from 0; int32, rising. The last one was kept."""
        return self.epochs.number[self.epochs.best]

    @cached_property
    def stages(self) -> tuple[StageStarted, ...]:
        """Where stages began; one that was told again after a resume only once."""
        found = {event.stage: event for event in events_of(self.told.split(b"\n"), StageStarted)}
        return tuple(found[stage] for stage in sorted(found))

    @cached_property
    def rates(self) -> tuple[LearningRateChanged, ...]:
        """When a person changed the learning rate."""
        return tuple(events_of(self.told.split(b"\n"), LearningRateChanged))

    @cached_property
    def pauses(self) -> tuple[Pause, ...]:
        """When a person held the run."""
        found: list[Pause] = []
        held: RunPaused | None = None
        for event in self.others:
            if held is not None and isinstance(event, RunPaused | RunContinued | RunEnded):
                found.append(Pause(self.place(held.epoch, held.step), event.time - held.time))
                held = None
            elif held is not None and isinstance(event, RunResumed):  # killed while it was held
                found.append(Pause(self.place(held.epoch, held.step), None))
                held = None
            if isinstance(event, RunPaused):
                held = event
        if held is not None:
            found.append(Pause(self.place(held.epoch, held.step), None))
        return tuple(found)

    def place(self, epoch: int, step: int) -> float:
        """Return where so many steps of an epoch are done on the axis of the steps, in epochs."""
        return epoch + step / self.steps_per_epoch


def epoch_curves(epochs: Iterable[EpochEnded]) -> EpochCurves:
    """Return the columns of epochs; of those told twice the later ones."""
    kept: list[EpochEnded] = []
    for epoch in epochs:
        if not (0 <= epoch.epoch <= LARGEST and 0 <= epoch.stage <= LARGEST):
            continue
        while kept and kept[-1].epoch >= epoch.epoch:
            kept.pop()
        kept.append(epoch)
    names = dict.fromkeys(name for epoch in kept for name in epoch.logs)
    return EpochCurves(
        number=np.array([epoch.epoch for epoch in kept], dtype=np.int32),
        logs={
            name: np.array([epoch.logs.get(name, math.nan) for epoch in kept], dtype=np.float32)
            for name in names
        },
        seconds=np.array([epoch.seconds for epoch in kept], dtype=np.float32),
        best=np.array([epoch.best for epoch in kept], dtype=np.bool_),
        stage=np.array([epoch.stage for epoch in kept], dtype=np.int32),
    )
