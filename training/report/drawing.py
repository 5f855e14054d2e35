"""Curves and matrices as SVG: text stays text, and a page may recolour them by their classes.

The colours in the drawings are those for paper; class names come from the template `plot.svg.jinja`
and `matrix.svg.jinja`, which escape whatever a stranger has called a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.report.document import Figure
from training.report.templates import render

WIDTH, HEIGHT = 420, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 30, 46
_CLOSE = 0.4
"""Units that a point lies from the last one kept, at least."""
_CELL, _MOST_CELLS = 58, 30
_LETTER = 6.4
_SHORT = 16
_SERIES = 4


@dataclass(frozen=True, eq=False)
class Line:
    """A curve.

    Attributes:
        name: What the legend calls it; empty: not named.
        x: Shape (n,).
        y: Shape (n,); where it is NaN, nothing is drawn.
        look: "series" for a colour of its own, "reference" for a thin dashed line.
        points: Whether each value is marked.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    look: str = "series"
    points: bool = False


@dataclass(frozen=True)
class Mark:
    """A point with a name and perhaps an interval upwards and downwards."""

    x: float
    y: float
    name: str = ""
    low: float | None = None
    high: float | None = None


def plot(
    title: str,
    alt: str,
    labels: tuple[str, str],
    lines: Sequence[Line],
    marks: Sequence[Mark] = (),
    *,
    x_range: tuple[float, float] = (0.0, 1.0),
    y_range: tuple[float, float] = (0.0, 1.0),
) -> Figure:
    """Draw curves.

    Args:
        title: What they show.
        alt: What is to be seen.
        labels: Of both axes.
        lines: The curves.
        marks: Points over them.
        x_range: Ends of the horizontal axis.
        y_range: Ends of the vertical axis.
    """
    across = _Axis(x_range, _LEFT, WIDTH - _RIGHT)
    up = _Axis(y_range, HEIGHT - _BOTTOM, _TOP)
    drawn: list[dict[str, Any]] = []
    series, room = 0, _LEFT
    for line in lines:
        colour = -1
        if line.look == "series":
            colour, series = series % _SERIES, series + 1
        pieces = _pieces(across.of(line.x), up.of(line.y))
        told = {"name": line.name, "colour": colour, "pieces": pieces, "dots": line.points}
        drawn.append(told | {"legend": room})
        room += round(len(line.name) * _LETTER) + 44 if line.name else 0
    svg = render(
        "plot.svg.jinja",
        alt=alt,
        width=WIDTH,
        height=HEIGHT,
        frame=(_LEFT, _TOP, WIDTH - _RIGHT - _LEFT, HEIGHT - _BOTTOM - _TOP),
        x_ticks=across.ticks(),
        y_ticks=up.ticks(),
        labels=labels,
        lines=drawn,
        marks=[_placed(mark, across, up) for mark in marks],
    )
    return Figure(title, svg, alt, (WIDTH, HEIGHT))


def matrix(title: str, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> Figure | None:
    """Draw a confusion matrix, shaded by the share of its row; None for too many classes.

    Args:
        title: What it shows.
        labels: Of rows (the truth) and columns (the reading).
        counts: Shape (len(labels), len(labels)).
    """
    n = len(labels)
    if n > _MOST_CELLS:
        return None
    short = [name if len(name) <= _SHORT else name[: _SHORT - 1] + "…" for name in labels]
    room = round(max(map(len, short)) * _LETTER) + 34
    slanted = n > 2
    above = (round(room * 0.6) + 20) if slanted else 46
    cells = []
    for row, values in enumerate(counts):
        of = max(sum(values), 1)
        for column, count in enumerate(values):
            share = count / of if sum(values) else 0.0
            cells.append(
                {
                    "x": room + column * _CELL,
                    "y": above + row * _CELL,
                    "count": f"{count:,}",
                    "share": f"{100 * share:.0f} %" if sum(values) else "",
                    "opacity": f"{0.06 + 0.94 * share:.3f}",
                    "dark": share > 0.55,
                }
            )
    width, height = room + n * _CELL + (round(room * 0.5) if slanted else 14), above + n * _CELL + 8
    rightly = sum(counts[place][place] for place in range(n))
    alt = (
        f"Confusion matrix: {rightly:,} of {sum(map(sum, counts)):,} on the diagonal. "
        + "; ".join(
            f"true {labels[row]}: "
            + ", ".join(
                f"{count:,} read as {labels[column]}" for column, count in enumerate(values)
            )
            for row, values in enumerate(counts)
        )
    )
    svg = render(
        "matrix.svg.jinja",
        alt=alt,
        width=width,
        height=height,
        cell=_CELL,
        rows=[(room - 8, above + (i + 0.5) * _CELL + 4, name) for i, name in enumerate(short)],
        columns=[(room + (i + 0.5) * _CELL, above - 8, name) for i, name in enumerate(short)],
        slanted=slanted,
        middle=(room + n * _CELL / 2, above + n * _CELL / 2),
        cells=cells,
    )
    return Figure(title, svg, alt, (width, height))


@dataclass(frozen=True)
class _Axis:
    """Where a value lies, in units of the drawing."""

    ends: tuple[float, float]
    start: float
    stop: float

    def of(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = self.ends
        part = (np.asarray(value, dtype=np.float64) - low) / (high - low)
        return np.asarray(self.start + part * (self.stop - self.start), dtype=np.float64)

    def at(self, value: float) -> float:
        return float(self.of(np.array([min(max(value, self.ends[0]), self.ends[1])]))[0])

    def ticks(self) -> list[tuple[float, str]]:
        low, high = self.ends
        rough = (high - low) / 5
        unit = 10.0 ** np.floor(np.log10(rough))
        step = next(unit * f for f in (1, 2, 2.5, 5, 10) if unit * f >= rough * 0.999)
        first = np.ceil(low / step - 1e-9) * step
        values = np.arange(first, high + step * 1e-6, step)
        return [(round(self.at(float(v)), 2), f"{round(float(v), 10) + 0.0:g}") for v in values]


def _pieces(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[list[tuple[float, float]]]:
    """Return the drawn pieces of a curve, without points that nobody can tell apart."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, (a, b) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        if not (np.isfinite(a) and np.isfinite(b)):
            pieces.append([])
            continue
        point, last = (round(a, 2), round(b, 2)), pieces[-1][-1] if pieces[-1] else None
        far = last is None or abs(point[0] - last[0]) + abs(point[1] - last[1]) >= _CLOSE
        if far or place == x.size - 1:
            pieces[-1].append(point)
    return [piece for piece in pieces if piece]


def _placed(mark: Mark, across: _Axis, up: _Axis) -> dict[str, object]:
    x = across.at(mark.x)
    ends = None
    if mark.low is not None and mark.high is not None:
        ends = round(up.at(mark.low), 2), round(up.at(mark.high), 2)
    return {
        "x": round(x, 2),
        "y": round(up.at(mark.y), 2),
        "name": mark.name,
        "ends": ends,
        "left": x > WIDTH * 0.6,
    }
