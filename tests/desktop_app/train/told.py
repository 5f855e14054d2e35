"""What a training tells, made by program for tests of what is watched of it."""

from __future__ import annotations

import math

from training.events import (
    EpochEnded,
    Event,
    RunStarted,
    StepEnded,
    ValidationScored,
    WeightsSeen,
)

SAMPLES = ["s1", "s2", "s3"]
LABELS = ["benign", "malignant"]


def started(*, epochs: int = 5, steps: int = 4) -> RunStarted:
    """Return the first event of a run on 40 training samples, at second 1000."""
    counts = {"train": 40, "validation": 20, "test": 10}
    return RunStarted(
        time=1000.0,
        run="runs/a",
        epochs=epochs,
        steps_per_epoch=steps,
        validation_steps=2,
        counts=counts,
    )


def step(epoch: int, number: int, time: float = 1000.0) -> StepEnded:
    """Return the end of a step."""
    loss = math.exp(-epoch - number / 4)
    logs = {"loss": loss, "accuracy": 1 - loss / 2, "auc": 1 - loss / 3}
    return StepEnded(time=time, epoch=epoch, step=number, logs=logs)


def epoch_ended(epoch: int, *, best: bool = True, rate: float = 1e-3) -> EpochEnded:
    """Return the end of an epoch."""
    logs = {**step(epoch, 3).logs, "learning_rate": rate}
    logs |= {f"val_{name}": value + 0.1 for name, value in logs.items() if name in _MEASURED}
    return EpochEnded(time=1004.0 + epoch, epoch=epoch, logs=logs, seconds=4.0, best=best)


def scored(epoch: int) -> ValidationScored:
    """Return a validation in which three of four, then ever more, of the malignant are found."""
    found = min(4, 3 + epoch)
    share = 0.5 + 0.1 * epoch
    return ValidationScored(
        time=1004.5 + epoch,
        epoch=epoch,
        labels=LABELS,
        matrix=[[15, 1], [4 - found, found]],
        sensitivity=found / 4,
        specificity=15 / 16,
        samples=SAMPLES,
        truths=[0, 1, 1],
        probabilities=[[share, 1 - share], [1 - share, share], [0.9, 0.1]],
    )


def weights(*, layer: str = "conv2d") -> WeightsSeen:
    """Return two filters of 2 x 2 and the histogram of a layer."""
    filters = [[[[0.0, 0.5, 1.0]] * 2] * 2, [[[-1.0, 0.0, 1.0]] * 2] * 2]
    histogram = {"layer": "conv2d/kernel", "edges": [-1.0, 0.0, 1.0], "counts": [4, 8]}
    return WeightsSeen(
        time=1010.0,
        epoch=1,
        step=2,
        layer=layer,
        filters=filters if layer else [],
        histograms=[histogram],
    )


def run_of(epochs: int) -> list[Event]:
    """Return the events of a run of five epochs after so many of them."""
    events: list[Event] = [started()]
    for epoch in range(epochs):
        events += [step(epoch, number, 1001.0 + epoch + number / 4) for number in range(4)]
        events += [epoch_ended(epoch, best=epoch == 1), scored(epoch)]
    return events


_MEASURED = ("loss", "accuracy", "auc")
