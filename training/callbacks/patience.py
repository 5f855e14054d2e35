"""What happens when the monitored number no longer improves."""

from __future__ import annotations

from typing import Any

import keras

from training.callbacks.improvement import Improvement
from training.callbacks.learning_rate import LearningRate
from training.config import PatienceConfig


class Patience(keras.callbacks.Callback):  # type: ignore[misc]
    """Reduces the learning rate, and ends a stage, after epochs without improvement.

    Keras's EarlyStopping and ReduceLROnPlateau forget what they have seen whenever `fit` begins;
    this one keeps it over a resume.

    Args:
        config: After how many epochs, and how far.
        monitor: Log to watch.
        learning_rate: What to reduce.
    """

    def __init__(self, config: PatienceConfig, monitor: str, learning_rate: LearningRate) -> None:
        super().__init__()
        self._config = config
        self._improvement = Improvement(monitor)
        self._learning_rate = learning_rate
        self._since_best = 0
        self._since_reduced = 0

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Count, and act when patience has run out."""
        config = self._config
        if not (config.stop_after or config.reduce_after):
            return
        if self._improvement.seen(logs):
            self._since_best = self._since_reduced = 0
            return
        self._since_best += 1
        self._since_reduced += 1
        if config.reduce_after and self._since_reduced >= config.reduce_after:
            self._reduce()
            self._since_reduced = 0
        if config.stop_after and self._since_best >= config.stop_after:
            self.model.stop_training = True

    def _reduce(self) -> None:
        rate, minimum = self._learning_rate.current, self._config.minimum_learning_rate
        if rate > minimum:
            self._learning_rate.scale *= max(rate * self._config.factor, minimum) / rate

    @property
    def state(self) -> dict[str, Any]:
        """What to remember over a resume."""
        return {
            "best": self._improvement.state,
            "since_best": self._since_best,
            "since_reduced": self._since_reduced,
        }

    @state.setter
    def state(self, state: dict[str, Any]) -> None:
        self._improvement.state = state["best"]
        self._since_best, self._since_reduced = state["since_best"], state["since_reduced"]
