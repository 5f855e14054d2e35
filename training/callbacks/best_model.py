"""Keeps the model of the best epoch."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import keras

from training.files import replace_atomically


class BestModel(keras.callbacks.Callback):  # type: ignore[misc]
    """Saves the model whenever an epoch is the best so far, by atomic replace.

    Args:
        path: Where to save, a `.keras` file.
        monitor: Log to watch; smaller is better for losses, larger for everything else.

    Attributes:
        best_epoch: Epoch of the saved model, from 0; None before the first.
    """

    def __init__(self, path: Path, monitor: str) -> None:
        super().__init__()
        self._path = path
        self._monitor = monitor
        self._best = math.inf
        self.best_epoch: int | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Save when better."""
        value = float((logs or {})[self._monitor])
        smaller_is_better = value if self._monitor.endswith("loss") else -value
        if smaller_is_better < self._best:
            self._best = smaller_is_better
            self.best_epoch = epoch
            replace_atomically(self._path, self.model.save)
