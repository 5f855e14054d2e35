"""The Train tab."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.progress_panel import ProgressPanel
from desktop_app.train.setup_panel import SetupPanel
from desktop_app.train.stage_words import stage_name
from desktop_app.widgets.card import Card
from desktop_app.widgets.curve_plot import CurvePlot
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.run_list import RunList
from training.data.dataset import Dataset
from training.events import EpochEnded, Event, RunEnded, RunStarted, StageStarted, StepEnded


class TrainView(QWidget):
    """Set-up at the left, progress and curves at the right.

    A live training and a past run are shown by the same events through the same code.

    Signals:
        start_requested: Name of the recipe (str) and changes by field name (dict).
        stop_requested: The running training is to stop.
        setup_changed: Another recipe or value is chosen.
        offer_taken: The run that is shown is to go on, or to be followed.
        run_chosen: Folder of a run that is to go on, or to be followed (str).
    """

    start_requested = Signal(str, object)
    stop_requested = Signal()
    offer_taken = Signal()
    run_chosen = Signal(str)
    setup_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps_per_epoch = 1
        self._stages: set[int] = set()
        self.setup = SetupPanel()
        self.progress = ProgressPanel()
        self.message = MessageBar()
        self.unfinished = RunList("Go on with a training")
        self.loss = CurvePlot("Loss", "Cross-entropy")
        self.accuracy = CurvePlot("Accuracy", "Share right", y_range=(0.0, 1.0))
        self.setup.start_requested.connect(self.start_requested)
        self.setup.stop_requested.connect(self.stop_requested)
        self.setup.setup_changed.connect(self.setup_changed)
        self.progress.offer.clicked.connect(self.offer_taken)
        self.unfinished.chosen.connect(self.run_chosen)
        spacing = current_sizes().spacing
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["normal"])
        progress = Card()
        progress.body.addWidget(self.progress)
        column.addWidget(progress)
        for plot in (self.loss, self.accuracy):
            card = Card()
            card.body.addWidget(plot)
            column.addWidget(card, 1)
        empty = EmptyState(
            "Nothing trained yet",
            "Choose a recipe and start: loss and accuracy appear here while the network learns.",
            icon="chart",
        )
        nothing = QWidget()
        beginning = QVBoxLayout(nothing)
        beginning.setContentsMargins(0, 0, 0, 0)
        beginning.addWidget(empty, 1)
        beginning.addWidget(self.unfinished)
        self._loading = EmptyState(
            "Reading the run", "Its curves appear here in a moment.", icon="chart"
        )
        self._curves = curves
        self._right = QStackedWidget()
        for widget in (nothing, self._loading, curves):
            self._right.addWidget(widget)
        right = QVBoxLayout()
        right.setSpacing(spacing["normal"])
        right.addWidget(self.message)
        right.addWidget(self._right, 1)
        layout = QHBoxLayout(self)
        margin = spacing["wide"]
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(self.setup)
        layout.addLayout(right, 1)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show what would be trained on."""
        self.setup.show_dataset(dataset)

    def show_split_state(self, word: str, leaks: int) -> None:
        """Show whether the data set's own parts tear groups of pictures apart.

        Args:
            word: What a group is called: "lesion".
            leaks: How many stand in more than one part.
        """
        self.setup.show_split_state(word, leaks)

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running or stopping."""
        self.setup.set_state(state)
        if state != "idle":
            self.progress.show_offer("", "")
        if state == "starting":
            self._clear()
            self.progress.start_clock()
        elif state == "stopping":
            self.progress.show_stopping()
        elif state == "idle":
            self.progress.end("failed")

    def show_failure(self, message: str, mend: str) -> None:
        """Show why a training could not start, or ended."""
        self.message.show_message("error", message, mend)

    def begin_past_run(self) -> None:
        """Show that the events of a past run are being read; `show_events` takes them in."""
        self._clear()
        self._right.setCurrentWidget(self._loading)

    @Slot()
    def end_past_run(self) -> None:
        """Show that all events of a past run have come."""
        self._right.setCurrentWidget(self._curves)
        self.progress.end("unfinished")

    @Slot(object)
    def show_events(self, events: list[Event]) -> None:
        """Take in events, in order, and redraw once."""
        self._right.setCurrentWidget(self._curves)
        steps = [event for event in events if isinstance(event, StepEnded)]
        for event in events:
            match event:
                case RunStarted():
                    self._steps_per_epoch = max(1, event.steps_per_epoch)
                    self._stages.clear()
                    self.loss.reset(event.epochs)
                    self.accuracy.reset(event.epochs)
                case StageStarted():
                    self._mark_stage(event)
                case EpochEnded():
                    self._add_epoch(event)
                case RunEnded() if event.status == "failed":
                    self.show_failure(event.message, event.mend)
        if steps:
            x = [event.epoch + (event.step + 1) / self._steps_per_epoch for event in steps]
            nan = float("nan")
            self.loss.add_steps(x, [event.logs.get("loss", nan) for event in steps])
            self.accuracy.add_steps(x, [event.logs.get("accuracy", nan) for event in steps])
        self.progress.show_events(events)

    def _mark_stage(self, event: StageStarted) -> None:
        """Mark where a stage begins; one that goes on after a pause is told of again."""
        if event.epoch > 0 and event.stage not in self._stages:
            for plot in (self.loss, self.accuracy):
                plot.mark_stage(event.epoch, stage_name(event))
        self._stages.add(event.stage)

    def _add_epoch(self, event: EpochEnded) -> None:
        done = event.epoch + 1
        for plot, name in ((self.loss, "loss"), (self.accuracy, "accuracy")):
            plot.add_epoch(done, event.logs.get(name), event.logs.get(f"val_{name}"))
            if event.best:
                plot.mark_best(done)

    def _clear(self) -> None:
        self._right.setCurrentWidget(self._curves)
        self.message.clear()
        self.progress.reset()
        self._stages.clear()
        self.loss.reset(1)
        self.accuracy.reset(1)
