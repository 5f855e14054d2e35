"""Sets the learning rate of every step."""

from __future__ import annotations

from typing import Any

import keras

from training.stages import Stage


class LearningRate(keras.callbacks.Callback):  # type: ignore[misc]
    """Follows the schedule of a stage, times a scale that others may change.

    Args:
        stage: Whose schedule.
        stage_began: First epoch of the stage.
        steps_per_epoch: Batches in a training epoch.

    Attributes:
        scale: What the schedule is multiplied with.
        first_batch: Steps of the epoch that were done before this `fit` began.
    """

    def __init__(self, stage: Stage, stage_began: int, steps_per_epoch: int) -> None:
        super().__init__()
        self._stage = stage
        self._stage_began = stage_began
        self._steps_per_epoch = steps_per_epoch
        self._epoch = 0
        self._set: float | None = None
        self.scale = 1.0
        self.first_batch = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Remember the epoch."""
        self._epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Set the learning rate where it changes."""
        value = self.scale * self._scheduled(batch)
        if value != self._set:
            self.model.optimizer.learning_rate = value
            self._set = value

    def change(self, batch: int, learning_rate: float) -> float:
        """Let a step have another learning rate, and those after it in proportion.

        Args:
            batch: The step that comes next, as Keras counts.
            learning_rate: Above 0.

        Returns:
            What the step gets, which may differ in the last digit.
        """
        scheduled = self._scheduled(batch)
        self.scale = learning_rate / scheduled
        return self.scale * scheduled

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Report the last one among the epoch's logs."""
        if logs is not None:
            logs["learning_rate"] = self.current

    def _scheduled(self, batch: int) -> float:
        epochs_done = self._epoch - self._stage_began
        step = epochs_done * self._steps_per_epoch + self.first_batch + batch
        return self._stage.learning_rate_at(step, self._stage.epochs * self._steps_per_epoch)

    @property
    def current(self) -> float:
        """The learning rate of the last step."""
        return self._stage.learning_rate if self._set is None else self._set

    @property
    def state(self) -> float:
        """What to remember over a resume."""
        return self.scale

    @state.setter
    def state(self, state: float) -> None:
        self.scale = state
