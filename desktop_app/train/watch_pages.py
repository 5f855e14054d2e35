"""What is watched of a run, page by page: curves, validation, network, log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.watch_curves import CurvesPage
from desktop_app.train.watch_log import LogPage
from desktop_app.train.watch_network import NetworkPage
from desktop_app.train.watch_record import RunRecord, folded
from desktop_app.train.watch_scrubber import Scrubber
from desktop_app.train.watch_validation import ValidationPage
from training.events import Event, StepEnded

_NAMES = ("Curves", "Validation", "Network", "Log")


class WatchPages(QWidget):
    """Four pages over one record; only the page that is looked at is brought up to date.

    Attributes:
        record: What the run has told.
        curves: The page of the curves.
        validation: The page of the validation part.
        network: The page of the weights.
        log: The page of the events and the log file.
        scrubber: Goes through the epochs of a run that is not being trained.

    Signals:
        pictures_wanted: Names of samples whose pictures are shown (list of str).
        log_wanted: The run's log file is looked at.
        look_requested: The weights are to be told.
    """

    pictures_wanted = Signal(object)
    log_wanted = Signal()
    look_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record = RunRecord()
        self._stale = False
        self._live = False
        self.curves = CurvesPage(self.record)
        self.validation = ValidationPage()
        self.network = NetworkPage()
        self.log = LogPage()
        self.scrubber = Scrubber()
        self.names = QTabBar()
        self.names.setAccessibleName("What is watched")
        self.names.setExpanding(False)
        self._stack = QStackedWidget()
        for name, page in zip(_NAMES, self._pages, strict=True):
            self.names.addTab(name)
            self._stack.addWidget(page)
        first = QHBoxLayout()
        first.addWidget(self.names)
        first.addStretch(1)
        first.addWidget(self.curves.options)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        layout.addLayout(first)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.scrubber)
        self.names.currentChanged.connect(self._on_page_chosen)
        self.scrubber.moved.connect(self._on_scrubbed)
        self.validation.pictures_wanted.connect(self.pictures_wanted)
        self.network.look_requested.connect(self.look_requested)
        self.log.log_wanted.connect(self.log_wanted)

    @property
    def _pages(self) -> tuple[QWidget, ...]:
        return self.curves, self.validation, self.network, self.log

    def show_page(self, name: str) -> None:
        """Show a page: "Curves", "Validation", "Network" or "Log"."""
        self.names.setCurrentIndex(_NAMES.index(name))

    def clear(self) -> None:
        """Forget the run."""
        self.record.clear()
        self.curves.refill()
        self.validation.clear()
        self.network.clear()
        self.log.clear()
        self.scrubber.show_epochs([], "")

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running, paused or stopping."""
        self._live = state != "idle"
        self.network.set_state(state)
        self.log.set_live(self._live)
        self._show_scrubber()

    def set_replaying(self, replaying: bool) -> None:
        """Show what comes as that of a live training, or everything again."""
        self._live = replaying
        self._show_scrubber()

    def show_events(self, events: Sequence[Event]) -> None:
        """Take in events, in order, and redraw what is looked at once."""
        for part in folded(events):
            first = len(self.record.steps)
            if isinstance(part, list):
                self.record.take_steps(part)
                self.curves.take_steps(first)
            else:
                self.record.take(part)
                self.curves.take(part)
        if any(not isinstance(event, StepEnded) for event in events):
            self._put_off_or_show()

    def show_past(self, x: Any, logs: dict[str, Any], others: Sequence[Event]) -> None:
        """Take in a past run at once.

        Args:
            x: Places of its steps in epochs, shape (n,), ascending.
            logs: Values of each log at these steps, shape (n,).
            others: Its other events, in order.
        """
        for event in others:
            self.record.take(event)
        self.record.steps.adopt(x, logs)
        self.curves.refill()
        self._show_scrubber()
        self._put_off_or_show()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._put_off_or_show()

    @Slot(int)
    def _on_page_chosen(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.curves.options.setVisible(self._pages[index] is self.curves)
        self._put_off_or_show()

    @Slot(int)
    def _on_scrubbed(self, place: int) -> None:
        self.curves.show_place(self.record.epochs[place].epoch)
        self._put_off_or_show()

    def _show_scrubber(self) -> None:
        epochs = [] if self._live else list(self.record.epochs)
        self.scrubber.show_epochs(epochs, self.curves.metric_name)

    @Slot()
    def _put_off_or_show(self) -> None:
        """Bring the page that is looked at up to date; the curves draw by themselves."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        page = self._stack.currentWidget()
        if page is self.validation:
            self._show_validation()
        elif page is self.network and self.record.weights is not None:
            self.network.show_weights(self.record.weights)
        elif page is self.log:
            self.log.show_events(self.record.told)

    def _show_validation(self) -> None:
        last = self.record.epochs[self.scrubber.slider.value()].epoch if self._scrubs else None
        course = [
            scored for scored in self.record.scored.values() if last is None or scored.epoch <= last
        ]
        if course:
            self.validation.show_scored(course[-1], course)

    @property
    def _scrubs(self) -> bool:
        return not self._live and bool(self.record.epochs)
