"""What an overlay shows of one run; plain numbers, made on any thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from desktop_app.widgets.series import GrowingSeries, Points

Along = Literal["epoch", "step", "time"]


@dataclass(frozen=True, eq=False)
class OverlayRun:
    """Curves of one metric of a run.

    Making it copies its numbers and looks at each of them, which takes some 20 ms for a million
    steps: make it where the run is read, not on the window's thread.

    Attributes:
        name: Name of the run, unlike those of the others.
        x: Places of training steps in epochs, ascending, shape (n,).
        y: Values there, shape (n,); what is not finite leaves a gap.
        validation_x: Epochs done, ascending, shape (m,).
        validation_y: Values on validation data, shape (m,).
        steps_per_epoch: Steps in an epoch; 0 where unknown.
        clock: Seconds since the start (second) after so many epochs (first), both ascending; empty
            where unknown.
        training: The training curve.
        validation: The validation curve.
    """

    name: str
    x: ArrayLike
    y: ArrayLike
    validation_x: ArrayLike = ()
    validation_y: ArrayLike = ()
    steps_per_epoch: int = 0
    clock: tuple[ArrayLike, ArrayLike] = ((), ())
    training: GrowingSeries = field(init=False)
    validation: GrowingSeries = field(init=False)

    def __post_init__(self) -> None:
        for name, x, y in (
            ("training", self.x, self.y),
            ("validation", self.validation_x, self.validation_y),
        ):
            series = GrowingSeries(x, y)
            series.prepare()
            object.__setattr__(self, name, series)

    def can_lie(self, along: Along) -> bool:
        """Return whether its curves can be drawn along an axis."""
        match along:
            case "step":
                return self.steps_per_epoch > 0
            case "time":
                return len(np.asarray(self.clock[0])) > 0
        return True

    def places(self, along: Along) -> Points | None:
        """Return places on an axis for some epochs, for `Curve.along`; time is in minutes."""
        if along == "step" and self.steps_per_epoch:
            # One straight line, long enough for every run: an interpolation ends at its ends.
            epochs = np.array([0.0, 1e6])
            return epochs, epochs * self.steps_per_epoch
        if along == "time" and self.can_lie("time"):
            epochs, seconds = (np.asarray(part, dtype=np.float64) for part in self.clock)
            return np.append(0.0, epochs), np.append(0.0, seconds) / 60
        return None
