"""What a person watches while a network learns: the same few samples, and its weights."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.events import WeightsSeen

if TYPE_CHECKING:
    import keras

WATCHED = 8
"""Validation samples that are watched."""
_BINS = 40
_STREAM = 4
"""Tells these random numbers from others of the same seed."""


def watched_samples(labels: NDArray[np.int64], seed: int, number: int = WATCHED) -> list[int]:
    """Return which samples to watch: as many of each label as there are, in turn.

    Args:
        labels: Label of each sample, shape (n,).
        seed: Seed of the run.
        number: How many, where there are as many.

    Returns:
        Positions, by label and then as they come.
    """
    order = np.random.default_rng((seed, _STREAM)).permutation(labels.size)
    queues = [[int(i) for i in order if labels[i] == label] for label in np.unique(labels)]
    chosen: list[int] = []
    while len(chosen) < min(number, labels.size):
        for queue in queues:
            if queue and len(chosen) < number:
                chosen.append(queue.pop())
    return sorted(chosen, key=lambda position: (int(labels[position]), position))


def weights_seen(model: keras.Model, epoch: int, step: int) -> WeightsSeen:
    """Return the first convolution's filters and the spread of all weights that train.

    Args:
        model: The whole network.
        epoch: Epoch, from 0.
        step: Steps of it that are done.
    """
    import keras

    layer, filters = "", []
    for each in leaves(model):
        if isinstance(each, keras.layers.Conv2D):
            kernel = np.asarray(each.kernel.value, dtype=np.float32)
            layer, filters = each.name, kernel.transpose(3, 0, 1, 2).tolist()
            break
    return WeightsSeen(
        time=time.time(),
        epoch=epoch,
        step=step,
        layer=layer,
        filters=filters,
        histograms=[
            _histogram(each.name, each.trainable_variables)
            for each in leaves(model)
            if each.trainable_variables
        ],
    )


def leaves(model: keras.Model) -> Iterator[Any]:
    """Yield all layers that hold no layers themselves."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from leaves(layer)
        else:
            yield layer


def _histogram(layer: str, variables: list[Any]) -> dict[str, Any]:
    values = np.concatenate([np.ravel(np.asarray(each.value, np.float32)) for each in variables])
    counts, edges = np.histogram(values[np.isfinite(values)], bins=_BINS)
    return {"layer": layer, "edges": edges.astype(np.float64).tolist(), "counts": counts.tolist()}
