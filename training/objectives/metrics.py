"""The metrics that Keras lacks, at a cost that does not show in a training step.

Their states are a few counts, so that each step adds little and the result is exact or nearly so.
Imports Keras; imported by `training.compiling` alone, inside a function.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

_BINS = 2048
_LOGIT_LIMIT = 20.0
_EPSILON = 1e-9


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
class BalancedAccuracy(_LabelMetric):
    """Mean of the recall of every class that occurs, as scikit-learn's `balanced_accuracy_score`.

    Args:
        n_outputs: Width of the model's output; 1 is read at a threshold of 0.5.
        name: Name of the metric.
        dtype: As in Keras.
    """

    def __init__(self, n_outputs: int, name: str = "balanced_accuracy", dtype: Any = None) -> None:
        super().__init__(n_outputs, name, dtype)
        self._n_labels = max(n_outputs, 2)
        self._answered = self._counts("answered", 2 * self._n_labels)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch; a weight counts a sample so many times."""
        labels = _labels(y_true)
        if self.n_outputs == 1:
            answers = ops.cast(ops.reshape(y_pred, (-1,)) > 0.5, "int32")
        else:
            answers = ops.cast(ops.argmax(y_pred, axis=-1), "int32")
        found = ops.cast(ops.equal(labels, answers), "int32")
        self._count(self._answered, 2 * labels + found, _weights(sample_weight, labels, self.dtype))

    def result(self) -> Any:
        """Return the mean recall so far; 0 before the first sample."""
        answered = ops.reshape(self._answered, (self._n_labels, 2))
        seen = ops.sum(answered, axis=1)
        recall = ops.divide_no_nan(answered[:, 1], seen)
        return ops.divide_no_nan(ops.sum(recall), ops.sum(ops.cast(seen > 0, self.dtype)))


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
