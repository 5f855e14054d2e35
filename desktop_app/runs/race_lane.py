"""One side of a race: a run's curve so far, and its score, time and size."""

from __future__ import annotations

from numpy.typing import ArrayLike
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.curve_plot import CurvePlot
from desktop_app.widgets.steady_label import SteadyLabel

Values = tuple[ArrayLike, ArrayLike]


class RaceLane(Card):
    """A run in a race.

    Attributes:
        plot: Its curve so far.
        score: The last value on validation data.
        clock: How long it has trained, and how far it is.
        parameters: How many it has, in words.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.plot = CurvePlot("", "")
        self.score = QLabel()
        self.score.setProperty("role", "display")
        self.score_name = QLabel()
        self.clock = SteadyLabel("heading")
        self.parameters = QLabel()
        for label in (self.score_name, self.parameters):
            label.setProperty("role", "muted")
        self.score.setMinimumWidth(self.score.fontMetrics().horizontalAdvance("0.0000") * 2)
        numbers = QGridLayout()
        numbers.setHorizontalSpacing(current_sizes().spacing["wide"])
        numbers.setVerticalSpacing(0)
        numbers.addWidget(self.score, 0, 0)
        numbers.addWidget(self.clock, 0, 1)
        numbers.addWidget(self.score_name, 1, 0)
        numbers.addWidget(self.parameters, 1, 1)
        numbers.setColumnStretch(1, 1)
        for label in (self.score, self.score_name, self.parameters):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(numbers)
        self.body.addWidget(self.plot, 1)

    def begin(
        self,
        name: str,
        size: str,
        metric: str,
        axes: tuple[int, tuple[float, float]],
    ) -> None:
        """Show a run before its first step.

        Args:
            name: What it is called.
            size: Its parameters, in words.
            metric: What the metric is called.
            axes: Epochs and range of values of both plots of the race.
        """
        self.set_title(name)
        self.parameters.setText(size)
        self.score_name.setText(f"{metric} on validation data")
        self.plot.set_metric(metric, metric, y_range=axes[1])
        self.plot.reset(axes[0])

    def show_curves(self, steps: Values, training: Values, validation: Values) -> None:
        """Show the curves so far; arguments as of `CurvePlot.set_curves`."""
        self.plot.set_curves(steps, training, validation)

    def show_numbers(self, score: float | None, clock: str) -> None:
        """Show where it is.

        Args:
            score: The last value on validation data; None before the first.
            clock: How long it has trained, and how far it is.
        """
        self.score.setText("-" if score is None else f"{score:.3f}")
        self.clock.setText(clock)
        self.setAccessibleDescription(f"{self.score.text()} {self.score_name.text()}, {clock}")
