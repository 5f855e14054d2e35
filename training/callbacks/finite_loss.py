"""Ends a training whose loss is no longer a number."""

from __future__ import annotations

import math
from typing import Any

import keras

from training.errors import TrainingError


class FiniteLoss(keras.callbacks.Callback):  # type: ignore[misc]
    """Raises TrainingError when the loss is infinite or not a number."""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the loss."""
        _look(logs, f"The loss became {{loss}} at step {batch + 1} of an epoch.")

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        """Look at the loss on validation data, which the last step of an epoch may have spoilt."""
        _look(logs, "The loss on validation data became {loss}.")


def _look(logs: dict[str, Any] | None, message: str) -> None:
    loss = (logs or {}).get("loss")
    if loss is not None and not math.isfinite(float(loss)):
        raise TrainingError(
            message.format(loss=float(loss)), mend="Choose a smaller learning rate."
        )
