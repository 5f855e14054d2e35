"""Validates and keeps the moving average of the weights, and goes on training the weights."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


class AverageWeights(keras.callbacks.Callback):  # type: ignore[misc]
    """Puts the average into the model from validation to the epoch's end.

    What stands before it in the list of callbacks sees the average when an epoch ends, what stands
    behind it sees the weights. Keras's own callback leaves the average in the model when `fit`
    ends, so that a training in two calls of `fit` would not equal one in a single call.
    """

    def __init__(self) -> None:
        super().__init__()
        self._weights: list[NDArray[Any]] | None = None
        self._kept: list[NDArray[Any]] = []

    def on_test_begin(self, logs: Any = None) -> None:
        """Put the average in."""
        variables = self.model.trainable_variables
        self._weights = [np.array(variable.value) for variable in variables]
        put_average(self.model)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Put the weights back."""
        self.restore()

    def on_train_end(self, logs: Any = None) -> None:
        """Put the weights back once more: Keras has just put the average in."""
        for variable, value in zip(self.model.trainable_variables, self._kept, strict=True):
            variable.assign(value)

    def restore(self) -> None:
        """Put the weights back where the average is in the model."""
        if self._weights is None:
            return
        self._kept, self._weights = self._weights, None
        for variable, value in zip(self.model.trainable_variables, self._kept, strict=True):
            variable.assign(value)


def put_average(model: keras.Model) -> None:
    """Put the moving average of a compiled model's optimizer into the model."""
    model.optimizer.finalize_variable_values(model.trainable_variables)
