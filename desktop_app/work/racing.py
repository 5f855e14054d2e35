"""Two runs side by side: read from their folders, told on one clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop_app.work.timeline import Timeline
from training.curves import read_curves
from training.errors import RunError
from training.progress import Progress
from training.run_store import read_about
from training.runs import Run

Along = Literal["time", "epoch"]

_SCORES = ("val_auc", "val_accuracy", "val_binary_accuracy", "val_loss", "loss")
"""What is compared, by preference."""


@dataclass(frozen=True, eq=False)
class Racer:
    """One of the runs.

    Attributes:
        name: What it is called.
        recipe: Name of the recipe that it came from.
        timeline: What it told, and when; the time in which a network is loaded counts.
        parameters: Parameters of the whole network; 0 where it has not said so.
        trainable: Those that trained in the first stage.
    """

    name: str
    recipe: str
    timeline: Timeline
    parameters: int
    trainable: int

    @property
    def epochs(self) -> float:
        """How many epochs it did."""
        x = self.timeline.curves.epochs.x
        return float(x[-1])

    @property
    def seconds(self) -> float:
        """How long it took to its last epoch's end."""
        return self.timeline.at_epoch(self.epochs).seconds


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a racer is at a moment.

    Attributes:
        x: Places of its steps so far in epochs, shape (n,).
        y: The metric there, shape (n,).
        epochs: Epochs that have ended, shape (m,).
        training: The metric on training data at their ends, shape (m,).
        validation: The metric on validation data, shape (m,).
        score: The last value on validation data; None before the first.
        place: How many epochs are done, of which a part may be.
        seconds: How long it has trained.
        over: Whether it has done its last epoch.
    """

    x: NDArray[np.float64]
    y: ArrayLike
    epochs: NDArray[np.float64]
    training: ArrayLike
    validation: ArrayLike
    score: float | None
    place: float
    seconds: float
    over: bool


@dataclass(frozen=True, eq=False)
class Race:
    """Runs on one clock.

    Attributes:
        racers: The runs.
        metric: Name of the log that is compared, without `val_`.
    """

    racers: tuple[Racer, ...]
    metric: str

    @property
    def epochs(self) -> float:
        """Epochs of the longest."""
        return max(racer.epochs for racer in self.racers)

    def length(self, along: Along) -> float:
        """Return how long the race is, in seconds or in epochs."""
        return self.epochs if along == "epoch" else max(racer.seconds for racer in self.racers)

    @property
    def values(self) -> tuple[float, float]:
        """The range in which all but the wildest values of all racers lie."""
        logs = [
            np.asarray(logs[name], dtype=np.float64)
            for racer in self.racers
            for logs in (racer.timeline.curves.steps, racer.timeline.curves.epochs.logs)
            for name in (self.metric, f"val_{self.metric}")
            if name in logs
        ]
        known = np.concatenate([*logs, np.empty(0)])
        known = known[np.isfinite(known)]
        if not len(known):
            return 0.0, 1.0
        low, high = np.percentile(known, [0, 99])
        room = 0.05 * (high - low) or 0.5
        return float(low - room), float(high + room)

    def standings(self, along: Along, now: float) -> tuple[Standing, ...]:
        """Return where all are at a time, or after so many epochs."""
        return tuple(self._standing(racer, along, now) for racer in self.racers)

    def _standing(self, racer: Racer, along: Along, now: float) -> Standing:
        timeline, curves = racer.timeline, racer.timeline.curves
        over = now >= (racer.epochs if along == "epoch" else racer.seconds)
        if along == "epoch" or over:
            position = timeline.at_epoch(min(now, racer.epochs) if along == "epoch" else math.inf)
        else:
            position = timeline.at(now)
        x = curves.x[: position.steps]
        done = sum(event.kind == "epoch_ended" for event in curves.others[: position.others])
        ended = min(done, len(curves.epochs.x))
        nothing = np.full(len(curves.epochs.x), np.nan, dtype=np.float32)
        logs = curves.epochs.logs
        validation = logs.get(f"val_{self.metric}", nothing)[:ended]
        known = validation[np.isfinite(validation)]
        by_step = curves.steps.get(self.metric)
        return Standing(
            x=x if by_step is not None else x[:0],
            y=by_step[: len(x)] if by_step is not None else (),
            epochs=curves.epochs.x[:ended],
            training=logs.get(self.metric, nothing)[:ended],
            validation=validation,
            score=float(known[-1]) if len(known) else None,
            place=racer.epochs if over else float(x[-1]) if len(x) else float(ended),
            seconds=racer.seconds if over else position.seconds,
            over=over,
        )


def read_race(folders: Sequence[Path], progress: Progress) -> Race:
    """Read runs that are to be compared in time.

    Args:
        folders: Their run folders.
        progress: Told of what is read; may cancel.

    Raises:
        RunError: One cannot be read, or has no epoch that has ended.
    """
    racers = tuple(_racer(folder, progress) for folder in folders)
    names = [set(racer.timeline.curves.epochs.logs) for racer in racers]
    shared = set.intersection(*names)
    score = next((name for name in _SCORES if name in shared), "loss")
    return Race(racers, score.removeprefix("val_"))


def _racer(folder: Path, progress: Progress) -> Racer:
    run = Run.open(folder)
    curves = read_curves(run, progress)
    if not len(curves.epochs.x):
        raise RunError(
            f"No epoch of the run {run.name} has ended: it cannot race.",
            mend="Choose runs that have trained for an epoch or more.",
        )
    _ = curves.others  # read here, not in the window's thread
    first = curves.stages[0] if curves.stages else None
    return Racer(
        name=read_about(folder).title or run.name,
        recipe=run.config.recipe,
        timeline=Timeline(curves, math.inf),
        parameters=first.parameters if first else 0,
        trainable=first.trainable if first else 0,
    )
