"""Runs of every recipe with a network that has learned nothing, but answers differently."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.data.run_folders import make_run
from training.config import with_changes
from training.evaluation.predictions import Predictions
from training.files import write_json_atomically
from training.models import build_model
from training.recipes import RECIPES
from training.runs import Run, RunDataset

SEVEN = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
_POSITIVE = ("akiec", "bcc", "mel")


def make_web_run(
    runs: Path,
    recipe: str,
    *,
    side: int | None = None,
    changes: dict[str, object] | None = None,
    dataset: str = "Lesions",
) -> Run:
    """Make a run of a recipe, with a model, predictions of 60 pictures a part, and a calibration.

    Args:
        runs: Folder of all runs.
        recipe: Name of the recipe.
        side: Of the pictures; by default the recipe's.
        changes: Further fields of its config.
        dataset: Name of its data set.
    """
    fields: dict[str, object] = {"model.weights": "random", **(changes or {})}
    if side is not None:
        fields["model.image_size"] = [side, side]
    config = with_changes(RECIPES[recipe].config, fields)
    run = make_run(runs, f"2026-03-04-050607-{recipe}")
    (run.path / "config.json").write_text(config.to_json(), encoding="utf-8")
    said = RunDataset(dataset, "/nowhere", SEVEN, _POSITIVE, "a" * 64)
    write_json_atomically(run.path / "dataset.json", asdict(said))
    run = Run.open(run.path)
    model = build_model(run.config, run.n_outputs, weights=None, statistics=(120.0, 40.0))
    _unsettle(model)
    model.save(run.model_path)
    rng = np.random.default_rng(1)
    run.predictions_path("test").parent.mkdir()
    for part in ("validation", "test"):
        _predictions(run, part, rng).save(run.predictions_path(part))
    write_json_atomically(run.path / "calibration.json", {"temperature": 1.7})
    write_json_atomically(run.path / "operating_point.json", {"threshold": 0.2375, "chosen": True})
    return Run.open(run.path)


def _unsettle(model: Any) -> None:
    """Give batch normalisation the statistics of pictures, and the head weights that part them.

    Without it a deep network with random weights says the same of every picture.
    """
    import keras

    rng = np.random.default_rng(2)
    norms = [
        layer
        for layer in model._flatten_layers()
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    frozen = [layer for layer in norms if not layer.trainable]
    for layer in norms:
        layer.momentum = 0.0  # the next batch is all that it remembers
        layer.trainable = True  # one that is frozen remembers nothing
    height, width = model.inputs[0].shape[1:3]
    pictures = varied_pictures(height, width, 32).astype(np.float32)
    model(pictures, training=True)
    for layer in frozen:
        layer.trainable = False
    head = model.get_layer("score")
    features = np.asarray(keras.Model(model.inputs[0], head.input)(pictures, training=False))
    kernel = rng.normal(0, 1, tuple(head.kernel.shape))
    kernel *= 1.5 / (features @ kernel).std(axis=0)
    head.kernel.assign(kernel)
    head.bias.assign(-(features @ kernel).mean(axis=0))


def varied_pictures(height: int, width: int, count: int) -> NDArray[np.uint8]:
    """Return pictures from dark to light, of one colour to many, (count, height, width, 3)."""
    rng = np.random.default_rng(7)
    coarse = rng.uniform(0, 255, (count, 4, 4, 3)) * rng.uniform(0.2, 1, (count, 1, 1, 3))
    rows, columns = np.arange(height) * 4 // height, np.arange(width) * 4 // width
    noise = rng.normal(0, 12, (count, height, width, 3))
    return np.clip(coarse[:, rows][:, :, columns] + noise, 0, 255).astype(np.uint8)


def _predictions(run: Run, part: str, rng: np.random.Generator) -> Predictions:
    truth = np.arange(60) % len(SEVEN)
    scores = rng.random((60, len(SEVEN))) * 0.3
    scores[np.arange(60), truth] += rng.random(60)
    scores /= scores.sum(axis=1, keepdims=True)
    if run.n_outputs == 1:
        scores = scores[:, [SEVEN.index(name) for name in _POSITIVE]].sum(axis=1, keepdims=True)
    return Predictions(
        part=part,
        sample_id=np.array([f"{part}{n}" for n in range(60)]),
        y_true=truth.astype(np.int64),
        y_score=scores.astype(np.float32),
        classes=SEVEN,
        positive=_POSITIVE,
    )
