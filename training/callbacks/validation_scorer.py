"""Tells how the validation part was read after each epoch, without a pass of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.events import Event, ValidationScored
from training.objectives.metrics import Confusion


@dataclass(frozen=True, eq=False)
class Watched:
    """The few samples whose probabilities are told after every epoch.

    Attributes:
        names: Their names.
        truths: Their labels.
        elements: What the model takes in, shape (samples, ...), float32.
    """

    names: Sequence[str]
    truths: Sequence[int]
    elements: NDArray[np.float32]


class ValidationScorer(keras.callbacks.Callback):  # type: ignore[misc]
    """Reads the counts that validation has left in its metric, and predicts a few samples.

    Stands behind the Reporter in the list of callbacks, and before what puts weights back.

    Args:
        on_event: Receives the events.
        confusion: The metric.
        labels: What its rows stand for.
        watched: The samples.
    """

    def __init__(
        self,
        on_event: Callable[[Event], None],
        confusion: Confusion,
        labels: Sequence[str],
        watched: Watched,
    ) -> None:
        super().__init__()
        self._on_event = on_event
        self._confusion = confusion
        self._labels = labels
        self._watched = watched

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Tell of the validation pass that has just ended."""
        negative, positive = self._confusion.read
        self._on_event(
            ValidationScored(
                time=time.time(),
                epoch=epoch,
                labels=list(self._labels),
                matrix=self._confusion.matrix.tolist(),
                sensitivity=_share(positive[1], positive),
                specificity=_share(negative[0], negative),
                samples=list(self._watched.names),
                truths=list(self._watched.truths),
                probabilities=self._probabilities().tolist(),
            )
        )

    def _probabilities(self) -> NDArray[np.float64]:
        """Return the probability of each label, shape (samples, labels)."""
        score = np.asarray(self.model.predict_on_batch(self._watched.elements), dtype=np.float64)
        return np.hstack([1.0 - score, score]) if score.shape[1] == 1 else score


def _share(part: np.int64, of: NDArray[np.int64]) -> float | None:
    return float(part / of.sum()) if of.sum() else None
