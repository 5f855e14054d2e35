"""Lets a person steer a training between its steps, and stop it also during validation."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import keras

from training.callbacks.checkpointer import Checkpointer
from training.callbacks.learning_rate import LearningRate
from training.control import Control
from training.errors import Cancelled
from training.events import Event, LearningRateChanged, RunContinued, RunPaused, WeightsSeen

Weights = Callable[[int, int], WeightsSeen]
"""Returns what is to be seen of the weights after so many steps of an epoch."""


class ControlCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """Does what a person asks for before each step. Stands before all others in their list.

    A stop raises Cancelled from the next training or validation batch. Keras's own `stop_training`
    would finish the whole validation pass first, and `fit` forgets it when set before the start.

    Whatever is asked for is kept in a checkpoint at once: a kill during a pause loses nothing.

    Args:
        control: Where requests are made.
        on_event: Receives events.
        rate: Sets the learning rate of a step, after this.
        keeper: Knows where the training stands, and saves it.
        weights: Looks at the weights.
    """

    def __init__(
        self,
        control: Control,
        on_event: Callable[[Event], None],
        rate: LearningRate,
        keeper: Checkpointer,
        weights: Weights,
    ) -> None:
        super().__init__()
        self._control = control
        self._on_event = on_event
        self._rate = rate
        self._keeper = keeper
        self._weights = weights

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Do what is asked for, and hold here for as long as that is asked for."""
        if self._control.waits_for_nothing:
            return
        self._control.linger()
        self._do_what_is_asked(batch)
        if self._control.holds:
            self._hold(batch)
        self._stop_if_asked()
        self._control.begin_step()

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Look for a stop."""
        self._stop_if_asked()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look for a stop."""
        self._stop_if_asked()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Hold before the next epoch where this one alone was allowed."""
        self._control.end_epoch()

    def _hold(self, batch: int) -> None:
        self._keeper.save_now()
        epoch, step = self._keeper.place
        self._on_event(RunPaused(time=time.time(), epoch=epoch, step=step))
        while self._control.holds:
            self._control.hold()
            self._do_what_is_asked(batch)
        if not self._control.stop_requested.is_set():
            self._on_event(RunContinued(time=time.time()))

    def _do_what_is_asked(self, batch: int) -> None:
        epoch, step = self._keeper.place
        rate = self._control.take_learning_rate()
        if rate is not None:
            rate = self._rate.change(batch, rate)
            self._on_event(
                LearningRateChanged(time=time.time(), epoch=epoch, step=step, learning_rate=rate)
            )
            self._keeper.save_now()
        if self._control.look_requested.is_set():
            self._control.look_requested.clear()
            self._on_event(self._weights(epoch, step))

    def _stop_if_asked(self) -> None:
        if self._control.stop_requested.is_set():
            self._keeper.save_now()
            raise Cancelled
