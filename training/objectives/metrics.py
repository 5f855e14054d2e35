"""The metrics that Keras lacks, at a cost that does not show in a training step.

Their states are a few counts, so that each step adds little and the result is exact or nearly so.
Imports Keras; imported by `training.compiling` alone, inside a function.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

_BINS = 2048
_LOGIT_LIMIT = 20.0
_EPSILON = 1e-9
_THRESHOLD = 0.5


class _LabelMetric(keras.metrics.Metric):  # type: ignore[misc]
    """A metric that counts whole-number labels and scores of shape (n, n_outputs)."""

    def __init__(self, n_outputs: int, name: str, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.n_outputs = n_outputs

    def _counts(self, name: str, size: int) -> Any:
        return self.add_variable(shape=(size,), initializer="zeros", name=name)

    def _count(self, counts: Any, places: Any, amounts: Any) -> None:
        """Add amounts at places, both of shape (n,)."""
        counts.assign_add(ops.segment_sum(amounts, places, num_segments=counts.shape[0]))

    def get_config(self) -> dict[str, Any]:
        """Return what the metric is made again from."""
        return {**super().get_config(), "n_outputs": self.n_outputs}


@keras.saving.register_keras_serializable(package="lesionlab")
class Confusion(_LabelMetric):
    """Counts of true against predicted labels, and what follows from them.

    `balanced_accuracy` is the mean recall of the labels that occur, as scikit-learn's
    `balanced_accuracy_score`; `sensitivity` and `specificity` are those of the positive reading at
    a threshold of 0.5, and 0 where there is no sample of their side.

    Args:
        n_outputs: Width of the model's output; 1 is the positive reading itself.
        positive: With several classes: those whose probabilities add up to the positive reading.
        name: Name of the metric.
        dtype: As in Keras.
    """

    def __init__(
        self,
        n_outputs: int,
        positive: Sequence[int] = (),
        name: str = "confusion",
        dtype: Any = None,
    ) -> None:
        super().__init__(n_outputs, name, dtype)
        self.positive = (1,) if n_outputs == 1 else tuple(positive)
        self._n_labels = max(n_outputs, 2)
        self._mask = [float(label in self.positive) for label in range(self._n_labels)]
        # With one output, the label that is predicted says how the sample was read.
        self._readings = 1 if n_outputs == 1 else 2
        self._seen = self._counts("seen", self._n_labels**2 * self._readings)

    @property
    def matrix(self) -> NDArray[np.int64]:
        """Samples by true label (rows) and predicted label (columns)."""
        shape = (self._n_labels, self._n_labels, self._readings)
        counts = np.rint(np.array(self._seen.value)).astype(np.int64).reshape(shape)
        matrix: NDArray[np.int64] = counts.sum(axis=2)
        return matrix

    @property
    def read(self) -> NDArray[np.int64]:
        """Samples by side (rows: negative, positive) and reading (columns, likewise)."""
        if self.n_outputs == 1:
            return self.matrix
        counts = np.rint(np.array(self._seen.value)).astype(np.int64)
        by_label = counts.reshape(self._n_labels, self._n_labels, 2).sum(axis=1)
        mask = np.array(self._mask, dtype=bool)
        return np.stack([by_label[~mask].sum(axis=0), by_label[mask].sum(axis=0)])

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch; a weight counts a sample so many times."""
        labels = _labels(y_true)
        if self.n_outputs == 1:
            places = ops.cast(ops.reshape(y_pred, (-1,)) >= _THRESHOLD, "int32")
        else:
            mask = ops.convert_to_tensor(self._mask, dtype=y_pred.dtype)
            reading = ops.cast(ops.matmul(y_pred, mask) >= _THRESHOLD, "int32")
            places = 2 * ops.cast(ops.argmax(y_pred, axis=-1), "int32") + reading
        places = places + self._n_labels * self._readings * labels
        self._count(self._seen, places, _weights(sample_weight, labels, self.dtype))

    def result(self) -> dict[str, Any]:
        """Return balanced accuracy, sensitivity and specificity so far."""
        seen = ops.reshape(self._seen, (self._n_labels, self._n_labels, self._readings))
        matrix = seen[:, :, 0] if self._readings == 1 else ops.sum(seen, axis=2)
        found, rows = ops.diagonal(matrix), ops.sum(matrix, axis=1)
        recall = ops.divide_no_nan(found, rows)
        occur = ops.sum(ops.cast(rows > 0, self.dtype))
        if self.n_outputs == 1:
            specificity, sensitivity = recall[0], recall[1]
        else:
            mask = ops.convert_to_tensor(self._mask, dtype=self.dtype)
            by_label = ops.sum(seen, axis=1)
            positive, every = ops.matmul(mask, by_label), ops.sum(by_label, axis=0)
            negative = every - positive
            sensitivity = ops.divide_no_nan(positive[1], ops.sum(positive))
            specificity = ops.divide_no_nan(negative[0], ops.sum(negative))
        return {
            "balanced_accuracy": ops.divide_no_nan(ops.sum(recall), occur),
            "sensitivity": sensitivity,
            "specificity": specificity,
        }

    def get_config(self) -> dict[str, Any]:
        """Return what the metric is made again from."""
        return {**super().get_config(), "positive": self.positive}


