"""Notes when each step ends, and leaves Keras's loop after enough of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import keras


class Enough(Exception):  # noqa: N818 - not an error
    """Raised to leave Keras's loop when enough steps are timed."""


class Stopwatch(keras.callbacks.Callback):  # type: ignore[misc]
    """Notes when training steps end; raises `Enough` after so long or so many of them.

    Args:
        on_step: Told the steps done, before and after each of training and of validation; may
            raise Cancelled.
        seconds: How long, after the first step.
        steps: How many after the first.

    Attributes:
        times: When each training step ended, in seconds of `time.perf_counter`.
    """

    def __init__(
        self, on_step: Callable[[int], None], seconds: float = math.inf, steps: float = math.inf
    ) -> None:
        super().__init__()
        self._on_step = on_step
        self._seconds = seconds
        self._steps = steps
        self.times: list[float] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell that a step begins."""
        self._on_step(len(self.times))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Note the time."""
        self.times.append(time.perf_counter())
        self._on_step(len(self.times))
        after = len(self.times) - 1
        if after and (after >= self._steps or self.times[-1] - self.times[0] >= self._seconds):
            raise Enough

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell that a step of validation begins."""
        self._on_step(batch)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell that a step of validation has ended."""
        self._on_step(batch + 1)
