"""A curve over thresholds, with the operating point on it to be dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.curve_frame import Frame, Ranges, make_frame
from desktop_app.widgets.painted_plot import PaintedPlot, Place
from desktop_app.widgets.threshold_drawing import (
    Bar,
    Line,
    State,
    paint_bars,
    paint_legend,
    paint_lines,
    paint_point,
)

Points = NDArray[np.float64]
_POINTS = 800
"""Points of a curve that are drawn and can be chosen: more than it has pixels to a side."""
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_PageDown: (0, -20),
    Qt.Key.Key_PageUp: (0, 20),
}


@dataclass(frozen=True, eq=False)
class ThresholdPlot:
    """What a plot shows.

    Attributes:
        thresholds: What each point of the curve stands for, shape (n,), from 0 to 1 or infinite.
        x: Shape (n,).
        y: Shape (n,).
        labels: What the axes show.
        words: A point in words, from threshold, x and y.
        references: Lines to compare with.
        bars: Intervals of the points.
        x_range: What the x axis shows.
        y_range: What the y axis shows.
        name: What the curve is called in the legend; "" for no legend.
        dotted: Whether the points are marked one by one.
    """

    thresholds: Points
    x: Points
    y: Points
    labels: tuple[str, str]
    words: Callable[[float, float, float], str]
    references: Sequence[Line] = ()
    bars: Sequence[Bar] = ()
    x_range: tuple[float, float] = (0.0, 1.0)
    y_range: tuple[float, float] = (0.0, 1.0)
    name: str = ""
    dotted: bool = False


class ThresholdCurve(PaintedPlot):
    """A plot on which the operating point is moved by the mouse or the arrow keys.

    Signals:
        threshold_moved: The person has moved the operating point to this threshold.
    """

    threshold_moved = Signal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent, steps=_STEPS)
        self._plot: ThresholdPlot | None = None
        self._drawn: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._marker: tuple[float, float] | None = None
        self._marker_text = ""
        self._hovered: int | None = None
        self._is_movable = True
        self._empty_text = "No predictions yet"
        sizes = current_sizes()
        self.setMinimumSize(sizes.px(200), sizes.px(150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        theme_events().changed.connect(self.update)

    @property
    def marker(self) -> tuple[float, float] | None:
        """Where the operating point stands, in the values of the axes."""
        return self._marker

    def set_movable(self, movable: bool) -> None:
        """Let the operating point be moved here, or only be looked at."""
        self._is_movable = movable

    def show_plot(self, plot: ThresholdPlot) -> None:
        """Show a curve, without its operating point."""
        self._plot = plot
        self._drawn = _reduced(plot)
        self._current, self._hovered = (0, 0), None
        self.clear_marker()

    def clear(self, why: str) -> None:
        """Show no curve, and why."""
        self._plot, self._empty_text = None, why
        self._drawn = np.zeros(0, dtype=np.int64)
        self.clear_marker()

    def set_marker(self, threshold: float, x: float, y: float) -> None:
        """Show the operating point.

        Args:
            threshold: Its threshold.
            x: Where it stands.
            y: Where it stands; NaN where that cannot be told.
        """
        if self._plot is None or not np.isfinite([x, y]).all():
            self.clear_marker()
            return
        self._marker = (x, y)
        self._marker_text = self._plot.words(threshold, x, y)
        if self._drawn.size:
            at = self._plot.thresholds[self._drawn]
            self._current = (0, int(np.abs(np.minimum(at, 2.0) - threshold).argmin()))
        self._describe()
        self.update()

    def clear_marker(self) -> None:
        """Show no operating point."""
        self._marker, self._marker_text = None, ""
        self._describe()
        self.update()

    def text_at(self, point: QPoint) -> str:
        """Return what the point of the curve next to a place says."""
        place = self._place_at(QPointF(point)) if self._has_parts else None
        return "" if place is None else self._words(place[1])

    def numbers(self) -> tuple[list[str], list[list[str]]]:
        """Return every point of the curve: threshold, x, y."""
        if self._plot is None:
            return [], []
        plot = self._plot
        points = zip(plot.thresholds.tolist(), plot.x.tolist(), plot.y.tolist(), strict=True)
        rows = [[repr(value) for value in point] for point in points]
        return ["Threshold", *plot.labels], rows

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(current_sizes().px(300), current_sizes().px(220))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the operating point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the operating point, or say what is under the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
        place = self._place_at(event.position()) if self._has_parts else None
        self._hover(None if place is None else place[1])

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing of a point any more."""
        super().leaveEvent(event)
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the operating point by the arrows, in larger steps by Page Up and Page Down."""
        key = Qt.Key(event.key())
        if self._has_parts and self._is_movable and key in self._steps:
            self._move(self._stepped(self._steps[key])[1])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the curve, or why there is none."""
        painter, colours = QPainter(self), current_colours()
        painter.setFont(self._font())
        if self._plot is None or not self._drawn.size:
            painter.setPen(QColor(colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), flags, self._empty_text)
        else:
            self._paint_plot(painter, self._plot)
        painter.end()

    @property
    def _has_parts(self) -> bool:
        return self._plot is not None and bool(self._drawn.size)

    def _place_at(self, point: QPointF) -> Place | None:
        if self._plot is None:
            return None
        frame = self._frame(self._plot)
        x = frame.x.pixels(self._plot.x[self._drawn]) - point.x()
        y = frame.y.pixels(self._plot.y[self._drawn]) - point.y()
        return 0, int(np.nanargmin(np.hypot(x, y)))

    def _stepped(self, step: Place) -> Place:
        return 0, min(max(self._current[1] + step[1], 0), self._drawn.size - 1)

    def _description(self) -> str:
        if self._plot is None:
            return self._empty_text
        return self._marker_text or "No operating point on this curve."

    def _drag(self, point: QPointF) -> None:
        place = self._place_at(point) if self._has_parts else None
        if place is not None:
            self._move(place[1])

    def _move(self, drawn: int) -> None:
        """Move the operating point to one of the drawn points."""
        if self._plot is None or not self._is_movable:
            return
        self._current = (0, drawn)
        threshold = float(self._plot.thresholds[self._drawn[drawn]])
        self.threshold_moved.emit(min(max(threshold, 0.0), 1.0))

    def _hover(self, drawn: int | None) -> None:
        if drawn != self._hovered:
            self._hovered = drawn
            self.update()

    def _words(self, drawn: int) -> str:
        if self._plot is None:
            return ""
        plot, at = self._plot, int(self._drawn[drawn])
        return plot.words(
            min(float(plot.thresholds[at]), 1.0), float(plot.x[at]), float(plot.y[at])
        )

    def _frame(self, plot: ThresholdPlot) -> Frame:
        room = self.fontMetrics().height() + 2  # the line that says what is under the pointer
        return make_frame(
            QRectF(self.rect()).adjusted(0, room, 0, 0),
            QFontMetricsF(self._font()),
            Ranges(plot.x_range, plot.y_range, None, False),
            (*plot.labels, ""),
        )

    def _paint_plot(self, painter: QPainter, plot: ThresholdPlot) -> None:
        colours, frame = current_colours(), self._frame(plot)
        frame.paint_behind(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(frame.inner.adjusted(-4, -4, 4, 4))  # whole dots at the ends
        paint_lines(painter, frame, plot.references, QColor(colours.muted))
        paint_bars(painter, frame, plot.bars, QColor(colours.training))
        curve = Line(plot.name, plot.x[self._drawn], plot.y[self._drawn], solid=True)
        paint_lines(painter, frame, [curve], QColor(colours.training), dotted=plot.dotted)
        painter.restore()
        if plot.name:
            paint_legend(painter, frame, [curve, *plot.references])
        if self._hovered is not None:
            at = int(self._drawn[self._hovered])
            paint_point(painter, frame, (float(plot.x[at]), float(plot.y[at])), "hovered")
        if self._marker is not None:
            state: State = "focused" if self.hasFocus() else "chosen"
            paint_point(painter, frame, self._marker, state)
        said = self._marker_text if self._hovered is None else self._words(self._hovered)
        painter.setPen(QColor(colours.text))
        row = QRectF(0, 0, self.width(), self.fontMetrics().height())
        said = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, int(row.width()))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, said)

    def _font(self) -> QFont:
        font = self.font()
        font.setPixelSize(current_sizes().type_scale["small"])
        return font


def _reduced(plot: ThresholdPlot) -> NDArray[np.int64]:
    """Return the points to draw: all of few, else those that are apart by more than a pixel."""
    told = np.flatnonzero(np.isfinite(plot.x) & np.isfinite(plot.y))
    if told.size <= _POINTS:
        return told
    high = max(plot.y_range[1] - plot.y_range[0], 1e-9)
    wide = max(plot.x_range[1] - plot.x_range[0], 1e-9)
    path = np.abs(np.diff(plot.x[told])) / wide + np.abs(np.diff(plot.y[told])) / high
    along = np.concatenate([[0.0], np.cumsum(path)])
    steps = np.searchsorted(along, np.linspace(0.0, along[-1], _POINTS))
    return np.asarray(told[np.unique(np.minimum(steps, told.size - 1))])
