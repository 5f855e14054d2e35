"""Curves over a common x axis as a drawing, on the screen or in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from desktop_app.theme import current_colours
from desktop_app.widgets.curve import Curve
from desktop_app.widgets.curve_frame import Frame, Mark, Ranges, make_frame
from desktop_app.widgets.curve_lines import paint_line, pen
from desktop_app.widgets.curve_marks import paint_marks
from desktop_app.widgets.curve_range import y_range
from desktop_app.widgets.curve_scale import value_text
from desktop_app.widgets.series import Points

_FEW = 4
"""Curves up to which every column of pixels has its own extremes; of more, every third one."""

Span = tuple[float, float]


@dataclass(eq=False)
class Drawing:
    """What a plot of curves shows.

    Attributes:
        curves: The curves, from back to front.
        marks: Marked places.
        labels: What the x axis, the y axis and the axis at the right show.
        home: What the x axis shows where nobody has zoomed.
        view: What it shows instead; None for `home`.
        fixed: What the y axis shows where nobody has zoomed; None for what the curves need.
        log: Whether the y axes are logarithmic.
        place_words: Says a place on the x axis in words.
    """

    curves: list[Curve] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    labels: tuple[str, str, str] = ("Epoch", "", "")
    home: Span = (0.0, 1.0)
    view: Span | None = None
    fixed: Span | None = None
    log: bool = False
    place_words: Callable[[float], str] = "Epoch {:.2f}".format

    @property
    def x_range(self) -> Span:
        """From where to where the x axis goes."""
        return self.view or self.home

    def paint(self, painter: QPainter, area: QRectF) -> Frame:
        """Paint everything; return where the axes are.

        Args:
            painter: Paints, with the font of the axes.
            area: Where, in the painter's units.
        """
        painter.fillRect(area, QColor(current_colours().surface))
        shown = [curve for curve in self.curves if curve.shown and len(curve.series)]
        columns = max(1, int(area.width()) // (1 if len(shown) <= _FEW else 3))
        smoothed = sum(curve.series.weight > 0 for curve in shown)
        behind = columns if smoothed <= _FEW else columns // 2
        raw = [
            curve.seen(*self.x_range, behind if curve.series.weight else columns) for curve in shown
        ]
        lines = [  # what a curve is read by; the raw one stands behind it
            curve.seen(*self.x_range, columns, smoothed=True) if curve.series.weight else seen
            for curve, seen in zip(shown, raw, strict=True)
        ]
        ranges = self._ranges(shown, raw)
        frame = make_frame(area, QFontMetricsF(painter.font()), ranges, self.labels)
        frame.paint_behind(painter)
        painter.setClipRect(frame.inner.adjusted(-5, -5, 5, 5))
        for curve, seen in zip(shown, raw, strict=True):
            if curve.series.weight:
                painter.setPen(pen(curve.style, "behind"))
                paint_line(painter, *_placed(frame, curve, seen))
        for number, (curve, line) in enumerate(zip(shown, lines, strict=True)):
            painter.setPen(pen(curve.style, "smoothed" if curve.series.weight else "plain"))
            x, y = _placed(frame, curve, line)
            paint_line(painter, x, y)
            paint_marks(painter, curve.style, x, y, phase=number)
        painter.setClipping(False)
        frame.paint_marks(painter, self.marks)
        self._paint_highest(painter, frame, shown, raw)
        return frame

    def _ranges(self, shown: list[Curve], raw: list[Points]) -> Ranges:
        left: list[NDArray[np.float64]] = []
        right: list[NDArray[np.float64]] = []
        for curve, (x, y) in zip(shown, raw, strict=True):
            within = y[(x >= self.x_range[0]) & (x <= self.x_range[1])]
            (right if curve.on_right else left).append(within if len(within) else y)
        fixed = self.fixed if self.view is None and not self.log else None
        return Ranges(
            x=self.x_range,
            y=fixed or y_range(left, log=self.log),
            right=y_range(right, log=self.log) if right else None,
            log=self.log,
        )

    def _paint_highest(
        self, painter: QPainter, frame: Frame, shown: list[Curve], raw: list[Points]
    ) -> None:
        """Say how high curves go that leave at the top."""
        highest = max(
            (
                float(np.nanmax(y))
                for curve, (_, y) in zip(shown, raw, strict=True)
                if not curve.on_right and not np.isnan(y).all()
            ),
            default=frame.y.high,
        )
        if highest > frame.y.high:
            text = f"↑ up to {value_text(highest)}"
            metrics = QFontMetricsF(painter.font())
            painter.setPen(QColor(current_colours().warning))
            left = frame.inner.right() - metrics.horizontalAdvance(text) - 4
            painter.drawText(QPointF(left, frame.inner.bottom() - metrics.descent() - 3), text)


def _placed(frame: Frame, curve: Curve, points: Points) -> Points:
    scale = frame.right if curve.on_right and frame.right else frame.y
    return frame.x.pixels(points[0]), scale.pixels(points[1])
