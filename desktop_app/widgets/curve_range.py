"""Which values an axis is to show, so that a few wild ones do not flatten the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_ROOM = 0.08
"""Room above and below the curves, as a share of the range."""
_LITTLE = 1.5
"""How far the highest value may stand above the 98th percentile and is still shown."""
_WILD = 4.0
"""How often the usual value of a curve may stand above itself before the axis leaves it out."""


def y_range(curves: Sequence[NDArray[np.float64]], *, log: bool) -> tuple[float, float]:
    """Return the range of an axis.

    A curve is shown up to its 98th percentile, where a few wild steps go far above that, and up to
    four times what is usual for it or what it began with, so that a diverged loss leaves at the
    top and what came before stays readable.

    Args:
        curves: y of what is drawn; not-a-number where there is a gap.
        log: Whether the axis is logarithmic; values up to 0 have no place on it then.
    """
    known = [values[np.isfinite(values)] for values in curves]
    if log:
        known = [values[values > 0] for values in known]
    known = [values for values in known if len(values)]
    if not known:
        return (0.1, 1.0) if log else (0.0, 1.0)
    high = max(_highest(values) for values in known)
    low = min(_lowest(values, log=log) for values in known)
    if log:
        high = max(high, low * 1.5)
        room = (high / low) ** _ROOM
        return low / room, high * room
    return _with_room(low, high)


def _with_room(low: float, high: float) -> tuple[float, float]:
    """Return a range with some room; from 0 on where that loses little."""
    if high <= low:
        low, high = low - abs(low or 1.0) / 2, high + abs(high or 1.0) / 2
    elif 0 <= low < 0.5 * high:
        return 0.0, high + _ROOM * high
    room = _ROOM * (high - low)
    return low - room, high + room


def _highest(values: NDArray[np.float64]) -> float:
    begun = float(np.median(values[: max(1, len(values) // 50)]))
    usual = max(float(np.median(values)), begun)
    high = float(values.max())
    if len(values) > 50 and high > _LITTLE * (most := float(np.percentile(values, 98))) > 0:
        high = most
    return min(high, _WILD * usual) if usual > 0 else high


def _lowest(values: NDArray[np.float64], *, log: bool) -> float:
    """Return the lowest value; on a logarithmic axis but for the few near 0 that would fill it."""
    return float(np.percentile(values, 2) if log and len(values) > 50 else values.min())
