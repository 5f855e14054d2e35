"""The loss over the learning rate, as a range test finds it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.train.field_spec import RATE, field_specs
from desktop_app.widgets.legend import Legend, LegendEntry
from desktop_app.widgets.take_away import show_take_away_menu

_LEGEND = (
    LegendEntry("Loss of each step", "training", "thin line"),
    LegendEntry("Loss without its noise", "training", "circles"),
)
_RATES = (-7.0, 1.0)
"""Where the axis of the rates begins before any has come, and where it ends (powers of ten)."""
_LOSSES = (0.0, 1.0)
_ROOM_ABOVE = 1.5
"""How far above the first losses the axis goes: beyond, the loss only explodes."""


class RatePlot(QWidget):
    """Points as they come, then the smooth curve and the rate that is chosen.

    Signals:
        rate_pointed: A rate that a person has clicked at (float).
    """

    rate_pointed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rates: list[float] = []
        self._losses: list[float] = []
        self._rate: float | None = None
        self._plot = pg.PlotWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.hideButtons()
        item.setLogMode(x=True, y=False)
        item.setLabel("bottom", "Learning rate")
        item.setLabel("left", "Loss")
        self._raw = item.plot()
        self._smooth = item.plot(symbol="o", antialias=True)
        self._line = pg.InfiniteLine(angle=90, label="", labelOpts={"position": 0.92})
        item.addItem(self._line, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addWidget(Legend(_LEGEND))
        layout.addWidget(self._plot, 1)
        self.setAccessibleName("Loss over the learning rate")
        self._plot.scene().sigMouseClicked.connect(self._on_clicked)
        theme_events().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.clear()

    @property
    def points(self) -> int:
        """How many steps are shown."""
        return len(self._rates)

    def clear(self) -> None:
        """Show no steps and no rate, until others come."""
        self._smooth.setData([], [])
        self._rates, self._losses = [], []
        self._raw.setData([], [])
        self._plot.setXRange(*_RATES, padding=0.02)
        self._plot.setYRange(*_LOSSES, padding=0.05)
        self.show_rate(None)

    def add_points(self, rates: Sequence[float], losses: Sequence[float]) -> None:
        """Add steps that have come."""
        self._rates.extend(rates)
        self._losses.extend(losses)
        self._redraw()

    def show_curve(
        self, rates: Sequence[float], losses: Sequence[float], smoothed: Sequence[float]
    ) -> None:
        """Show the whole curve, with its smooth form."""
        self._rates, self._losses = list(rates), list(losses)
        self._smooth.setData(list(rates), list(smoothed))
        self._redraw()

    def show_rate(self, rate: float | None) -> None:
        """Mark a rate."""
        self._rate = rate
        self._line.setVisible(rate is not None)
        if rate is not None:
            self._line.setValue(math.log10(rate))
            self._line.label.setFormat(_written(rate))
        self._describe()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        show_take_away_menu(self, "Learning rate", event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        """Look as a style sheet says, on paper as on the screen."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._on_theme_changed()

    def _redraw(self) -> None:
        self._raw.setData(self._rates, self._losses)
        if self._losses:
            low, first = min(self._losses), self._losses[: max(len(self._losses) // 2, 1)]
            room = max(max(first) * _ROOM_ABOVE - low, 1e-6)
            self._plot.setYRange(low, low + room, padding=0.05)
            self._plot.setXRange(math.log10(self._rates[0]), _RATES[1], padding=0.02)
        self._describe()

    def _describe(self) -> None:
        said = f"{len(self._rates)} steps"
        if self._rates:
            said += f", loss {self._losses[-1]:.3g} at a rate of {_written(self._rates[-1])}"
        if self._rate is not None:
            said += f"; marked: {_written(self._rate)}"
        self.setAccessibleDescription(said)

    def _on_clicked(self, event: object) -> None:
        position = self._plot.getPlotItem().vb.mapSceneToView(event.scenePos())  # type: ignore[attr-defined]
        if event.button() == Qt.MouseButton.LeftButton and self._rates:  # type: ignore[attr-defined]
            self.rate_pointed.emit(10.0 ** position.x())

    def _on_theme_changed(self) -> None:
        colours, sizes = current_colours(), current_sizes()
        self._plot.setBackground(colours.surface)
        font = QFont(self.font())
        font.setPixelSize(sizes.type_scale["small"])
        for name in ("left", "bottom"):
            axis = self._plot.getPlotItem().getAxis(name)
            axis.setPen(colours.border)
            axis.setTextPen(colours.muted)
            axis.setTickFont(font)
            axis.label.setFont(font)
            axis.setGrid(40)
            axis.enableAutoSIPrefix(False)
        self._raw.setPen(pg.mkPen(colours.training, width=1))
        self._raw.setAlpha(0.55, False)
        self._smooth.setPen(pg.mkPen(colours.training, width=sizes.px(2)))
        self._smooth.setSymbolBrush(colours.training)
        self._smooth.setSymbolPen(colours.surface)
        self._smooth.setSymbolSize(sizes.px(6))
        self._line.setPen(pg.mkPen(colours.text, width=1, dash=[4, 3]))
        self._line.label.setColor(colours.text)


def _written(rate: float) -> str:
    """Return a rate as the field writes it, with two digits."""
    return field_specs()[RATE].written(float(f"{rate:.1e}"))
