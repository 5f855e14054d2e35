"""Curves of several runs in one plot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.curve import Curve
from desktop_app.widgets.curve_canvas import CurveCanvas
from desktop_app.widgets.curve_lines import DASHES, LineStyle, run_colour, run_shape
from desktop_app.widgets.curve_options import CurveOptions
from desktop_app.widgets.figure_painting import SCREEN_ONLY
from desktop_app.widgets.overlay_run import Along, OverlayRun
from desktop_app.widgets.run_legend import RunLegend
from desktop_app.widgets.take_away import save_widget, show_take_away_menu

_AXES: dict[Along, tuple[str, str]] = {
    "epoch": ("By epoch", "Epoch"),
    "step": ("By step", "Step"),
    "time": ("By time", "Minutes"),
}
_SMOOTHING = 0.6
"""At the beginning, as in TensorBoard: raw curves of several runs hide each other."""


class OverlayPlot(QWidget):
    """Training and validation curves of one metric of several runs.

    A run is known by its colour and by the marks on its curves, training and validation by a thin
    and a dashed line.

    Attributes:
        options: Smoothing and logarithmic axis.
        legend: Names of the runs, to be ticked off.
        axis: What the x axis shows.
    """

    def __init__(self, title: str, y_label: str, parent: QWidget | None = None) -> None:
        """Make a plot of no runs.

        Args:
            title: Name of the metric.
            y_label: Label of the y axis.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._runs: tuple[OverlayRun, ...] = ()
        self._numbers: dict[str, int] = {}
        self._hidden: set[str] = set()
        self._training: dict[str, Curve] = {}
        self._validation: dict[str, Curve] = {}
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._canvas = CurveCanvas(title)
        self.options = CurveOptions(rates=False, weight=_SMOOTHING)
        self.legend = RunLegend()
        self.axis = QComboBox()
        self.axis.setAccessibleName("What the x axis shows")
        for along, (text, _) in _AXES.items():
            self.axis.addItem(text, along)
        self._parts = {part: QCheckBox(part) for part in ("Training", "Validation")}
        for box, line in zip(self._parts.values(), ("thin", "dashed"), strict=True):
            box.setChecked(True)
            box.setToolTip(f"The {line} lines")
            box.toggled.connect(self._show_curves)
        self.options.smoothing_changed.connect(self._on_smoothing_changed)
        self.options.log_changed.connect(self._on_log_changed)
        self.legend.toggled.connect(self._on_run_toggled)
        self.axis.currentIndexChanged.connect(self._on_axis_changed)
        top = QHBoxLayout()
        top.addWidget(self._heading)
        top.addStretch(1)
        for widget in (*self._parts.values(), self.axis, self.options):
            widget.setProperty(SCREEN_ONLY, True)
            top.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addLayout(top)
        layout.addWidget(self.legend)
        layout.addWidget(self._canvas, 1)
        self.set_metric(title, y_label)
        self.show_runs(())

    @property
    def along(self) -> Along:
        """What the x axis shows."""
        along: Along = self.axis.currentData()
        return along

    def set_metric(
        self, title: str, y_label: str, *, y_range: tuple[float, float] | None = None
    ) -> None:
        """Say what the curves show that come next.

        Args:
            title: Name of the metric.
            y_label: Label of the y axis.
            y_range: Fixed range of the y axis; by default what the curves need.
        """
        self._title, self._y_label = title, y_label
        self._heading.setText(title)
        self._canvas.drawing.fixed = y_range
        self._canvas.setAccessibleName(title)
        self.setAccessibleName(title)

    def show_runs(self, runs: Sequence[OverlayRun]) -> None:
        """Show these runs; one that was shown before keeps its colour and its marks.

        Args:
            runs: The runs, with names that differ.
        """
        self._runs = tuple(runs)
        names = [run.name for run in self._runs]
        self._numbers = {name: n for name, n in self._numbers.items() if name in names}
        self._hidden &= set(names)
        for name in names:
            if name not in self._numbers:
                taken = set(self._numbers.values())
                self._numbers[name] = next(n for n in range(len(taken) + 1) if n not in taken)
        self._training = {run.name: self._curve(run, validation=False) for run in self._runs}
        self._validation = {run.name: self._curve(run, validation=True) for run in self._runs}
        self.legend.show_runs([self._legend_curve(name) for name in names])
        for number, along in enumerate(_AXES):
            possible = all(run.can_lie(along) for run in self._runs)
            self.axis.model().item(number).setEnabled(possible)  # type: ignore[attr-defined]
            if not possible and self.axis.currentIndex() == number:
                self.axis.setCurrentIndex(0)
        self._canvas.drawing.view = None
        self._show_curves()

    def save(self, path: Path) -> None:
        """Save the plot as .png, .svg or .pdf.

        Raises:
            LesionLabError: The suffix is another, or the file cannot be written.
        """
        save_widget(self, path)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        show_take_away_menu(self, self._title, event.globalPos())

    def _curve(self, run: OverlayRun, *, validation: bool) -> Curve:
        number = self._numbers[run.name]
        colour: Callable[[], str] = partial(run_colour, number)
        shape = run_shape(number)
        if validation:
            return Curve(
                run.name, run.validation, LineStyle(colour, 2.0, DASHES, shape), "validation"
            )
        run.training.smooth(self.options.weight)
        return Curve(
            run.name, run.training, LineStyle(colour, shape=shape, opacity=0.6), "training"
        )

    def _legend_curve(self, name: str) -> Curve:
        number = self._numbers[name]
        style = LineStyle(partial(run_colour, number), 2.0, shape=run_shape(number))
        return Curve(name, self._training[name].series, style, shown=name not in self._hidden)

    @Slot()
    def _show_curves(self) -> None:
        drawing, along = self._canvas.drawing, self.along
        for run in self._runs:
            seen = run.name not in self._hidden
            for curve, part in (
                (self._training[run.name], "Training"),
                (self._validation[run.name], "Validation"),
            ):
                curve.shown = seen and self._parts[part].isChecked()
                curve.along = run.places(along)
        drawing.curves = [*self._training.values(), *self._validation.values()]
        drawing.labels = (_AXES[along][1], self._y_label, "")
        drawing.place_words = (
            f"{_AXES[along][1]} {{:{',.0f' if along == 'step' else '.2f'}}}".format
        )
        drawing.home = (0.0, max((curve.end() for curve in drawing.curves), default=0.0) or 1.0)
        self.setAccessibleDescription(self._description())
        self._canvas.redraw()

    def _description(self) -> str:
        parts = [
            f"{curve.words} ends at {curve.series.y[-1]:.3f}"
            for curve in self._canvas.drawing.curves
            if curve.shown and len(curve.series)
        ]
        return f"{self._title}: {', '.join(parts) or 'no curves'}"

    @Slot(str, bool)
    def _on_run_toggled(self, name: str, shown: bool) -> None:
        if shown:
            self._hidden.discard(name)
        else:
            self._hidden.add(name)
        self._show_curves()

    @Slot(float)
    def _on_smoothing_changed(self, weight: float) -> None:
        for run in self._runs:
            run.training.smooth(weight)
        self._canvas.redraw()

    @Slot(bool)
    def _on_log_changed(self, log: bool) -> None:
        self._canvas.drawing.log = log
        self._canvas.redraw()

    @Slot()
    def _on_axis_changed(self) -> None:
        self._canvas.drawing.view = None
        self._show_curves()
