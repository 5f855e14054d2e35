"""Keeps the model of the best epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.callbacks.cost_limit import CostLimit
from training.callbacks.improvement import Improvement
from training.files import replace_atomically

_EVERY = 5.0
"""Seconds between two writes at least: a short training writes its best model once, at its end."""


class BestModel(keras.callbacks.Callback):  # type: ignore[misc]
    """Remembers the weights whenever an epoch is the best so far, and writes them to a file.

    Where epochs are so short that the file would take more time than they do, it is written later:
    the weights are then part of the checkpoints.

    Args:
        model: What to save; the model that is fitted may be only its upper part.
        path: Where to save, a `.keras` file.
        monitor: Log to watch; smaller is better for losses, larger for everything else.

    Attributes:
        best_epoch: Epoch that is kept, from 0; None before the first.
    """

    def __init__(self, model: keras.Model, path: Path, monitor: str) -> None:
        super().__init__()
        self._whole = model
        self._path = path
        self._improvement = Improvement(monitor)
        self._limit = CostLimit()
        self._variables: Sequence[Any] = ()
        self._unwritten: list[NDArray[Any]] = []
        self.best_epoch: int | None = None

    def watch(self, variables: Sequence[Any]) -> None:
        """Say which variables of the model change from now on; all others are as in the file."""
        self._variables = variables

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Count the time from here: features may have been computed since this was made."""
        self._limit.begin()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember when better, and write when it is worth it."""
        if self._improvement.seen(logs):
            self.best_epoch = epoch
            self._unwritten = _values(self._variables)
        if self._limit.allows(every=_EVERY):
            self.write()

    def write(self) -> None:
        """Write the best epoch's model, where that has not been done yet.

        Raises:
            OSError: The file cannot be written; the one before is untouched.
        """
        if not self._unwritten:
            return
        now = _values(self._variables)
        with self._limit.measured():
            _assign(self._variables, self._unwritten)
            try:
                replace_atomically(self._path, self._whole.save)
            finally:
                _assign(self._variables, now)
        self._unwritten = []

    @property
    def state(self) -> dict[str, Any]:
        """What to remember over a resume, besides `arrays`."""
        return {"best": self._improvement.state, "epoch": self.best_epoch}

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The best weights, by name, where they are in no file yet."""
        return {f"best/{index:05d}": value for index, value in enumerate(self._unwritten)}

    def restore(self, state: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Go on with what was remembered."""
        self._improvement.state, self.best_epoch = state["best"], state["epoch"]
        self._unwritten = [arrays[name] for name in sorted(arrays) if name.startswith("best/")]


def _values(variables: Sequence[Any]) -> list[NDArray[Any]]:
    return [np.array(variable.value) for variable in variables]


def _assign(variables: Sequence[Any], values: Sequence[NDArray[Any]]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
