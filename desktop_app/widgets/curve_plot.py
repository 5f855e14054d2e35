"""One metric of a training, by step and by epoch, as it comes."""

from __future__ import annotations

import math
from pathlib import Path

from numpy.typing import ArrayLike
from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.curve import Curve
from desktop_app.widgets.curve_canvas import CurveCanvas
from desktop_app.widgets.curve_drawing import Span
from desktop_app.widgets.curve_frame import Mark
from desktop_app.widgets.curve_lines import DASHES, DOTS, LineStyle
from desktop_app.widgets.legend import Legend, LegendEntry
from desktop_app.widgets.series import GrowingSeries, Points
from desktop_app.widgets.take_away import save_widget, show_take_away_menu

_ENTRIES = (
    LegendEntry("Training, by step", "training", "thin line"),
    LegendEntry("Training, by epoch", "training", "circles"),
    LegendEntry("Validation", "validation", "squares"),
)
_RATE_ENTRY = LegendEntry("Learning rate", "muted", "dots")


def _training_colour() -> str:
    return current_colours().training


def _validation_colour() -> str:
    return current_colours().validation


def _muted_colour() -> str:
    return current_colours().muted


class CurvePlot(QWidget):
    """Curves of one metric over the epochs of a run, and its learning rate.

    While it is hidden it only keeps what comes; it draws that when it is shown.

    Signals:
        crosshair_moved: Where a person reads values now (float, in epochs), or None; another plot
            of the run follows by `show_crosshair`.
        view_changed: The epochs that a person has zoomed to (two floats), or None; another plot
            of the run follows by `show_view`.
    """

    crosshair_moved = Signal(object)
    view_changed = Signal(object)

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
            y_range: Fixed range of the y axis; by default what the curves need.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._epochs = 10
        self._best: float | None = None
        self._shows_rates = True
        self._steps = Curve(
            "training, by step", GrowingSeries(), LineStyle(_training_colour, opacity=0.55)
        )
        self._training = Curve(
            "training", GrowingSeries(), LineStyle(_training_colour, 2.0, (), "circle", 12.0)
        )
        self._validation = Curve(
            "validation",
            GrowingSeries(),
            LineStyle(_validation_colour, 2.0, DASHES, "square", 12.0),
        )
        self._rates = Curve(
            "learning rate", GrowingSeries(), LineStyle(_muted_colour, dash=DOTS), on_right=True
        )
        self._heading = QLabel(title)
        self._heading.setProperty("role", "heading")
        self._legend = Legend(_ENTRIES)
        self._canvas = CurveCanvas(title)
        self._canvas.drawing.curves = [self._rates, self._steps, self._training, self._validation]
        self._canvas.crosshair_moved.connect(self.crosshair_moved)
        self._canvas.view_changed.connect(self.view_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addWidget(self._heading)
        layout.addWidget(self._legend)
        layout.addWidget(self._canvas, 1)
        self.set_metric(title, y_label, y_range=y_range)
        self.reset(10)

    # What is shown

    def set_metric(
        self, title: str, y_label: str, *, y_range: tuple[float, float] | None = None
    ) -> None:
        """Show another metric: forget the curves of the one before, but neither marks nor rates.

        Args:
            title: Name of the metric.
            y_label: Label of the y axis.
            y_range: Fixed range of the y axis; by default what the curves need.
        """
        self._title = title
        self._heading.setText(title)
        self._canvas.setAccessibleName(title)
        self._canvas.drawing.labels = ("Epoch", y_label, "Learning rate")
        self._canvas.drawing.fixed = y_range
        self.setAccessibleName(title)
        self.set_curves()

    def reset(self, epochs: int) -> None:
        """Forget all curves and marks, and make room for a run of so many epochs."""
        self._epochs = max(1, epochs)
        self._best = None
        self._rates.series.clear()
        self._canvas.drawing.marks = []
        self._canvas.show_view(None)
        self._legend.show_entries(_ENTRIES)
        self.set_curves()

    def set_epochs(self, epochs: int) -> None:
        """Make room for so many epochs of the run that is shown."""
        self._epochs = max(1, epochs)
        self._show_news()

    def set_curves(
        self,
        steps: tuple[ArrayLike, ArrayLike] = ((), ()),
        training: tuple[ArrayLike, ArrayLike] = ((), ()),
        validation: tuple[ArrayLike, ArrayLike] = ((), ()),
    ) -> None:
        """Show whole curves in place of those there are.

        Args:
            steps: Places in epochs, ascending, and values of training steps, shape (n,) each.
            training: Epochs done, and values on training data.
            validation: Epochs done, and values on validation data.
        """
        for curve, points in (
            (self._steps, steps),
            (self._training, training),
            (self._validation, validation),
        ):
            curve.series.clear()
            curve.series.extend(*points)
        self._show_news(now=True)

    def add_steps(self, x: ArrayLike, y: ArrayLike) -> None:
        """Add values of training steps.

        Args:
            x: Places in epochs, ascending: 1.5 is halfway through the second epoch.
            y: Values there; what is not finite leaves a gap.
        """
        self._steps.series.extend(x, y)
        self._show_news()

    def add_epoch(self, epoch: float, training: float | None, validation: float | None) -> None:
        """Add the values of a finished epoch; a diverged one (not finite) is left out.

        Args:
            epoch: How many epochs were done then.
            training: Value on training data, where known.
            validation: Value on validation data, where known.
        """
        for curve, value in ((self._training, training), (self._validation, validation)):
            if value is not None and math.isfinite(value):
                curve.series.extend([epoch], [value])
        self._show_news()

    def add_learning_rates(self, x: ArrayLike, rates: ArrayLike) -> None:
        """Add learning rates, drawn as a thin line against an axis at the right.

        Args:
            x: Places in epochs, ascending.
            rates: Rates there.
        """
        self._rates.series.extend(x, rates)
        self._show_rates()

    def mark_best(self, epoch: float) -> None:
        """Mark the epoch whose model was kept."""
        self._best = epoch
        marks = [mark for mark in self._canvas.drawing.marks if mark.kind != "best"]
        self._canvas.drawing.marks = [*marks, Mark(epoch, "best", "best")]
        self._show_news(now=True)

    def mark_stage(self, epoch: float, name: str) -> None:
        """Mark where a stage of the training begins.

        Args:
            epoch: How many epochs were done then.
            name: What the stage is called.
        """
        self._canvas.drawing.marks.append(Mark(epoch, name, "stage"))
        self._show_news(now=True)

    def mark_rate_change(self, epoch: float, rate: float) -> None:
        """Mark where a person changed the learning rate.

        Args:
            epoch: Place in epochs.
            rate: The rate from there on.
        """
        self._canvas.drawing.marks.append(Mark(epoch, f"rate {rate:.2g}", "rate"))
        self._show_news(now=True)

    # How it is shown

    def set_smoothing(self, weight: float) -> None:
        """Smooth the curve by step; the raw one stays behind it, faintly.

        Args:
            weight: Of the mean so far: 0 (not at all) to below 1, as on TensorBoard's slider.

        Raises:
            ValueError: It is not in that range.
        """
        self._steps.series.smooth(weight)
        self._canvas.redraw()

    def set_log(self, log: bool) -> None:
        """Make the y axes logarithmic or linear."""
        self._canvas.drawing.log = log
        self._canvas.redraw()

    def set_rates_shown(self, shown: bool) -> None:
        """Show or hide the learning rate and its axis."""
        self._shows_rates = shown
        self._show_rates()
        self._canvas.redraw()

    def show_crosshair(self, x: float | None) -> None:
        """Read the values at a place in epochs; None to read no more."""
        self._canvas.show_crosshair(x)

    def show_view(self, view: Span | None) -> None:
        """Show a range of epochs; None for all."""
        self._canvas.show_view(view)

    def curves(self) -> dict[str, Points]:
        """Return x and y of all points by curve: by step, by epoch, validation, learning rate."""
        curves = (self._steps, self._training, self._validation, self._rates)
        return {curve.name: (curve.series.x, curve.series.y) for curve in curves}

    def save(self, path: Path) -> None:
        """Save the plot as .png, .svg or .pdf.

        Raises:
            LesionLabError: The suffix is another, or the file cannot be written.
        """
        save_widget(self, path)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        show_take_away_menu(self, self._title, event.globalPos())

    def _show_rates(self) -> None:
        self._rates.shown = self._shows_rates
        there = self._shows_rates and len(self._rates.series) > 0
        self._legend.show_entries((*_ENTRIES, _RATE_ENTRY) if there else _ENTRIES)
        self._show_news()

    def _show_news(self, *, now: bool = False) -> None:
        curves = (self._steps, self._training, self._validation)
        last = max(curve.end() for curve in curves)
        self._canvas.drawing.home = (0.0, max(self._epochs, last))
        description = self._description()
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)  # which tells screen readers
        self._canvas.redraw() if now else self._canvas.redraw_soon()

    def _description(self) -> str:
        parts = [
            f"{curve.name} {curve.series.y[-1]:.3f} after epoch {curve.series.x[-1]:g}"
            for curve in (self._training, self._validation)
            if len(curve.series)
        ]
        if self._best is not None:
            parts.append(f"best after epoch {self._best:g}")
        marks = self._canvas.drawing.marks
        parts += [f"{m.text} from epoch {m.x + 1:g}" for m in marks if m.kind == "stage"]
        parts += [f"{m.text} from epoch {m.x:.2f} on" for m in marks if m.kind == "rate"]
        return f"{self._title}: {', '.join(parts) or 'nothing yet'}"
