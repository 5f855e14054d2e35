"""Raises the learning rate from step to step and notes the losses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras

_DIVERGED = 4.0
"""How many times its lowest value the smoothed loss may rise to."""
_KEPT = 0.8
"""Share of the smoothed loss that is kept from step to step."""


class Ended(Exception):  # noqa: N818 - not an error
    """Raised to leave Keras's loop when the loss diverges."""


class RangeTest(keras.callbacks.Callback):  # type: ignore[misc]
    """Sets a learning rate for every step, and raises `Ended` when the loss diverges.

    Args:
        rate_at: Step, from 0, to its learning rate.
        on_point: Told the rate and the loss of each step.
        on_step: Told the steps done, before each step; may raise Cancelled.

    Attributes:
        rates: Learning rates of the steps that had a finite loss.
        losses: Their losses.
    """

    def __init__(
        self,
        rate_at: Callable[[int], float],
        on_point: Callable[[float, float], None],
        on_step: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._rate_at = rate_at
        self._on_point = on_point
        self._on_step = on_step
        self._smoothed = 0.0
        self._lowest = math.inf
        self.rates: list[float] = []
        self.losses: list[float] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Set the rate."""
        self._on_step(batch)
        self.model.optimizer.learning_rate = self._rate_at(batch)
        self.model.reset_metrics()  # or the loss would be the mean over all steps

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the loss."""
        loss = float((logs or {})["loss"])
        if not math.isfinite(loss):
            raise Ended
        self.rates.append(self._rate_at(batch))
        self.losses.append(loss)
        self._on_point(self.rates[-1], loss)
        self._smoothed = _KEPT * self._smoothed + (1 - _KEPT) * loss
        mean = self._smoothed / (1 - _KEPT ** (batch + 1))
        self._lowest = min(self._lowest, mean)
        if mean > _DIVERGED * self._lowest:
            raise Ended
