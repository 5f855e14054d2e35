"""A curve of a plot: its points, how it looks, and the axis along which it is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from desktop_app.widgets.curve_lines import LineStyle
from desktop_app.widgets.series import GrowingSeries, Points


@dataclass(eq=False)
class Curve:
    """A curve of a plot.

    Attributes:
        name: What it shows, for a person.
        series: Its points.
        style: How it looks.
        part: Which of the curves of that name it is: "training"; "" where there is one alone.
        shown: Whether it is drawn.
        on_right: Whether it belongs to the axis at the right.
        along: Places on the x axis of the plot (second) for some x of the series (first), both
            ascending, straight between them; None where the two are the same. The points stay as
            they are when the axis changes from epochs to hours, however many they are.
    """

    name: str
    series: GrowingSeries
    style: LineStyle
    part: str = ""
    shown: bool = True
    on_right: bool = False
    along: Points | None = None

    @property
    def words(self) -> str:
        """Its name and part."""
        return f"{self.name} {self.part}".rstrip()

    def seen(self, low: float, high: float, columns: int, *, smoothed: bool = False) -> Points:
        """Return what a drawing of a part of the plot needs, as `GrowingSeries.seen` does."""
        x, y = self.series.seen(
            self._own(low), self._own(high), columns, smoothed=smoothed and self.series.weight > 0
        )
        return (x if self.along is None else np.interp(x, *self.along)), y

    def read(self, place: float, reach: float) -> tuple[float, float] | None:
        """Return x on the axis and y, smoothed where the curve is, of the nearest point.

        Args:
            place: Where to read, on the axis.
            reach: How far beyond its ends the curve is still read, on the axis.
        """
        number = self.series.nearest(self._own(place))
        if number is None:
            return None
        ends = self.series.x[[0, min(1, len(self.series) - 1), -1, number]]
        first, second, last, found = ends if self.along is None else np.interp(ends, *self.along)
        gap = max(reach, second - first) if second > first else math.inf
        if not first - gap <= place <= last + gap:
            return None
        return float(found), float(self.series.smoothed[number])

    def end(self) -> float:
        """Return where it ends on the axis; 0 where it has no points."""
        if not len(self.series):
            return 0.0
        last = float(self.series.x[-1])
        return last if self.along is None else float(np.interp(last, *self.along))

    def _own(self, place: float) -> float:
        """Return the x of the series at a place on the axis."""
        return place if self.along is None else float(np.interp(place, *self.along[::-1]))
