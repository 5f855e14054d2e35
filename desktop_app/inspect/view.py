"""The Inspect tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop_app.inspect.batch_page import BatchPage
from desktop_app.inspect.class_report_page import ClassReportPage
from desktop_app.inspect.comparison_page import ComparisonPage
from desktop_app.inspect.curves_page import CurvesPage
from desktop_app.inspect.data_page import DataPage
from desktop_app.inspect.external_page import ExternalPage
from desktop_app.inspect.pages import InspectPage
from desktop_app.inspect.picture_index import PictureIndex
from desktop_app.inspect.picture_pair import PicturePair
from desktop_app.inspect.picture_viewer import PictureViewer
from desktop_app.inspect.predictions_page import PredictionsPage
from desktop_app.inspect.results_page import ResultsPage
from desktop_app.inspect.subgroups_page import SubgroupsPage
from desktop_app.theme import current_sizes
from desktop_app.widgets.empty_state import EmptyState
from training.data.statistics import DatasetStatistics
from training.evaluation.class_groups import Groups
from training.evaluation.results import PartResults
from training.evaluation.review import Sought

_NO_RUN = "Train a model or open a run: its predictions and confusion matrix appear here."
_READING = "The predictions of the run are being read."
_COUNTING = "The table of the data set is being read."
_NO_RESULTS = (
    "This run has no predictions: it ended before they were made, or they cannot be read. "
    "The command `lesionlab evaluate` makes them."
)
_STATES = (
    ("No results yet", _NO_RUN),
    ("Reading the results", _READING),
    ("No results in this run", _NO_RESULTS),
)
_CLOSED, _WAITING, _WITHOUT, _SHOWN = range(4)
"""What pages about results show: one of `_STATES`, or themselves."""


class InspectView(QWidget):
    """Pages about the results of the open run, a batch as the model sees it, and the data set.

    Signals:
        batch_requested: A BatchWanted; it comes back by `batch.show_batch`.
        thumbnails_requested: Files by sample name (dict).
        data_requested: The Data page is looked at, and shows nothing or something old.
        data_thumbnails_wanted: Pairs of position and file (list of (int, Path)) of the data set's
            pictures in view. Each list replaces the one before.
        picture_wanted: Number of the request (int) and the file (Path) of a picture to be looked at
            closely; it comes back by `viewer.show_picture`.
    """

    batch_requested = Signal(object)
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
        self.curves = CurvesPage()
        self.class_report = ClassReportPage()
        self.subgroups = SubgroupsPage()
        self.data = DataPage()
        self.predictions = PredictionsPage()
        self.comparison = ComparisonPage()
        self.external = ExternalPage()
        self.results.class_cell_chosen.connect(self._on_class_cell_chosen)
        self.batch.batch_requested.connect(self.batch_requested)
        self.results.thumbnails_requested.connect(self.thumbnails_requested)
        self.data.thumbnails_wanted.connect(self.data_thumbnails_wanted)
        self.viewer = PictureViewer(self)
        self.viewer.picture_wanted.connect(self.picture_wanted)
        self.pair = PicturePair(self)
        self.predictions.pair_opened.connect(self.pair.show_pair)
        self.data.browser.pictures_opened.connect(self.viewer.show_pictures)
        self.results.gallery.pictures_opened.connect(self.viewer.show_pictures)
        self._no_data = EmptyState(
            "No data set is open", "Open one to see what the model sees.", icon="picture"
        )
        self._batch_stack = _stacked(self._no_data, self.batch)
        nothing = EmptyState(
            "No data set is open", "Open one to see what it is made of.", icon="picture"
        )
        self._counting = EmptyState("Counting the pictures", _COUNTING, icon="chart")
        self._data_stack = _stacked(nothing, self._counting, self.data)
        self._result_stacks = {
            page: _stacked(*(EmptyState(*words, icon="chart") for words in _STATES), widget)
            for page, widget in (
                (InspectPage.RESULTS, self.results),
                (InspectPage.CURVES, self.curves),
                (InspectPage.CLASSES, self.class_report),
                (InspectPage.SUBGROUPS, self.subgroups),
            )
        }
        self._widgets: dict[InspectPage, QWidget] = {
            **self._result_stacks,
            InspectPage.PREDICTIONS: self.predictions,
            InspectPage.COMPARISON: self.comparison,
            InspectPage.EXTERNAL: self.external,
            InspectPage.BATCH: self._batch_stack,
            InspectPage.DATA: self._data_stack,
        }
        self.pages = QTabWidget()
        self.pages.setAccessibleName("Pages of Inspect")
        for page in InspectPage:
            self.pages.addTab(self._widgets[page], page.value)
        self.pages.currentChanged.connect(self._on_page_changed)
        layout = QVBoxLayout(self)
        margin = current_sizes().spacing["wide"]
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(self.pages)

    @property
    def page(self) -> InspectPage:
        """The page that is in front."""
        shown = self.pages.currentWidget()
        return next(page for page, widget in self._widgets.items() if widget is shown)

    def show_page(self, page: InspectPage) -> None:
        """Bring a page to the front."""
        self.pages.setCurrentWidget(self._widgets[page])

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
        self,
        parts: Mapping[str, PartResults],
        images: Mapping[str, Path],
        threshold: float,
        columns: Sequence[str] = (),
    ) -> None:
        """Show the results of a run; it may have none.

        Args:
            parts: Results of each part that was predicted.
            images: File of each sample, by sample name.
            threshold: Where the binary reading is made.
            columns: What subgroups can be made of.
        """
        if parts:
            self._threshold = None
            self.results.show_results(parts, images, threshold)
            self.curves.show_results(parts, threshold)
            self.class_report.show_results(parts, threshold)
            self.subgroups.show_columns(parts, columns, threshold)
        self._show_state(_SHOWN if parts else _WITHOUT)

    def show_no_run(self) -> None:
        """Show that no run is open."""
        self._show_state(_CLOSED)

    def show_waiting(self) -> None:
        """Show that the results of another run are being read."""
        self._show_state(_WAITING)

    @Slot()
    def end_waiting(self) -> None:
        """Show that no results come any more, where none came."""
        if self._result_stacks[InspectPage.RESULTS].currentIndex() == _WAITING:
            self._show_state(_WITHOUT)

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
            for page in (self.results, self.curves, self.class_report, self.subgroups):
                page.set_threshold(self._threshold)
            self._threshold = None

    def _show_state(self, state: int) -> None:
        for stack in self._result_stacks.values():
            stack.setCurrentIndex(state)

    @Slot()
    def _on_page_changed(self) -> None:
        self._request_batch()
        self._request_data()

    @Slot(str, object, int, int)
    def _on_class_cell_chosen(self, part: str, groups: Groups, true: int, read: int) -> None:
        self.predictions.show_only(part, Sought(true=true, read=read), groups)
        self.show_page(InspectPage.PREDICTIONS)

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
