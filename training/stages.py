"""The stages of a training: which layers learn, for how long, at which learning rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from training.config import RunConfig


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        index: Its place, from 0.
        count: How many stages the run has.
        epochs: Passes over the training part, at most.
        trainable_layers: Upper layers of a backbone that train; -1: all of them.
        learning_rate: The highest size of a step.
        schedule: Whether it stays, or falls to 0 along a cosine.
        warmup: Share of the steps in which it rises to the highest.
    """

    index: int
    count: int
    epochs: int
    trainable_layers: int
    learning_rate: float
    schedule: Literal["constant", "cosine"]
    warmup: float

    def learning_rate_at(self, step: int, steps: int) -> float:
        """Return the learning rate of a step.

        Args:
            step: Step within the stage, from 0.
            steps: Steps of the whole stage.
        """
        rising = math.floor(self.warmup * steps)
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        if self.schedule == "constant":
            return self.learning_rate
        progress = (step - rising) / max(steps - rising, 1)
        return self.learning_rate * 0.5 * (1.0 + math.cos(math.pi * min(progress, 1.0)))


def stages_of(config: RunConfig) -> tuple[Stage, ...]:
    """Return the stages of a run, in order."""
    first, count = config.optimisation, 1 + len(config.stages)
    stages = [
        Stage(
            index=0,
            count=count,
            epochs=first.epochs,
            trainable_layers=config.model.trainable_layers,
            learning_rate=first.learning_rate,
            schedule=first.schedule,
            warmup=first.warmup,
        )
    ]
    stages += [
        Stage(index=index, count=count, **stage.model_dump())
        for index, stage in enumerate(config.stages, start=1)
    ]
    return tuple(stages)


def epochs_of(config: RunConfig) -> int:
    """Return the epochs of all stages."""
    return sum(stage.epochs for stage in stages_of(config))
