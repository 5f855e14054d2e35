"""Tells a training's steps and epochs as events."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import keras

from training.callbacks.best_model import BestModel
from training.events import EpochEnded, Event, PhaseProgressed, StepEnded


class Reporter(keras.callbacks.Callback):  # type: ignore[misc]
    """Turns Keras's calls into events. Stands behind BestModel in the list of callbacks.

    Args:
        on_event: Receives the events, on the training's thread.
        best_model: Knows which epoch was kept.
        validation_steps: Batches in a validation pass.
        stage: Stage, from 0.
        seconds_held: For how long the training has been paused in all.

    Attributes:
        first_batch: Steps of the epoch that were done before this `fit` began.
    """

    def __init__(
        self,
        on_event: Callable[[Event], None],
        best_model: BestModel,
        validation_steps: int,
        stage: int,
        seconds_held: Callable[[], float],
    ) -> None:
        super().__init__()
        self._on_event = on_event
        self._best_model = best_model
        self._validation_steps = validation_steps
        self._stage = stage
        self._seconds_held = seconds_held
        self.first_batch = 0
        self._epoch = 0
        self._epoch_began = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Tell that training goes on."""
        self._epoch = epoch
        self._epoch_began = self._now()
        self._on_event(PhaseProgressed(time=time.time(), phase="training"))

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell of a step."""
        self._on_event(
            StepEnded(
                time=time.time(),
                epoch=self._epoch,
                step=self.first_batch + batch,
                logs=_plain(logs),
            )
        )

    def on_test_begin(self, logs: Any = None) -> None:
        """Tell that validation began."""
        self._validated(0)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell how far validation is."""
        self._validated(batch + 1)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Tell of an epoch."""
        self._on_event(
            EpochEnded(
                time=time.time(),
                epoch=epoch,
                logs=_plain(logs),
                seconds=self._now() - self._epoch_began,
                best=self._best_model.best_epoch == epoch,
                stage=self._stage,
            )
        )

    def _now(self) -> float:
        """Return seconds of a clock that stands still in a pause."""
        return time.monotonic() - self._seconds_held()

    def _validated(self, done: int) -> None:
        self._on_event(
            PhaseProgressed(
                time=time.time(), phase="validating", done=done, total=self._validation_steps
            )
        )


def _plain(logs: dict[str, Any] | None) -> dict[str, float]:
    return {name: float(value) for name, value in (logs or {}).items()}
