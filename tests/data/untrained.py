"""Runs with a model that was never trained, whose answers are nevertheless far apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.data.pictures import noise
from tests.data.runs import tiny_config
from training.runs import Run, RunDataset

SEVEN = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")


def pictures(run: Run, n: int = 5) -> NDArray[np.uint8]:
    """Return pictures of noise as the run's network sees them, shape (n, height, width, 3)."""
    height, width = run.config.model.image_size
    return np.stack([np.asarray(noise(seed, (height, width))) for seed in range(n)])


def run_of(folder: Path, classes: tuple[str, ...], changes: dict[str, Any]) -> Run:
    """Return a run with an untrained model; the second class is the positive one.

    Args:
        folder: Folder of all runs.
        classes: Names of the classes.
        changes: Changed fields of the tiny config.
    """
    import keras

    from training.models import build_model

    config = tiny_config(folder, {"model.dropout": 0.5} | changes)
    dataset = RunDataset("some", str(folder), classes, classes[1:2], "")
    split = pd.DataFrame(columns=["sample_id", "image", "class", "split"])
    run = Run.create(folder, config, dataset, split)
    model = build_model(config, run.n_outputs, weights=None, statistics=(128.0, 64.0))
    given = pictures(run, 14)
    _measure(model, given)
    last = model.get_layer("score")
    entering = keras.Model(model.input, last.input).predict_on_batch(given)
    kernel = np.random.default_rng(0).normal(size=(entering.shape[1], run.n_outputs))
    kernel /= np.std(entering @ kernel, axis=0)
    last.set_weights([kernel, -np.mean(entering @ kernel, axis=0)])
    model.save(run.model_path)
    return run


def _measure(model: Any, given: NDArray[np.uint8]) -> None:
    """Let every batch normalisation take its statistics from pictures, as training would.

    Without, signals fade from block to block, and what is left are the last digits.
    """
    import keras

    norms = [
        layer
        for layer in model._flatten_layers()
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    if not norms:
        return
    usual = [layer.momentum for layer in norms]
    for layer in norms:
        layer.momentum = 0.0
    model(given.astype(np.float32), training=True)
    for layer, momentum in zip(norms, usual, strict=True):
        layer.momentum = momentum
