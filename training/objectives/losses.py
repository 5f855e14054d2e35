"""The losses that Keras lacks for whole-number labels: smoothed, focal, weighted by class.

Imports Keras; imported by `training.compiling` alone, inside a function.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="lesionlab")
class LabelLoss(keras.losses.Loss):  # type: ignore[misc]
    """Cross-entropy or focal loss of labels that are whole numbers, shape (n,).

    Where the model has one output, labels are 0 and 1, and smoothing draws them to 0.5; otherwise
    they are classes, and smoothing spreads over all of them. The focal factor is `(1 - p) ** gamma`
    (Lin et al. 2017, arXiv:1708.02002) without the paper's alpha, for which there are weights.

    Args:
        gamma: How much easy samples fade; 0 is cross-entropy.
        label_smoothing: Share of each label that is spread.
        weights: What the loss of a sample of each label is multiplied with; None for 1.
        name: Name of the loss.
        reduction: As in Keras.
        dtype: As in Keras.
    """

    def __init__(
        self,
        gamma: float = 0.0,
        label_smoothing: float = 0.0,
        weights: Sequence[float] | None = None,
        name: str = "label_loss",
        reduction: str = "sum_over_batch_size",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.gamma = gamma
        self.label_smoothing = label_smoothing
        self.weights = None if weights is None else tuple(weights)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each sample, shape (n,)."""
        labels = ops.cast(ops.reshape(y_true, (-1,)), "int32")
        n_outputs = y_pred.shape[-1]
        binary = n_outputs == 1
        if binary:
            y_true = ops.cast(ops.expand_dims(labels, -1), y_pred.dtype)
        else:
            y_true = ops.one_hot(labels, n_outputs, dtype=y_pred.dtype)
        smoothing = {"label_smoothing": self.label_smoothing}
        if self.gamma and binary:
            loss = keras.losses.binary_focal_crossentropy(
                y_true, y_pred, gamma=self.gamma, **smoothing
            )
        elif self.gamma:
            loss = keras.losses.categorical_focal_crossentropy(
                y_true, y_pred, alpha=1.0, gamma=self.gamma, **smoothing
            )
        elif binary:
            loss = keras.losses.binary_crossentropy(y_true, y_pred, **smoothing)
        else:
            loss = keras.losses.categorical_crossentropy(y_true, y_pred, **smoothing)
        if self.weights is None:
            return loss
        return loss * ops.take(ops.convert_to_tensor(self.weights, dtype=loss.dtype), labels)

    def get_config(self) -> dict[str, Any]:
        """Return what the loss is made again from."""
        return {
            **super().get_config(),
            "gamma": self.gamma,
            "label_smoothing": self.label_smoothing,
            "weights": self.weights,
        }
