"""Where the parts of a bar chart stand."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF

_GAP = 6


@dataclass(frozen=True)
class BarLayout:
    """Places in a widget, in pixels.

    Attributes:
        bars: The band of each bar, with its name and its number.
        names: Place of each bar's name.
        values: Place of each bar's number; empty where the numbers stand on an axis.
        parts: Places of each bar's parts, one a series; empty ones have no width or no height.
        plot: Where the bars are.
        legend: Where the names of the series are.
    """

    bars: tuple[QRectF, ...]
    names: tuple[QRectF, ...]
    values: tuple[QRectF, ...]
    parts: tuple[tuple[QRectF, ...], ...]
    plot: QRectF
    legend: QRectF

    def bar_at(self, point: QPoint | QPointF) -> int | None:
        """Return the bar whose band a point lies in."""
        where = QPointF(point)
        return next((n for n, band in enumerate(self.bars) if band.contains(where)), None)

    def part_at(self, point: QPoint | QPointF) -> tuple[int, int] | None:
        """Return bar and series of the part that a point lies in."""
        bar, where = self.bar_at(point), QPointF(point)
        if bar is None:
            return None
        series = (n for n, part in enumerate(self.parts[bar]) if part.contains(where))
        return next(((bar, number) for number in series), None)


def lay_out_rows(
    width: float,
    height: float,
    heights: NDArray[np.float64],
    *,
    line: float,
    name_width: float,
    value_width: float,
    legend_height: float,
) -> BarLayout:
    """Lay bars from left to right, one below the other.

    Args:
        width: Of the widget.
        height: Of the widget.
        heights: How far each part of each bar reaches, 0 to 1, shape (bars, series).
        line: Height of a line of text.
        name_width: Width of the longest name.
        value_width: Width of the longest number.
        legend_height: Height that the legend needs.
    """
    names_width = min(name_width + _GAP, 0.4 * width)
    plot = QRectF(
        names_width,
        0,
        max(1.0, width - names_width - value_width - _GAP - 1),
        max(1.0, height - legend_height),
    )
    band = min(plot.height() / max(1, len(heights)), 2 * line)
    bars = tuple(QRectF(0, number * band, width, band) for number in range(len(heights)))
    thick = min(band * 0.72, band - 3)
    parts = []
    for bar, row in zip(bars, heights, strict=True):
        ends = plot.left() + plot.width() * np.concatenate(([0.0], np.cumsum(row)))
        top = bar.center().y() - thick / 2
        parts.append(tuple(QRectF(a, top, b - a, thick) for a, b in itertools.pairwise(ends)))
    return BarLayout(
        bars=bars,
        names=tuple(QRectF(0, bar.top(), names_width - _GAP, band) for bar in bars),
        values=tuple(
            QRectF(row[-1].right() + _GAP, bar.top(), value_width, band)
            for bar, row in zip(bars, parts, strict=True)
        ),
        parts=tuple(parts),
        plot=plot,
        legend=QRectF(0, height - legend_height, width, legend_height),
    )


def lay_out_columns(
    width: float,
    height: float,
    heights: NDArray[np.float64],
    *,
    line: float,
    axis_width: float,
    legend_height: float,
) -> BarLayout:
    """Let bars stand side by side, without gaps, as in a histogram.

    Args:
        width: Of the widget.
        height: Of the widget.
        heights: How far each part of each bar reaches, 0 to 1, shape (bars, series).
        line: Height of a line of text.
        axis_width: Width of the longest number beside the axis.
        legend_height: Height that the legend needs.
    """
    top = line / 2
    plot = QRectF(
        axis_width + _GAP,
        top,
        max(1.0, width - axis_width - _GAP - 2),
        max(1.0, height - legend_height - line - _GAP - top),
    )
    band = plot.width() / max(1, len(heights))
    bars = tuple(
        QRectF(plot.left() + number * band, 0, band, plot.bottom() + line)
        for number in range(len(heights))
    )
    parts = []
    for bar, column in zip(bars, heights, strict=True):
        ends = plot.bottom() - plot.height() * np.concatenate(([0.0], np.cumsum(column)))
        parts.append(
            tuple(QRectF(bar.left() + 1, b, band - 2, a - b) for a, b in itertools.pairwise(ends))
        )
    return BarLayout(
        bars=bars,
        names=tuple(QRectF(bar.left(), plot.bottom() + 2, band, line) for bar in bars),
        values=(),
        parts=tuple(parts),
        plot=plot,
        legend=QRectF(0, height - legend_height, width, legend_height),
    )
