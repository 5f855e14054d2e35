"""Trains on the tiny data set, for tests of what happens while a run goes on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from training.config import RunConfig
from training.control import Control
from training.data.dataset import Dataset
from training.events import Event
from training.locations import Locations
from training.pipeline import Samples, samples_of_parts
from training.runs import Run
from training.trainer import fit


def fit_watched(
    config: RunConfig,
    locations: Locations,
    on_event: Callable[[Event, Control], None] = lambda event, control: None,
    control: Control | None = None,
) -> tuple[Run, list[Event]]:
    """Train, and let `on_event` see every event with the control at hand; return all of them."""
    events: list[Event] = []
    control = control or Control()

    def seen(event: Event) -> None:
        events.append(event)
        on_event(event, control)

    run = fit(config, runs=locations.runs, locations=locations, on_event=seen, control=control)
    return run, events


def samples_of(run: Run, dataset: Dataset, part: str, locations: Locations) -> Samples:
    """Return the decoded pictures of a part of a run."""
    table = run.split().merge(dataset.samples[["sample_id", "sha256"]], on="sample_id")
    return samples_of_parts(run, dataset.image_path, table, (part,), cache=locations.cache)[part]


def last_weights(run: Run) -> list[NDArray[np.float32]]:
    """Return the weights with which a training ended."""
    import keras

    weights: list[NDArray[np.float32]] = keras.saving.load_model(run.last_model_path).get_weights()
    return weights
