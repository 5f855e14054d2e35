"""The curves of a training: the loss, and another metric that a person chooses."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.metric_words import metric_axis, metric_range, metric_title
from desktop_app.train.stage_words import stage_name
from desktop_app.train.watch_record import RunRecord
from desktop_app.widgets.card import Card
from desktop_app.widgets.curve_options import CurveOptions
from desktop_app.widgets.curve_plot import CurvePlot
from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    RunStarted,
    StageStarted,
)

_FIRST_CHOICE = "accuracy"
_STACKED = 0.62
"""Height of the page over its width from which the plots stand below each other."""


class CurvesPage(QWidget):
    """Two plots that grow with the record; what they hold is drawn while they are visible.

    Attributes:
        loss: The loss, with the learning rate where that changes.
        chosen: The other metric, which a person chooses.
        options: The controls of both plots, to be placed beside the pages' names.
        shown: Those of them that say how curves are shown.
    """

    def __init__(self, record: RunRecord, parent: QWidget | None = None) -> None:
        """Make empty plots.

        Args:
            record: What the run has told; read whenever another metric is chosen.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._record = record
        self._offered: tuple[str, ...] = ()
        self._metric_name = _FIRST_CHOICE
        self.loss = CurvePlot(metric_title("loss"), metric_axis("loss"))
        self.chosen = CurvePlot("", "")
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(current_sizes().spacing["normal"])
        for plot, other in ((self.loss, self.chosen), (self.chosen, self.loss)):
            card = Card()
            card.body.addWidget(plot)
            self._layout.addWidget(card, 1)
            plot.crosshair_moved.connect(other.show_crosshair)
            plot.view_changed.connect(other.show_view)
        self.options = self._make_options()
        self.choose_metric(_FIRST_CHOICE)

    @property
    def metric_name(self) -> str:
        """Name of the log that the second plot shows."""
        return self._metric_name

    def refill(self) -> None:
        """Draw all that the record holds in place of what is drawn."""
        record = self._record
        self._offer_metrics()
        for plot, name in self._plots():
            plot.reset(record.total)
            self._fill(plot, name)
            for stage in record.stages.values():
                self._mark_stage(plot, stage)
            for change in record.rates:
                self._mark_rate(plot, change)
            best = [epoch.epoch + 1 for epoch in record.epochs if epoch.best]
            if best:
                plot.mark_best(best[-1])
        self._add_rates(record.told)

    def take_steps(self, first: int) -> None:
        """Draw the steps that the record has gained.

        Args:
            first: How many it had before.
        """
        self._offer_metrics()
        x = self._record.steps.x[first:]
        for plot, name in self._plots():
            plot.add_steps(x, self._record.steps.column(name, first))

    def take(self, event: Event) -> None:
        """Draw an event that is not the end of a step, after the record has taken it in."""
        match event:
            case RunStarted():
                self.refill()
            case EpochsAdded():
                for plot, _ in self._plots():
                    plot.set_epochs(event.epochs)
            case StageStarted() if self._record.stages[event.stage] is event:
                for plot, _ in self._plots():
                    self._mark_stage(plot, event)
            case EpochEnded():
                self._take_epoch(event)
            case LearningRateChanged():
                for plot, _ in self._plots():
                    self._mark_rate(plot, event)
                self._add_rates([event])

    def choose_metric(self, name: str) -> None:
        """Show another metric in the second plot, from the record."""
        self._metric_name = name
        self.chosen.set_metric(metric_title(name), metric_axis(name), y_range=metric_range(name))
        self._fill(self.chosen, name)
        self._choice.setCurrentIndex(self._choice.findData(name))

    def show_place(self, epoch: int | None) -> None:
        """Read the values after an epoch, from 0; None to read none."""
        for plot, _ in self._plots():
            plot.show_crosshair(None if epoch is None else epoch + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the plots stand beside each other where the page is flat."""
        super().resizeEvent(event)
        stacked = self.height() > _STACKED * self.width()
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)

    def _plots(self) -> Sequence[tuple[CurvePlot, str]]:
        return (self.loss, "loss"), (self.chosen, self._metric_name)

    def _fill(self, plot: CurvePlot, name: str) -> None:
        """Draw all that the record holds of a log."""
        steps = self._record.steps
        training, validation = (
            [
                (epoch.epoch + 1, epoch.logs[log])
                for epoch in self._record.epochs
                if math.isfinite(epoch.logs.get(log, math.nan))
            ]
            for log in (name, f"val_{name}")
        )
        plot.set_curves((steps.x, steps.column(name)), _columns(training), _columns(validation))

    def _take_epoch(self, event: EpochEnded) -> None:
        self._offer_metrics()
        done = event.epoch + 1
        for plot, name in self._plots():
            plot.add_epoch(done, event.logs.get(name), event.logs.get(f"val_{name}"))
            if event.best:
                plot.mark_best(done)
        self._add_rates([event])

    def _add_rates(self, events: Sequence[Event]) -> None:
        """Draw learning rates with the loss; one that never changes needs no axis."""
        points: list[tuple[float, float]] = []
        for event in events:
            if isinstance(event, EpochEnded) and "learning_rate" in event.logs:
                points.append((event.epoch + 1, event.logs["learning_rate"]))
            elif isinstance(event, LearningRateChanged):
                points.append((self._place(event), event.learning_rate))
        self.loss.add_learning_rates(*_columns(points))
        rates = self.loss.curves()["learning rate"][1]
        self.loss.set_rates_shown(len(rates) > 1 and rates.min() < rates.max())

    def _mark_stage(self, plot: CurvePlot, stage: StageStarted) -> None:
        if stage.epoch:
            plot.mark_stage(stage.epoch, stage_name(stage))

    def _mark_rate(self, plot: CurvePlot, change: LearningRateChanged) -> None:
        plot.mark_rate_change(self._place(change), change.learning_rate)

    def _place(self, change: LearningRateChanged) -> float:
        return change.epoch + change.step / self._record.steps_per_epoch

    def _make_options(self) -> QWidget:
        self._choice = QComboBox()
        self._choice.setAccessibleName("Metric of the second plot")
        self._choice.setToolTip("What the second plot shows: any metric that this run tells.")
        self._choice.setMaximumWidth(current_sizes().px(150))
        self._choice.activated.connect(self._on_metric_chosen)
        self._offer_metrics()
        self.shown = CurveOptions(rates=False)
        for plot in (self.loss, self.chosen):
            self.shown.smoothing_changed.connect(plot.set_smoothing)
        self.shown.log_changed.connect(self.loss.set_log)
        options = QWidget()
        row = QHBoxLayout(options)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_sizes().spacing["close"])
        for widget in (self._choice, self.shown):
            row.addWidget(widget)
        return options

    def _offer_metrics(self) -> None:
        """Offer what was measured; before anything was, what most runs measure."""
        names = self._record.metrics or (_FIRST_CHOICE,)
        if names == self._offered:
            return
        self._offered = names
        self._choice.clear()
        for name in names:
            self._choice.addItem(metric_title(name), name)
        if self._metric_name not in names:
            self.choose_metric(names[0])
        self._choice.setCurrentIndex(self._choice.findData(self._metric_name))

    @Slot(int)
    def _on_metric_chosen(self, index: int) -> None:
        self.choose_metric(self._choice.itemData(index))


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]
