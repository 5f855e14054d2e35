"""Curves of chosen runs over one another, and what differs in their configurations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QWidget

from desktop_app.runs.difference_table import DifferenceTable
from desktop_app.theme import current_sizes, leave_out_in_lectures
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.overlay_plot import OverlayPlot

if TYPE_CHECKING:
    from desktop_app.widgets.field_difference import FieldDifference
    from desktop_app.widgets.overlay_run import OverlayRun


@dataclass(frozen=True)
class Metric:
    """A metric that runs have.

    Attributes:
        name: Name of the log.
        title: What it is called.
        axis: What stands beside the axis.
        limits: Its range; None where it has none.
    """

    name: str
    title: str
    axis: str
    limits: tuple[float, float] | None


_LOSS = Metric("loss", "Loss", "Cross-entropy", None)


class ComparisonPanel(QWidget):
    """Shows that nothing is chosen, that something is read, or the comparison.

    Attributes:
        corner: The choice of the metric; stands where there is room beside the panel's title.

    Signals:
        metric_chosen: Curves of another metric are wanted (str).
    """

    metric_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metrics: dict[str, Metric] = {}
        self.plot = OverlayPlot(_LOSS.title, _LOSS.axis)
        self.metric_box = ChoiceBox("Metric of the curves")
        self.metric_box.chosen.connect(self.metric_chosen)
        self.differences = DifferenceTable()
        self._more = QLabel()
        self._more.setProperty("role", "muted")
        self.corner = QWidget()
        row = QHBoxLayout(self.corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._more)
        row.addWidget(self.metric_box)
        self._nothing = EmptyState(
            "No run is selected",
            "Select two or more runs to see their curves over one another, and what differs in "
            "their configurations.",
            icon="chart",
        )
        self._reading = EmptyState("Reading the runs", "Their curves appear here.", icon="chart")
        self._shown = self._compared()
        self._stack = QStackedWidget()
        for widget in (self._nothing, self._reading, self._shown):
            self._stack.addWidget(widget)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.show_metrics([_LOSS])

    def show_nothing(self) -> None:
        """Show that no run is chosen; what was shown before is forgotten."""
        self.plot.show_runs([])
        self.differences.show_differences([], [])
        self._stack.setCurrentWidget(self._nothing)
        self.corner.setEnabled(False)
        self._more.clear()

    def show_reading(self) -> None:
        """Show that curves are being read, where there are none yet."""
        if self._stack.currentWidget() is self._nothing:
            self._stack.setCurrentWidget(self._reading)

    def show_metrics(self, metrics: Sequence[Metric]) -> None:
        """Offer metrics; the one that is chosen stays so, where it is still there."""
        chosen = self.metric_box.choice or _LOSS.name
        self._metrics = {metric.name: metric for metric in metrics}
        self.metric_box.set_choices([(metric.title, metric.name) for metric in metrics])
        self.metric_box.set_choice(chosen)

    def show_differences(
        self, titles: Sequence[str], differences: Sequence[FieldDifference]
    ) -> None:
        """Show in which fields the configurations of runs differ.

        Args:
            titles: What each run is called.
            differences: Fields with the value of each run; those of a group side by side.
        """
        self.differences.show_differences(titles, differences)

    def show_curves(self, runs: Sequence[OverlayRun], chosen: int) -> None:
        """Show the curves of the metric that is chosen.

        Args:
            runs: What is drawn of each run.
            chosen: How many runs are selected; some may be too many to be drawn.
        """
        metric = self._metrics[self.metric_box.choice or _LOSS.name]
        self.plot.set_metric(metric.title, metric.axis, y_range=metric.limits)
        self.plot.show_runs(runs)
        few = len(runs) < chosen
        self._more.setText(f"The first {len(runs):,} of {chosen:,} selected runs." if few else "")
        self._stack.setCurrentWidget(self._shown)
        self.corner.setEnabled(True)

    def _compared(self) -> QWidget:
        sizes = current_sizes()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(sizes.spacing["normal"])
        split.setChildrenCollapsible(False)
        split.addWidget(self.plot)
        split.addWidget(self.differences)
        split.setSizes([3000, 2000])
        leave_out_in_lectures(self.differences)
        return split
