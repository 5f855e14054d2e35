"""Goes on with the sums that metrics had reached when a training was cut off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from numpy.typing import NDArray


class RestoreMetrics(keras.callbacks.Callback):  # type: ignore[misc]
    """Puts metrics under accumulation back when the first epoch begins.

    Keras resets them at the beginning of every epoch, also of one that begins in its middle.

    Args:
        values: Values of the model's metrics variables, in their order.
    """

    def __init__(self, values: Sequence[NDArray[Any]]) -> None:
        super().__init__()
        self._values: Sequence[NDArray[Any]] | None = values

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Put them back, once."""
        if self._values is not None:
            for variable, value in zip(self.model.metrics_variables, self._values, strict=True):
                variable.assign(value)
            self._values = None
