"""Which samples an epoch holds, and in which order: functions of (seed, epoch) and the labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Sampler = Literal["natural", "sqrt", "balanced"]
Targets = NDArray[np.float32] | NDArray[np.int64]

ORDER_STREAM, AUGMENTATION_STREAM, VARIANT_STREAM = range(3)
"""Second number of the seed of each stream of random numbers, so that they never meet."""

_POWER = {"sqrt": 0.5, "balanced": 1.0}


@dataclass(frozen=True, eq=False)
class Draws:
    """Some samples of an epoch: all that decides how each of them is augmented.

    Attributes:
        samples: Positions within the training part, before shuffling, shape (n,), int64.
        repeats: How often each was drawn before in the same epoch, shape (n,), int64. A sampler
            draws rare classes repeatedly, and each time shall be another picture.
        seed: Seed of the run.
        epoch: Epoch, from 0.
    """

    samples: NDArray[np.int64]
    repeats: NDArray[np.int64]
    seed: int
    epoch: int

    def __len__(self) -> int:
        return int(self.samples.size)

    def __getitem__(self, chosen: slice) -> Draws:
        return Draws(self.samples[chosen], self.repeats[chosen], self.seed, self.epoch)


def draws_of_epoch(targets: Targets, sampler: Sampler, seed: int, epoch: int) -> Draws:
    """Return everything that an epoch draws, in its order."""
    order = epoch_order(targets, sampler, seed, epoch)
    repeats = np.zeros_like(order) if sampler == "natural" else _repeats(order)
    return Draws(order, repeats, seed, epoch)


def epoch_order(targets: Targets, sampler: Sampler, seed: int, epoch: int) -> NDArray[np.int64]:
    """Return which samples an epoch holds, in its order.

    Args:
        targets: What the samples are, shape (n,).
        sampler: "natural": every sample once. "balanced": drawn with replacement, every class
            alike. "sqrt": drawn with replacement, every class by the square root of its size.
        seed: Seed of the run.
        epoch: Epoch, from 0.

    Returns:
        Positions within `targets`, shape (n,), int64.
    """
    rng = np.random.default_rng((seed, ORDER_STREAM, epoch))
    if sampler == "natural":
        return rng.permutation(targets.size)
    _, label, counts = np.unique(targets, return_inverse=True, return_counts=True)
    weight = counts[label] ** -_POWER[sampler]
    return rng.choice(targets.size, size=targets.size, p=weight / weight.sum())


def _repeats(order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how often each value came before."""
    by_value = np.argsort(order, kind="stable")
    ordered = order[by_value]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    lengths = np.diff(starts, append=order.size)
    repeats = np.empty_like(order)
    repeats[by_value] = np.arange(order.size) - np.repeat(starts, lengths)
    return repeats
