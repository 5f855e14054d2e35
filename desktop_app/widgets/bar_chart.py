"""Bars that can be chosen: how many of each, and what each is made of."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.bar_data import BarData
from desktop_app.widgets.bar_layout import BarLayout, lay_out_columns, lay_out_rows
from desktop_app.widgets.bar_writing import write_axes, write_rows
from desktop_app.widgets.painted_plot import ARROWS, PaintedPlot, Place, Steps
from desktop_app.widgets.series_colours import fill
from desktop_app.widgets.series_legend import legend_height, paint_legend

_UPRIGHT_STEPS: Steps = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
"""Bars side by side: to the next bar by left and right, along its parts by up and down."""


class BarChart(PaintedPlot):
    """Stacked bars: names and numbers beside them, or, upright, a histogram with an axis.

    Signals:
        chosen: Number of the bar, number of the series; -1 for the whole bar.
    """

    def __init__(self, title: str, *, upright: bool = False, parent: QWidget | None = None) -> None:
        """Make an empty chart.

        Args:
            title: What is counted; read aloud, and the suggested name of a saved file.
            upright: Whether the bars stand side by side on an axis.
            parent: Qt's parent.
        """
        super().__init__(title, parent, steps=_UPRIGHT_STEPS if upright else ARROWS)
        self._upright = upright
        self._data = BarData((), (), np.zeros((0, 0), dtype=np.int64))
        self._as_shares = False
        self._current = (0, -1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme_events().changed.connect(self.updateGeometry)

    @property
    def data(self) -> BarData:
        """What is shown."""
        return self._data

    def set_data(self, data: BarData) -> None:
        """Show other bars."""
        self._data, self._current = data, (0, -1)
        self._describe()
        self.updateGeometry()
        self.update()

    def set_shares(self, as_shares: bool) -> None:
        """Show what each bar is made of, all bars of one length, or how many there are."""
        self._as_shares = as_shares
        self.update()

    def text_at(self, point: QPoint) -> str:
        """Return what the bar or the part of it at a point says in full; "" elsewhere."""
        layout = self._layout()
        part, bar = layout.part_at(point), layout.bar_at(point)
        if part is not None:
            return self._data.part_text(*part)
        return "" if bar is None else self._data.bar_text(bar)

    def numbers(self) -> tuple[list[str], list[list[str]]]:
        """Return the counts: a row for each bar, a column for each of its parts."""
        data = self._data
        counts = data.counts if data.is_stacked else data.totals[:, np.newaxis]
        header = [self.accessibleName(), *(data.series if data.is_stacked else ["n"])]
        rows = zip(data.bars, counts.tolist(), strict=True)
        return header, [[name, *map(str, row)] for name, row in rows]

    def sizeHint(self) -> QSize:
        """Return the size at a usual width."""
        width = current_sizes().px(400)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest size at which the names can be told."""
        width = current_sizes().px(220)
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        """Return the height of all bars and of the legend's lines."""
        sizes = current_sizes()
        bars = sizes.px(150) if self._upright else sizes.px(24) * max(1, len(self._data.bars))
        return round(bars + self._legend_height(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars, their names and numbers, and the legend."""
        layout, colours = self._layout(), current_colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for parts in layout.parts:
            for number, place in enumerate(parts):
                if place.width() > 0 and place.height() > 0:
                    fill(painter, place, number)
        if self._upright:
            write_axes(painter, layout, self._data, as_shares=self._as_shares)
        else:
            write_rows(painter, layout, self._data)
        if self._data.is_stacked:
            paint_legend(painter, self._data.series, layout.legend)
        if self.hasFocus() and self._data.bars:
            painter.setPen(QPen(QColor(colours.focus), current_sizes().line(2)))
            painter.drawRect(self._current_place(layout))
        painter.end()

    @property
    def _has_parts(self) -> bool:
        return bool(self._data.bars)

    def _place_at(self, point: QPointF) -> Place | None:
        layout = self._layout()
        part, bar = layout.part_at(point), layout.bar_at(point)
        if part is not None and self._data.is_stacked:
            return part
        return None if bar is None else (bar, -1)

    def _stepped(self, step: Place) -> Place:
        (bar, part), (bars, parts) = self._current, step
        if bars:
            return min(max(bar + bars, 0), len(self._data.bars) - 1), -1
        filled = np.flatnonzero(self._data.counts[bar]).tolist() if self._data.is_stacked else []
        stops = [-1, *filled]  # the whole bar, then the parts that hold something
        return bar, stops[min(max(stops.index(part) + parts, 0), len(stops) - 1)]

    def _layout(self) -> BarLayout:
        metrics, data = self.fontMetrics(), self._data
        width, height = self.width(), self.height()
        heights, legend = data.heights(as_shares=self._as_shares), self._legend_height(width)
        line = metrics.height()
        if self._upright:
            tops = (f"{data.totals.max(initial=0):,}", "100 %")
            axis = max(metrics.horizontalAdvance(top) for top in tops)
            return lay_out_columns(
                width, height, heights, line=line, axis_width=axis, legend_height=legend
            )
        names = [metrics.horizontalAdvance(name) for name in data.bars]
        values = [metrics.horizontalAdvance(data.value_text(n)) for n in range(len(data.bars))]
        return lay_out_rows(
            width,
            height,
            heights,
            line=line,
            name_width=max(names, default=0) + 2,
            value_width=max(values, default=0) + 6,
            legend_height=legend,
        )

    def _legend_height(self, width: int) -> float:
        if not self._data.is_stacked:
            return 0.0
        return legend_height(self.fontMetrics(), self._data.series, width)

    def _current_place(self, layout: BarLayout) -> QRectF:
        bar, part = self._current
        place = layout.bars[bar] if part < 0 else layout.parts[bar][part]
        return place.adjusted(1, 1, -1, -1) if part < 0 else place

    def _description(self) -> str:
        data, (bar, part) = self._data, self._current
        if not data.bars:
            return "Nothing to show"
        chosen = data.bar_text(bar) if part < 0 else data.part_text(bar, part)
        bars = "; ".join(data.bar_text(number) for number in range(len(data.bars)))
        return f"Chosen: {chosen}. {bars}"
