"""Bars that can be chosen: how many of each, and what each is made of."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.bar_data import BarData
from desktop_app.widgets.bar_layout import BarLayout, lay_out_columns, lay_out_rows
from desktop_app.widgets.bar_writing import write_axes, write_rows
from desktop_app.widgets.series_colours import fill
from desktop_app.widgets.series_legend import legend_height, paint_legend
from desktop_app.widgets.take_away import TakeAwayMenu

_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""What a key adds to the bar and to the part of it."""
_UPRIGHT_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class BarChart(QWidget):
    """Stacked bars: names and numbers beside them, or, upright, a histogram with an axis.

    Signals:
        chosen: Number of the bar, number of the series; -1 for the whole bar.
    """

    chosen = Signal(int, int)

    def __init__(self, title: str, *, upright: bool = False, parent: QWidget | None = None) -> None:
        """Make an empty chart.

        Args:
            title: What is counted; read aloud, and the suggested name of a saved file.
            upright: Whether the bars stand side by side on an axis.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._upright = upright
        self._title = title
        self._data = BarData((), (), np.zeros((0, 0), dtype=np.int64))
        self._as_shares = False
        self._current = (0, -1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
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
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.drawRect(self._current_place(layout))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the part, or the bar, under the pointer."""
        layout = self._layout()
        part, bar = layout.part_at(event.position()), layout.bar_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and bar is not None:
            self._move_to(*(part if part and self._data.is_stacked else (bar, -1)))
            self.chosen.emit(*self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar and along its parts by the arrows, choose by Enter or Space."""
        key = Qt.Key(event.key())
        steps = _UPRIGHT_STEPS if self._upright else _STEPS
        if self._data.bars and key in steps:
            bars, parts = steps[key]
            if bars:
                bar = min(max(self._current[0] + bars, 0), len(self._data.bars) - 1)
                self._move_to(bar, -1)
            else:
                self._move_to(self._current[0], self._neighbour(parts))
        elif self._data.bars and key in _CHOOSE:
            self.chosen.emit(*self._current)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the chart."""
        menu = TakeAwayMenu(self, self._title.lower().replace(" ", "-"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Say in a tool tip what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(event.pos()), self)
            return True
        return super().event(event)

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
            value_width=max(values, default=0) + 2,
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

    def _neighbour(self, step: int) -> int:
        """Return the next part of the bar that holds something; -1, the whole bar, before them."""
        bar, part = self._current
        filled = np.flatnonzero(self._data.counts[bar]).tolist() if self._data.is_stacked else []
        stops = [-1, *filled]
        place = stops.index(part) + step
        return stops[min(max(place, 0), len(stops) - 1)]

    def _move_to(self, bar: int, part: int) -> None:
        self._current = (bar, part)
        self._describe()
        self.update()

    def _describe(self) -> None:
        data, (bar, part) = self._data, self._current
        if not data.bars:
            self.setAccessibleDescription("Nothing to show")
            return
        chosen = data.bar_text(bar) if part < 0 else data.part_text(bar, part)
        bars = "; ".join(data.bar_text(number) for number in range(len(data.bars)))
        self.setAccessibleDescription(f"Chosen: {chosen}. {bars}")
