"""One metric of a training, by step and by epoch, as it comes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.legend import Legend, LegendEntry
from desktop_app.widgets.series import GrowingSeries
from desktop_app.widgets.take_away import save_widget, show_take_away_menu

_LEGEND = (
    LegendEntry("Training, by step", "training", "thin line"),
    LegendEntry("Training, by epoch", "training", "circles"),
    LegendEntry("Validation", "validation", "squares"),
)


class CurvePlot(QWidget):
    """Curves of one metric over the epochs of a run.

    While it is hidden it only keeps what comes; it draws that when it is shown.
    """

    def __init__(
        self,
        title: str,
        y_label: str,
        *,
        y_range: tuple[float, float] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the plot.

        Args:
            title: Name of the metric.
            y_label: Label of the y axis.
            y_range: Fixed range of the y axis; by default from 0 to what the curves need.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._title = title
        self._y_range = y_range
        self._epochs = 10
        self._best: float | None = None
        self._stages: dict[float, pg.InfiniteLine] = {}
        self._stale = True
        self._steps = GrowingSeries()
        self._training = GrowingSeries()
        self._validation = GrowingSeries()
        self._plot = pg.PlotWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._plot.setMinimumHeight(80)
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.hideButtons()
        item.setLabel("bottom", "Epoch")
        item.setLabel("left", y_label)
        self._step_curve = item.plot(connect="finite")
        self._step_curve.setDownsampling(auto=True, method="peak")
        self._step_curve.setClipToView(True)
        self._training_curve = item.plot(symbol="o", connect="finite", antialias=True)
        self._validation_curve = item.plot(symbol="s", connect="finite", antialias=True)
        self._best_line = pg.InfiniteLine(angle=90, label="best", labelOpts={"position": 0.94})
        item.addItem(self._best_line, ignoreBounds=True)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addWidget(heading)
        layout.addWidget(Legend(_LEGEND))
        layout.addWidget(self._plot, 1)
        self.setAccessibleName(title)
        theme_events().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.reset(10)

    def reset(self, epochs: int) -> None:
        """Forget all curves and make room for a run of so many epochs."""
        self._epochs = max(1, epochs)
        self._best = None
        for line in self._stages.values():
            self._plot.getPlotItem().removeItem(line)
        self._stages.clear()
        for series in (self._steps, self._training, self._validation):
            series.clear()
        self._redraw()

    def add_steps(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Add values of training steps.

        Args:
            x: Places in epochs, ascending: 1.5 is halfway through the second epoch.
            y: Values there; not-a-number leaves a gap.
        """
        self._steps.extend(x, y)
        self._redraw()

    def add_epoch(self, epoch: float, training: float | None, validation: float | None) -> None:
        """Add the values of a finished epoch; a diverged one (not finite) is left out.

        Args:
            epoch: How many epochs were done then.
            training: Value on training data, where known.
            validation: Value on validation data, where known.
        """
        for series, value in ((self._training, training), (self._validation, validation)):
            if value is not None and math.isfinite(value):
                series.extend([epoch], [value])
        self._redraw()

    def mark_best(self, epoch: float) -> None:
        """Mark the epoch whose model was kept."""
        self._best = epoch
        self._redraw()

    def mark_stage(self, epoch: float, name: str) -> None:
        """Mark where a stage of the training begins.

        Args:
            epoch: How many epochs were done then.
            name: What the stage is called.
        """
        line = pg.InfiniteLine(epoch, angle=90, label=name, labelOpts={"position": 0.82})
        line.setToolTip(name)
        self._plot.getPlotItem().addItem(line, ignoreBounds=True)
        self._stages[epoch] = line
        self._colour_stages()
        self._redraw()

    def save(self, path: Path) -> None:
        """Save the plot as .png, .svg or .pdf.

        Raises:
            LesionLabError: The suffix is another, or the file cannot be written.
        """
        save_widget(self, path)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while the plot was hidden."""
        super().showEvent(event)
        if self._stale:
            self._redraw()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        show_take_away_menu(self, self._title, event.globalPos())

    def _redraw(self) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            return
        last = max((series.x[-1] for series in self._series() if len(series)), default=0.0)
        self._plot.setXRange(0, max(self._epochs, float(last)), padding=0.02)
        low, high = self._y_range or _y_range(self._steps.y, self._training.y, self._validation.y)
        self._plot.setYRange(low, high, padding=0.08)
        self._step_curve.setData(self._steps.x, self._steps.y)
        self._training_curve.setData(self._training.x, self._training.y)
        self._validation_curve.setData(self._validation.x, self._validation.y)
        self._best_line.setVisible(self._best is not None)
        if self._best is not None:
            self._best_line.setValue(self._best)
        self.setAccessibleDescription(self._description())

    def _series(self) -> tuple[GrowingSeries, ...]:
        return self._steps, self._training, self._validation

    def _description(self) -> str:
        parts = [
            f"{name} {series.y[-1]:.3f} after epoch {series.x[-1]:g}"
            for name, series in (("training", self._training), ("validation", self._validation))
            if len(series)
        ]
        if self._best is not None:
            parts.append(f"best after epoch {self._best:g}")
        parts += [
            f"{line.label.format} from epoch {epoch + 1:g}" for epoch, line in self._stages.items()
        ]
        return f"{self._title}: {', '.join(parts) or 'nothing yet'}"

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
        line = sizes.px(2)
        self._step_curve.setPen(pg.mkPen(colours.training, width=1))
        self._step_curve.setAlpha(0.55, False)
        self._training_curve.setPen(pg.mkPen(colours.training, width=line))
        self._validation_curve.setPen(pg.mkPen(colours.validation, width=line, dash=[3, 2]))
        for curve, colour in (
            (self._training_curve, colours.training),
            (self._validation_curve, colours.validation),
        ):
            curve.setSymbolBrush(colour)
            curve.setSymbolPen(colours.surface)
            curve.setSymbolSize(sizes.px(8))
        self._best_line.setPen(pg.mkPen(colours.muted, width=1, dash=[2, 3]))
        self._best_line.label.setColor(colours.muted)
        self._colour_stages()

    def _colour_stages(self) -> None:
        colours = current_colours()
        for line in self._stages.values():
            line.setPen(pg.mkPen(colours.outline, width=1))
            line.label.setColor(colours.muted)


def _y_range(*curves: NDArray[np.float64]) -> tuple[float, float]:
    """Return a range that shows the curves but not a few wild steps at the start."""
    finite = [values[np.isfinite(values)] for values in curves]
    finite = [values for values in finite if len(values)]
    if not finite:
        return 0.0, 1.0
    low = min(0.0, min(float(values.min()) for values in finite))
    high = max(float(np.percentile(values, 98)) for values in finite) * 1.1
    return low, high if high > low else low + 1.0
