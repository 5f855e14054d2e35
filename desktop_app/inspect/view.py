"""The Inspect tab."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop_app.inspect.batch_page import BatchPage
from desktop_app.inspect.data_page import DataPage
from desktop_app.inspect.picture_index import PictureIndex
from desktop_app.inspect.picture_viewer import PictureViewer
from desktop_app.inspect.results_page import ResultsPage
from desktop_app.theme import current_sizes
from desktop_app.widgets.empty_state import EmptyState
from training.data.statistics import DatasetStatistics
from training.evaluation.results import PartResults

_NO_RUN = "Train a model or open a run: its predictions and confusion matrix appear here."
_READING = "The predictions of the run are being read."
_COUNTING = "The table of the data set is being read."
_NO_RESULTS = (
    "This run has no predictions: it ended before they were made, or they cannot be read. "
    "The command `lesionlab evaluate` makes them."
)


class InspectView(QWidget):
    """Three pages: the results of the open run, a batch as the model sees it, and the data set.

    Signals:
        batch_requested: Part (str) and number of the batch (int).
        thumbnails_requested: Files by sample name (dict).
        data_requested: The Data page is looked at, and shows nothing or something old.
        data_thumbnails_wanted: Pairs of position and file (list of (int, Path)) of the data set's
            pictures in view. Each list replaces the one before.
        picture_wanted: Number of the request (int) and the file (Path) of a picture to be looked at
            closely; it comes back by `viewer.show_picture`.
    """

    batch_requested = Signal(str, int)
    thumbnails_requested = Signal(object)
    data_requested = Signal()
    data_thumbnails_wanted = Signal(object)
    picture_wanted = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch_is_stale = False
        self._data_is_stale = False
        self._threshold: float | None = None
        self.batch = BatchPage()
        self.results = ResultsPage()
        self.data = DataPage()
        self.batch.batch_requested.connect(self.batch_requested)
        self.results.thumbnails_requested.connect(self.thumbnails_requested)
        self.data.thumbnails_wanted.connect(self.data_thumbnails_wanted)
        self.viewer = PictureViewer(self)
        self.viewer.picture_wanted.connect(self.picture_wanted)
        self.data.browser.pictures_opened.connect(self.viewer.show_pictures)
        self.results.gallery.pictures_opened.connect(self.viewer.show_pictures)
        self._no_data = EmptyState(
            "No data set is open", "Open one to see what the model sees.", icon="picture"
        )
        self._reading = EmptyState("Reading the results", _READING, icon="chart")
        self._no_results = EmptyState("No results in this run", _NO_RESULTS, icon="chart")
        self._batch_stack = _stacked(self._no_data, self.batch)
        nothing = EmptyState(
            "No data set is open", "Open one to see what it is made of.", icon="picture"
        )
        self._counting = EmptyState("Counting the pictures", _COUNTING, icon="chart")
        self._data_stack = _stacked(nothing, self._counting, self.data)
        no_run = EmptyState("No results yet", _NO_RUN, icon="chart")
        self._results_stack = _stacked(no_run, self._reading, self._no_results, self.results)
        self.pages = QTabWidget()
        self.pages.addTab(self._results_stack, "Results")
        self.pages.addTab(self._batch_stack, "Batch")
        self.pages.addTab(self._data_stack, "Data")
        self.pages.currentChanged.connect(self._on_page_changed)
        layout = QVBoxLayout(self)
        margin = current_sizes().spacing["wide"]
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(self.pages)

    def refresh_batch(self) -> None:
        """Ask for the batch again, now or when it is next looked at."""
        self._batch_stack.setCurrentIndex(1)
        self._batch_is_stale = True
        self._request_batch()

    def refresh_data(self) -> None:
        """Ask what the open data set is made of, now or when it is next looked at."""
        self._data_stack.setCurrentWidget(self._counting)
        self._data_is_stale = True
        self._request_data()

    def show_data(self, statistics: DatasetStatistics, index: PictureIndex) -> None:
        """Show what the open data set is made of, and its pictures."""
        self._data_stack.setCurrentWidget(self.data)
        self.data.show_data(statistics, index)

    def show_results(
        self, parts: Mapping[str, PartResults], images: Mapping[str, Path], threshold: float
    ) -> None:
        """Show the results of a run; it may have none."""
        self._results_stack.setCurrentWidget(self.results if parts else self._no_results)
        if parts:
            self._threshold = None
            self.results.show_results(parts, images, threshold)

    def show_waiting(self) -> None:
        """Show that the results of another run are being read."""
        self._results_stack.setCurrentWidget(self._reading)

    @Slot()
    def end_waiting(self) -> None:
        """Show that no results come any more, where none came."""
        if self._results_stack.currentWidget() is self._reading:
            self._results_stack.setCurrentWidget(self._no_results)

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold, now or when it is next looked at."""
        self._threshold = threshold
        if self.isVisible():
            self._apply_threshold()

    def showEvent(self, event: QShowEvent) -> None:
        """Do what was put off while nobody looked."""
        super().showEvent(event)
        self._apply_threshold()
        self._request_batch()
        self._request_data()

    def _apply_threshold(self) -> None:
        if self._threshold is not None:
            self.results.set_threshold(self._threshold)
            self._threshold = None

    @Slot()
    def _on_page_changed(self) -> None:
        self._request_batch()
        self._request_data()

    def _request_batch(self) -> None:
        if self._batch_is_stale and self.batch.isVisible():
            self._batch_is_stale = False
            self.batch.request()

    def _request_data(self) -> None:
        if self._data_is_stale and self._data_stack.isVisible():
            self._data_is_stale = False
            self.data_requested.emit()


def _stacked(*widgets: QWidget) -> QStackedWidget:
    stack = QStackedWidget()
    for widget in widgets:
        stack.addWidget(widget)
    return stack