@keras.saving.register_keras_serializable(package="lesionlab")
class RankAUC(_LabelMetric):
    """Area under the ROC curve from a histogram of the scores' logits.

    With several classes: the mean over those that occur, each against the rest. Scores are told
    apart by steps of 0.02 in the logit between -20 and 20, so that it also holds for a rare class
    whose scores are all near 0; what lies within one step counts as tied.

    Args:
        n_outputs: Width of the model's output.
        name: Name of the metric.
        dtype: As in Keras.
    """

    def __init__(self, n_outputs: int, name: str = "auc", dtype: Any = None) -> None:
        super().__init__(n_outputs, name, dtype)
        self._histogram = self._counts("histogram", n_outputs * 2 * _BINS)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch; a weight counts a sample so many times."""
        labels = _labels(y_true)
        scores = ops.cast(y_pred, "float32")
        logits = _log(scores) - _log(1.0 - scores)
        bins = (logits + _LOGIT_LIMIT) * (_BINS / (2.0 * _LOGIT_LIMIT))
        bins = ops.cast(ops.clip(bins, 0, _BINS - 1), "int32")
        column, outputs = ops.expand_dims(labels, -1), ops.arange(self.n_outputs, dtype="int32")
        is_positive = column if self.n_outputs == 1 else ops.cast(column == outputs, "int32")
        places = bins + _BINS * (is_positive + 2 * outputs)
        weights = _weights(sample_weight, labels, self.dtype)
        weights = ops.broadcast_to(ops.expand_dims(weights, -1), ops.shape(places))
        self._count(self._histogram, ops.reshape(places, (-1,)), ops.reshape(weights, (-1,)))

    def result(self) -> Any:
        """Return the area so far; 0 before both sides of a class have been seen."""
        histogram = ops.reshape(self._histogram, (self.n_outputs, 2, _BINS))
        negative, positive = histogram[:, 0], histogram[:, 1]
        positives, negatives = ops.sum(positive, axis=1), ops.sum(negative, axis=1)
        share = ops.divide_no_nan(negative, ops.expand_dims(negatives, -1))
        below = ops.cumsum(share, axis=1) - 0.5 * share
        area = ops.divide_no_nan(ops.sum(positive * below, axis=1), positives)
        both = ops.cast(ops.logical_and(positives > 0, negatives > 0), self.dtype)
        return ops.divide_no_nan(ops.sum(area * both), ops.sum(both))


def _labels(y_true: Any) -> Any:
    return ops.cast(ops.reshape(y_true, (-1,)), "int32")


def _log(scores: Any) -> Any:
    return ops.log(ops.maximum(scores, _EPSILON))


def _weights(sample_weight: Any, labels: Any, dtype: Any) -> Any:
    """Return what every sample counts, shape (n,)."""
    if sample_weight is None:
        return ops.ones_like(labels, dtype=dtype)
    return ops.reshape(ops.cast(sample_weight, dtype), (-1,))
