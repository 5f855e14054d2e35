"""What stands around and behind curves: axes with ticks and grid, and marked places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop_app.colours import Colours, mix
from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.curve_scale import Scale, tick_texts

Kind = Literal["best", "stage", "rate"]
_STROKES: dict[Kind, list[float]] = {"best": [3, 3], "stage": [], "rate": [1, 2]}
_FLAGS = Qt.AlignmentFlag
_ROOM_FOR_LABEL = 110.0
"""Height in pixels from which the y axis also has its label."""


@dataclass(frozen=True)
class Mark:
    """A place on the x axis.

    Attributes:
        x: Where.
        text: What begins or is there, in few words.
        kind: The best epoch, the begin of a stage, or a change of the learning rate.
    """

    x: float
    text: str
    kind: Kind


@dataclass(frozen=True)
class Frame:
    """The axes of a plot, placed on a canvas.

    Attributes:
        inner: Where the curves are.
        x: The x axis.
        y: The y axis at the left.
        right: A second y axis at the right, or None.
        labels: What the x, the y and the right axis show.
    """

    inner: QRectF
    x: Scale
    y: Scale
    right: Scale | None
    labels: tuple[str, str, str]

    def paint_behind(self, painter: QPainter) -> None:
        """Paint grid, ticks and labels."""
        colours = current_colours()
        muted = QColor(colours.muted)
        grid = QPen(QColor(_grid_colour(colours.surface, colours.border)))
        metrics, inner = QFontMetricsF(painter.font()), self.inner
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_y(painter, self.y, grid, muted, left=True)
        if self.right is not None:
            self._paint_y(painter, self.right, None, muted, left=False)
        name = self.labels[0]
        end = inner.right() - metrics.horizontalAdvance(name)
        row = QRectF(0, inner.bottom() + 3, 0, metrics.height())
        painter.setPen(muted)
        painter.drawText(row.adjusted(end, 0, inner.right(), 0), name)
        ticks = self.x.ticks(current_sizes().px(64))
        for tick, text in zip(ticks, tick_texts(ticks), strict=True):
            at, wide = self.x.pixels(tick), metrics.horizontalAdvance(text)
            painter.setPen(grid)
            painter.drawLine(QLineF(at, inner.top(), at, inner.bottom()))
            if at + wide / 2 < end - 6:
                painter.setPen(muted)
                painter.drawText(QPointF(at - wide / 2, row.top() + metrics.ascent()), text)
        self._paint_border(painter, colours)

    def paint_marks(self, painter: QPainter, marks: Sequence[Mark]) -> None:
        """Paint lines at marked places, with what stands there where there is room for it."""
        colours, metrics = current_colours(), QFontMetricsF(painter.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        taken: dict[Kind, float] = {}
        for mark in sorted(marks, key=lambda mark: mark.x):
            at = self.x.pixels(mark.x)
            if not self.inner.left() - 1 <= at <= self.inner.right() + 1:
                continue
            line = QPen(QColor(colours.outline), current_sizes().line(1))
            if _STROKES[mark.kind]:
                line.setDashPattern(_STROKES[mark.kind])
            painter.setPen(line)
            painter.drawLine(QLineF(at, self.inner.top(), at, self.inner.bottom()))
            row = list(_STROKES).index(mark.kind)
            wide, high = metrics.horizontalAdvance(mark.text) + 6, metrics.height()
            left = at + 2 if at + 2 + wide <= self.inner.right() else at - 2 - wide
            place = QRectF(left, self.inner.top() + 2 + row * high, wide, high)
            free = place.left() >= taken.get(mark.kind, self.inner.left())
            if free and place.bottom() < self.inner.center().y():
                taken[mark.kind] = place.right() + 4
                ground = QColor(colours.surface)
                ground.setAlpha(210)
                painter.fillRect(place, ground)
                painter.setPen(QColor(colours.muted))
                painter.drawText(place, int(_FLAGS.AlignCenter), mark.text)

    def _paint_y(
        self, painter: QPainter, scale: Scale, grid: QPen | None, ink: QColor, *, left: bool
    ) -> None:
        metrics, inner = QFontMetricsF(painter.font()), self.inner
        ticks = y_ticks(scale)
        widest = 0.0
        for tick, text in zip(ticks, tick_texts(ticks), strict=True):
            at = scale.pixels(tick)
            if grid is not None:
                painter.setPen(grid)
                painter.drawLine(QLineF(inner.left(), at, inner.right(), at))
            wide = metrics.horizontalAdvance(text)
            widest = max(widest, wide)
            x = inner.left() - 5 - wide if left else inner.right() + 5
            painter.setPen(ink)
            painter.drawText(QPointF(x, at + metrics.ascent() / 2 - 1), text)
        if inner.height() >= _ROOM_FOR_LABEL:
            painter.save()
            high = metrics.height()
            x = inner.left() - widest - 8 - high if left else inner.right() + widest + 8
            painter.translate(x + high / 2, inner.center().y())
            painter.rotate(-90)
            room = QRectF(-inner.height() / 2, -high / 2, inner.height(), high)
            label = self.labels[1] if left else self.labels[2]
            painter.drawText(room, int(_FLAGS.AlignCenter), label)
            painter.restore()

    def _paint_border(self, painter: QPainter, colours: Colours) -> None:
        painter.setPen(QPen(QColor(colours.border), current_sizes().line(1)))
        painter.drawLine(QLineF(self.inner.bottomLeft(), self.inner.bottomRight()))
        painter.drawLine(QLineF(self.inner.topLeft(), self.inner.bottomLeft()))
        if self.right is not None:
            painter.drawLine(QLineF(self.inner.topRight(), self.inner.bottomRight()))


@dataclass(frozen=True)
class Ranges:
    """What the axes are to show.

    Attributes:
        x: From, to.
        y: From, to.
        right: From, to, of the axis at the right; None where there is none.
        log: Whether the y axes are logarithmic.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    right: tuple[float, float] | None
    log: bool


@lru_cache(maxsize=8)
def _grid_colour(surface: str, border: str) -> str:
    return mix(surface, border, 0.6)


def y_ticks(scale: Scale) -> list[float]:
    """Return where a y axis has ticks."""
    return scale.ticks(current_sizes().px(34))


def make_frame(
    area: QRectF, metrics: QFontMetricsF, ranges: Ranges, labels: tuple[str, str, str]
) -> Frame:
    """Place axes on an area: margins are as wide as the numbers on them."""
    top, bottom = area.top() + metrics.height() / 2, area.bottom() - metrics.height() - 4
    y = Scale(*ranges.y, bottom, top, ranges.log)
    right = Scale(*ranges.right, bottom, top, ranges.log) if ranges.right else None
    label = metrics.height() if bottom - top >= _ROOM_FOR_LABEL else 0.0

    def margin(scale: Scale) -> float:
        widest = max((metrics.horizontalAdvance(t) for t in tick_texts(y_ticks(scale))), default=0)
        return widest + 12 + label

    inner = QRectF(area)
    inner.setTop(top)
    inner.setBottom(bottom)
    inner.setLeft(area.left() + margin(y))
    inner.setRight(area.right() - (margin(right) if right else metrics.averageCharWidth() * 1.5))
    x = Scale(*ranges.x, inner.left(), max(inner.right(), inner.left() + 1))
    return Frame(inner, x, y, right, labels)
