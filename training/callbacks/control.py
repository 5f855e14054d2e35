"""Stops a training within one batch, also during validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from training.control import Control
from training.errors import Cancelled


class ControlCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """Raises Cancelled from the next training or validation batch once a stop is requested.

    Keras's own `stop_training` would finish the whole validation pass first, and `fit` forgets it
    when set before the start.

    Args:
        control: Where the request is made.
        before_stop: Called before Cancelled is raised.
    """

    def __init__(self, control: Control, before_stop: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._control = control
        self._before_stop = before_stop

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Look for a request."""
        self._look()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look for a request."""
        self._look()

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Look for a request."""
        self._look()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look for a request."""
        self._look()

    def _look(self) -> None:
        if self._control.stop_requested.is_set():
            self._before_stop()
            raise Cancelled
