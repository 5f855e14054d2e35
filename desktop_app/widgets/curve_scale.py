"""From values to pixels along one axis, linear or logarithmic, and where its ticks stand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

_BEYOND = 2000.0
"""Pixels beyond an end at which lines are cut: their slope is kept, and they can be painted."""


@dataclass(frozen=True)
class Scale:
    """One axis.

    Attributes:
        low: Value at the beginning.
        high: Value at the end; above `low`.
        start: Pixel of `low`.
        end: Pixel of `high`.
        log: Whether equal distances are equal ratios; `low` is above 0 then.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @overload
    def pixels(self, values: float) -> float: ...
    @overload
    def pixels(self, values: NDArray[np.float64]) -> NDArray[np.float64]: ...
    def pixels(self, values: Any) -> Any:
        """Return where values stand; not-a-number where they have no place."""
        shares = self._shares(values)
        near = min(self.start, self.end) - _BEYOND, max(self.start, self.end) + _BEYOND
        return np.clip(self.start + shares * (self.end - self.start), *near)

    def value(self, pixel: float) -> float:
        """Return the value at a pixel."""
        share = (pixel - self.start) / (self.end - self.start)
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)

    def ticks(self, apart: float) -> list[float]:
        """Return round values on the axis.

        Args:
            apart: Least distance of two of them, in pixels.
        """
        count = max(1, int(abs(self.end - self.start) / apart))
        if self.log and self.high / self.low > 8:
            return _log_ticks(self.low, self.high, count)
        step = _round_step((self.high - self.low) / count)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [step * number for number in range(first, last + 1)]

    def _shares(self, values: Any) -> Any:
        if not self.log:
            return (values - self.low) / (self.high - self.low)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(np.where(np.asarray(values) > 0, values, np.nan))
        return (logs - math.log(self.low)) / math.log(self.high / self.low)


def tick_texts(ticks: Iterable[float]) -> list[str]:
    """Return what is written at ticks: as many decimals as they need to be told apart."""
    ticks = list(ticks)
    texts = [f"{tick:.6g}" for tick in ticks]
    if any("e" in text for text in texts) or not ticks:
        return [_short(tick) for tick in ticks]
    ratio = max(map(abs, ticks)) / min((abs(tick) for tick in ticks if tick), default=1.0)
    if ratio > 50:  # a logarithmic axis
        return texts
    decimals = max(len(text.partition(".")[2]) for text in texts)
    return [f"{tick:.{decimals}f}" for tick in ticks]


def value_text(value: float) -> str:
    """Return a value of a curve for reading: four digits, short also where it is tiny."""
    if not math.isfinite(value):
        return "–"
    return f"{value:.4f}" if 0.001 <= abs(value) < 1000 or value == 0 else _short(value)


def _short(value: float) -> str:
    """Return 2.5e-4 for 0.00025."""
    if value == 0:
        return "0"
    digits, _, power = f"{value:.3e}".partition("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(power)}"


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20 and so on that is at least so much."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10, 20) if step * power >= least * (1 - 1e-9))


def _log_ticks(low: float, high: float, count: int) -> list[float]:
    """Return powers of ten, every so many of them; with their double and fivefold where few."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    decades = math.log10(high / low)
    every = max(1, math.ceil(decades / count))
    factors = (1, 2, 5) if 3 * decades <= count else (1,)
    found = [
        factor * 10.0**power
        for power in range(first, last + 1)
        if power % every == 0
        for factor in factors
    ]
    return [tick for tick in found if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
