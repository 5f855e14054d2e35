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
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(float(loss)):
            raise TrainingError(
                f"The loss became {float(loss)} at step {batch + 1}.",
                mend="Choose a smaller learning rate.",
            )
