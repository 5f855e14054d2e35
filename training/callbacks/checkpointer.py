"""Keeps checkpoints while a training runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from training.callbacks.cost_limit import CostLimit


class Checkpointer(keras.callbacks.Callback):  # type: ignore[misc]
    """Asks for a checkpoint every so many seconds and at the end of each epoch.

    Where writing one takes long, they become rarer, so that they do not slow the training down.

    Args:
        save: Saves one: epoch, steps of it that are done, and whether the stage has ended.
        seconds: How often; 0: after every step, whatever it costs.
        steps_per_epoch: Batches in a training epoch.
        first_epoch: Epoch to begin or go on with.
        last_epoch: The last epoch of the stage.

    Attributes:
        first_batch: Steps of the epoch that were done before this `fit` began.
        next_epoch: The first epoch that has not ended.
    """

    def __init__(
        self,
        save: Callable[[int, int, bool], None],
        seconds: float,
        steps_per_epoch: int,
        first_epoch: int,
        last_epoch: int,
    ) -> None:
        super().__init__()
        self._save = save
        self._seconds = seconds
        self._steps_per_epoch = steps_per_epoch
        self._last_epoch = last_epoch
        self._epoch = self._step = 0
        self._between_steps = False
        self._limit = CostLimit()
        self.first_batch = 0
        self.next_epoch = first_epoch

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Remember the epoch."""
        self._epoch, self._step = epoch, self.first_batch
        self._between_steps = True

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Save when it is time; not after the last step, whose epoch ends with validation."""
        self._step = self.first_batch + batch + 1
        self._between_steps = self._step < self._steps_per_epoch
        if self._between_steps and self._is_time():
            self.save_now()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Save, except where epochs are too short to be worth it; always when a stage ends."""
        ended = bool(epoch >= self._last_epoch or self.model.stop_training)
        self._between_steps = False
        self.next_epoch = epoch + 1
        if ended or not self._seconds or self._limit.allows():
            self._timed(epoch + 1, 0, stage_ended=ended)

    @property
    def place(self) -> tuple[int, int]:
        """The epoch, from 0, and how many steps of it are done."""
        return self._epoch, self._step

    def save_now(self) -> None:
        """Save where the training stands, if it stands between two steps."""
        if self._between_steps:
            self._timed(self._epoch, self._step, stage_ended=False)

    def _is_time(self) -> bool:
        return not self._seconds or self._limit.allows(every=self._seconds)

    def _timed(self, epoch: int, step: int, *, stage_ended: bool) -> None:
        with self._limit.measured():
            self._save(epoch, step, stage_ended)
