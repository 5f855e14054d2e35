"""Models of strangers, benign and malicious, made by program for the tests."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py

Change = Callable[[dict[str, Any]], object]


def small_model(outputs: int = 1, activation: str | None = "sigmoid", side: int | None = 16) -> Any:
    """Return a small convolutional network with random weights that a seed decides."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(3)
    return keras.Sequential(
        [
            keras.Input((side, side, 3)),
            layers.Conv2D(4, 3, activation="relu", name="conv"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(outputs, activation=activation, name="head"),
        ]
    )


def unit_range_model() -> Any:
    """Return a model that tells dark spots by their brightness, and is lost outside of 0..1."""
    import keras
    import numpy as np
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.CenterCrop(2, 2),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    within, below, above = np.ones(3) / 3, -np.ones(3) / 3, np.ones(3) / 3
    first, last = model.layers[-2:]
    first.set_weights([np.stack([within, below, above], axis=1), np.array([0.0, 0.0, -1.0])])
    last.set_weights([np.array([[-20.0], [-100.0], [100.0]]), np.array([20 * 105 / 255])])
    return model


def saved(model: Any, path: Path) -> Path:
    """Save a model in the form that the name says, and return the path."""
    model.save(path)
    return path


def members(path: Path) -> dict[str, bytes]:
    """Return the members of a `.keras` archive by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_members(path: Path, to: Path, changes: dict[str, bytes | None]) -> Path:
    """Copy a `.keras` archive with members added, replaced or (None) left out."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (members(path) | changes).items():
            if data is not None:
                archive.writestr(name, data)
    return to


def redescribed(path: Path, to: Path, change: Change) -> Path:
    """Copy a model file with its description changed, whatever its form."""
    if path.suffix == ".keras":
        description = json.loads(members(path)["config.json"])
        change(description)
        return with_members(path, to, {"config.json": json.dumps(description).encode()})
    to.write_bytes(path.read_bytes())
    with h5py.File(to, "r+") as file:
        description = json.loads(file.attrs["model_config"])
        change(description)
        file.attrs["model_config"] = json.dumps(description)
    return to


def layer(description: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a layer of a description by name."""
    found: dict[str, Any] = next(
        each for each in description["config"]["layers"] if each["config"].get("name") == name
    )
    return found
