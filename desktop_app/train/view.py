"""The Train tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes, theme_events
from desktop_app.train.advice import Advice
from desktop_app.train.progress_panel import ProgressPanel
from desktop_app.train.setup_panel import SetupPanel
from desktop_app.train.watch_pages import WatchPages
from desktop_app.widgets.card import Card
from desktop_app.widgets.curve_plot import CurvePlot
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.run_list import RunList
from training.data.dataset import Dataset
from training.events import EpochEnded, Event, RunEnded, ValidationScored

_NARROW = 700
"""Pixels at scale 1 below which the set-up takes the room of what is watched in a lecture."""


class TrainView(QWidget):
    """Set-up at the left; progress, steering and what is watched at the right.

    A live training and a past run are shown by the same events through the same code.

    Signals:
        start_requested: Name of the recipe (str) and changes by field name (dict).
        stop_requested: The running training is to stop.
        pause_requested: It is to hold before its next step.
        continue_requested: A paused training is to go on.
        span_requested: It is to go on for a "step" or an "epoch" (str) and hold again.
        delay_requested: Each step is to wait for so many seconds (float).
        rate_requested: It is to use another learning rate (float).
        epochs_requested: The ended run that is shown is to train on for so many epochs (int).
        look_requested: The running training is to tell its weights.
        pictures_wanted: Names of samples whose pictures are shown (list of str); they come back by
            `pages.validation.show_pictures`.
        log_wanted: The run's log file is looked at; its end comes back by `pages.log.show_log`.
        setup_changed: Another recipe or value is chosen.
        offer_taken: The run that is shown is to go on, or to be followed.
        replay_requested: The run that is shown is to be replayed.
        run_chosen: Folder of a run that is to go on, or to be followed (str).
    """

    start_requested = Signal(str, object)
    stop_requested = Signal()
    pause_requested = Signal()
    continue_requested = Signal()
    span_requested = Signal(str)
    delay_requested = Signal(float)
    rate_requested = Signal(float)
    epochs_requested = Signal(int)
    look_requested = Signal()
    pictures_wanted = Signal(object)
    log_wanted = Signal()
    offer_taken = Signal()
    replay_requested = Signal()
    run_chosen = Signal(str)
    setup_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setup = SetupPanel()
        self.progress = ProgressPanel()
        self.message = MessageBar()
        self.advice = Advice()
        self.pages = WatchPages()
        self.unfinished = RunList("Go on with a training")
        self._connect()
        self._lay_out()

    @property
    def loss(self) -> CurvePlot:
        """The curves of the loss."""
        return self.pages.curves.loss

    def _connect(self) -> None:
        steering, pages = self.progress.steering, self.pages
        for source, target in (
            (self.setup.start_requested, self.start_requested),
            (self.setup.stop_requested, self.stop_requested),
            (self.setup.setup_changed, self.setup_changed),
            (self.progress.offer.clicked, self.offer_taken),
            (self.unfinished.chosen, self.run_chosen),
            (steering.pause_requested, self.pause_requested),
            (steering.continue_requested, self.continue_requested),
            (steering.span_requested, self.span_requested),
            (steering.delay_requested, self.delay_requested),
            (steering.rate_requested, self.rate_requested),
            (steering.epochs_requested, self.epochs_requested),
            (steering.replay_requested, self.replay_requested),
            (pages.look_requested, self.look_requested),
            (pages.pictures_wanted, self.pictures_wanted),
            (pages.log_wanted, self.log_wanted),
        ):
            source.connect(target)
        pages.scrubber.moved.connect(self._on_scrubbed)
        theme_events().changed.connect(self._make_room)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        self._watched = QWidget()
        column = QVBoxLayout(self._watched)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["close"])
        progress = Card()
        progress.body.addWidget(self.progress)
        column.addWidget(progress)
        column.addWidget(self.advice)
        column.addWidget(self.pages, 1)
        nothing = QWidget()
        beginning = QVBoxLayout(nothing)
        beginning.setContentsMargins(0, 0, 0, 0)
        beginning.addWidget(
            EmptyState(
                "Nothing trained yet",
                "Choose a recipe and start: loss and accuracy appear here while the network "
                "learns.",
                icon="chart",
            ),
            1,
        )
        beginning.addWidget(self.unfinished)
        self._loading = EmptyState(
            "Reading the run", "Its curves appear here in a moment.", icon="chart"
        )
        self._right = QStackedWidget()
        for widget in (nothing, self._loading, self._watched):
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
        """Show what a training is doing: idle, starting, running, paused or stopping."""
        self.setup.set_state(state)
        if state == "starting":
            self._clear()
            self.progress.start_clock()
        self.progress.set_state(state)
        self.pages.set_state(state)

    def show_failure(self, message: str, mend: str) -> None:
        """Show why a training could not start, or ended."""
        self.message.show_message("error", message, mend)

    def show_nothing(self) -> None:
        """Show that no run is open."""
        self._clear()
        self._right.setCurrentIndex(0)

    def begin_past_run(self) -> None:
        """Show that a past run is being read; `show_past` takes it in."""
        self._clear()
        self._right.setCurrentWidget(self._loading)

    def show_past(self, x: Any, logs: dict[str, Any], others: Sequence[Event]) -> None:
        """Show a past run at once.

        Args:
            x: Places of its steps in epochs, shape (n,), ascending.
            logs: Values of each log at these steps, shape (n,).
            others: Its other events, in order.
        """
        self.pages.show_past(x, logs, others)
        self.progress.show_events(others)
        if len(x):
            self.progress.show_steps(float(x[-1]))
        self._show_words(others)
        self._right.setCurrentWidget(self._watched)  # now it is drawn, once

    @Slot()
    def end_past_run(self) -> None:
        """Show that all of a past run has come."""
        self._right.setCurrentWidget(self._watched)
        self.progress.end("unfinished")

    @Slot(object)
    def show_events(self, events: Sequence[Event]) -> None:
        """Take in events, in order, and redraw once."""
        self._right.setCurrentWidget(self._watched)
        self.pages.show_events(events)
        self.progress.show_events(events)
        self._show_words(events)

    def begin_replay(self, steps: int) -> None:
        """Show that a run is replayed: its events come as of a live training.

        Args:
            steps: Of the whole run.
        """
        self.pages.set_replaying(True)
        self.progress.steering.set_replaying(True)
        self.progress.replay.begin(steps)
        self._make_room()

    def show_replayed(self, x: Any, logs: dict[str, Any], others: Sequence[Event]) -> None:
        """Show a run as it was at a place of its replay; arguments as of `show_past`."""
        self._clear()
        self.show_past(x, logs, others)

    def end_replay(self) -> None:
        """Show that nothing is replayed."""
        self.progress.replay.hide()
        self.progress.steering.set_replaying(False)
        self.pages.set_replaying(False)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for what is watched."""
        super().resizeEvent(event)
        self._make_room()

    @Slot()
    def _make_room(self) -> None:
        """Leave the set-up out where a class watches a replay, or there is no room beside it."""
        sizes, replaying = current_sizes(), not self.progress.replay.isHidden()
        narrow = self.width() < sizes.px(_NARROW)
        self.setup.setVisible(not (sizes.lecture and (replaying or narrow)))

    def _show_words(self, events: Sequence[Event]) -> None:
        """Say why the run failed, and what its epochs show."""
        for event in events:
            if isinstance(event, RunEnded) and event.status == "failed":
                self.show_failure(event.message, event.mend)
        if any(isinstance(event, EpochEnded | ValidationScored) for event in events):
            record = self.pages.record
            self.advice.look_at(record.epochs, list(record.scored.values()))

    @Slot(int)
    def _on_scrubbed(self, place: int) -> None:
        """Say what the epochs up to one had shown."""
        record = self.pages.record
        epochs = record.epochs[: place + 1]
        scored = [each for each in record.scored.values() if each.epoch <= epochs[-1].epoch]
        self.advice.look_at(epochs, scored)

    def _clear(self) -> None:
        self._right.setCurrentWidget(self._watched)
        self.message.clear()
        self.advice.clear()
        self.progress.reset()
        self.pages.clear()
