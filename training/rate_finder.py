"""Which learning rate to begin with: the learning-rate range test.

The rate rises exponentially from step to step while the network learns, and the loss is watched
(L. N. Smith 2017, Cyclical learning rates for training neural networks, arXiv:1506.01186, section
3.3; with an exponential rise and a smoothed loss, as has become usual since). Where the loss falls
steepest, the network learns fastest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.compiling import class_weight
from training.config import RunConfig, with_changes
from training.errors import ConfigError
from training.locations import Locations
from training.pipeline import Source, training_batches
from training.progress import Progress, no_progress
from training.rehearsal import features_of, first, rehearse
from training.stages import stages_of

LOWEST, HIGHEST, STEPS = 1e-7, 10.0, 100
"""Rates of the first and the last step, and how many steps there are."""

_PICTURES = 256
"""Training pictures that are learned from, at most: decoding them takes a second or two."""
_WHAT = "Trying learning rates"
_SPREAD, _SLOPE_SPREAD = 2.5, 6.0
"""Standard deviations of the smoothing in steps: of the curve, and of its slope, which is noisier.
A decade is 12 steps."""
_SURE = 5.0
"""By how many standard errors the loss must have fallen, and by which share of it."""
_FALLEN = 0.03

OnPoint = Callable[[float, float], None]
"""Told the learning rate and the loss of each step."""


@dataclass(frozen=True, eq=False)
class RateCurve:
    """What a range test found.

    Attributes:
        rates: Learning rate of each step, rising, shape (steps,).
        losses: Loss of each step's batch, before it was learned from, shape (steps,).
        smoothed: The losses without their noise, shape (steps,).
        suggestion: Where the loss falls steepest; None where the curve does not say.
    """

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    suggestion: float | None


def find_rate(
    config: RunConfig,
    locations: Locations,
    progress: Progress = no_progress,
    on_point: OnPoint = lambda _rate, _loss: None,
    *,
    stage: int = 0,
) -> RateCurve:
    """Try all learning rates on some training pictures; the same config gives the same curve.

    Loss, optimizer, augmentation, class weights and batches are those of the run. Where a frozen
    part of the network would be computed once and kept, it is so here, for those pictures alone.
    No run is made, and nothing is kept.

    Args:
        config: The training that a rate is looked for.
        locations: Where weights are.
        progress: Told of the steps; may raise Cancelled.
        on_point: Told of each step, on the calling thread.
        stage: Which stage of the training, from 0; it begins from the weights of the first.

    Raises:
        ConfigError: There is no such stage.
        LesionLabError: The config does not fit the data, or a picture cannot be read.
    """
    stages = stages_of(config)
    if not 0 <= stage < len(stages):
        raise ConfigError(f"There is no stage {stage}; the last one is {len(stages) - 1}.")
    config = with_changes(config, {"optimisation.steps_per_execution": 1})
    rehearsal = rehearse(config, locations, _PICTURES, progress)
    from training.callbacks.range_test import Ended, RangeTest

    cut = rehearsal.begin(stages[stage])
    few = rehearsal.pictures.few
    source: Source = few
    if cut:
        source = features_of(cut, first(few, _PICTURES), rehearsal.config, "train", progress)
    model = rehearsal.compiled(cut, LOWEST)
    batch_size = config.optimisation.batch_size
    test = RangeTest(rate_at, on_point, lambda done: progress(_WHAT, done, STEPS))
    with suppress(Ended):
        model.fit(
            training_batches(
                source,
                batch_size=batch_size,
                epochs=-(-STEPS // source.steps(batch_size)),
                seed=config.seed,
                augmentation=config.augmentation,
                sampler=config.optimisation.sampler,
            ),
            epochs=1,
            steps_per_epoch=STEPS,
            class_weight=class_weight(
                rehearsal.pictures.targets["train"], config.optimisation.class_weight
            ),
            callbacks=[test],
            shuffle=False,
            verbose=0,
        )
    return curve_of(test.rates, test.losses)


def rate_at(step: int) -> float:
    """Return the learning rate of a step."""
    return float(LOWEST * (HIGHEST / LOWEST) ** (step / (STEPS - 1)))


def curve_of(rates: Sequence[float], losses: Sequence[float]) -> RateCurve:
    """Return a curve with what it says.

    Args:
        rates: Learning rates, rising by the same factor from step to step.
        losses: Finite losses, as many.
    """
    rate, loss = np.asarray(rates, dtype=np.float64), np.asarray(losses, dtype=np.float64)
    smoothed = _smoothed(loss, _SPREAD)
    return RateCurve(rate, loss, smoothed, _suggestion(rate, loss, smoothed))


def _smoothed(losses: NDArray[np.float64], spread: float) -> NDArray[np.float64]:
    """Return means with weights of a Gaussian, which lag behind nothing."""
    places = np.arange(losses.size)
    weights = np.exp(-0.5 * ((places[:, None] - places) / spread) ** 2)
    smoothed: NDArray[np.float64] = weights @ losses / weights.sum(axis=1)
    return smoothed


def _suggestion(
    rates: NDArray[np.float64], losses: NDArray[np.float64], smoothed: NDArray[np.float64]
) -> float | None:
    """Return the rate at which the loss falls steepest, where it clearly falls."""
    lowest = int(np.argmin(smoothed)) if losses.size else 0
    if lowest < _SLOPE_SPREAD:
        return None
    falling = losses[: lowest + 1]
    # From one step to the next: the curve itself hardly moves there.
    noise = 1.4826 * float(np.median(np.abs(np.diff(falling)))) / math.sqrt(2)
    error = noise / math.sqrt(2 * math.sqrt(math.pi) * _SPREAD)
    start = float(np.median(smoothed[: max(lowest // 3, 1)]))
    if start - float(smoothed[lowest]) < max(_SURE * error, _FALLEN * abs(start)):
        return None
    # What comes after the lowest point is left out: it would pull the slope towards itself.
    slope = np.gradient(_smoothed(falling, _SLOPE_SPREAD))
    return float(f"{rates[int(np.argmin(slope))]:.1e}")
