"""Small runs for the tests: a config for the tiny data set, and folders of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from training.config import RunConfig, with_changes
from training.events import Event
from training.locations import Locations

EventT = TypeVar("EventT", bound=Event)


def tiny_config(dataset: Path, changes: Mapping[str, Any] | None = None) -> RunConfig:
    """Return a config of three epochs of a few steps, with fields changed.

    Of the tiny data set it makes 28 or 29 training pictures, 12 for validation and 7 for the test:
    4 training steps and 2 validation steps an epoch.
    """
    values: dict[str, Any] = {
        "recipe": "tiny",
        "data.dataset": str(dataset),
        "split.validation": 0.25,
        "model.architecture": "small_cnn",
        "model.weights": "random",
        "model.image_size": [32, 32],
        "optimisation.batch_size": 8,
        "optimisation.epochs": 3,
        "optimisation.learning_rate": 3e-3,
    }
    return with_changes(RunConfig(), values | dict(changes or {}))


def locations_below(folder: Path) -> Locations:
    """Return locations that are all folders of one."""
    names = ("datasets", "runs", "weights", "cache", "logs", "settings")
    return Locations(**{name: folder / name for name in names})


def of_kind(events: list[Event], kind: type[EventT]) -> list[EventT]:
    """Return the events of one kind, in order."""
    return [event for event in events if isinstance(event, kind)]
