"""The Inspect tab: results of the open run, batches and pictures of the open data set."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Slot

from desktop_app.actions.runs import RunResults
from desktop_app.looking import DataOverview, Looking
from desktop_app.wiring.parts import Parts, Wiring
from training.errors import LesionLabError
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.runs import Run


class InspectWiring(Wiring):
    """Reads what the pages of the tab show when they are looked at.

    Attributes:
        looking: What is shown of the open data set.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.looking = Looking(parts.jobs, parts.workspace, parts.locations, self)
        parts.tabs.made.connect(self._on_tabs_made)
        parts.workspace.dataset_changed.connect(self._on_dataset_changed)
        parts.workspace.dataset_updated.connect(self._on_dataset_changed)
        parts.workspace.classes_changed.connect(self._refresh_batch)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.workspace.run_closed.connect(lambda: parts.tabs.inspect.show_no_run())
        parts.workspace.threshold_changed.connect(self._on_threshold_changed)

    @Slot()
    def _on_tabs_made(self) -> None:
        actions, inspect, looking = self._parts.actions, self._parts.tabs.inspect, self.looking
        self._parts.tabs.train.setup_changed.connect(self._refresh_batch)
        inspect.batch_requested.connect(self._on_batch_requested)
        actions.batches.ready.connect(inspect.batch.show_batch)
        inspect.thumbnails_requested.connect(actions.runs.pictures.load)
        actions.runs.pictures.ready.connect(inspect.results.show_thumbnails)
        actions.runs.results_ready.connect(self._on_results_ready)
        inspect.curves.threshold_moved.connect(actions.threshold.move)
        inspect.curves.operating.reset_requested.connect(actions.threshold.reset)
        inspect.curves.operating.rule_chosen.connect(self._on_rule_chosen)
        inspect.curves.reliability_wanted.connect(actions.numbers.load_reliability)
        inspect.class_report.report_wanted.connect(actions.numbers.load_report)
        inspect.subgroups.subgroups_wanted.connect(self._on_subgroups_wanted)
        actions.numbers.reliability_ready.connect(inspect.curves.show_reliability)
        actions.numbers.report_ready.connect(inspect.class_report.show_report)
        actions.numbers.subgroups_ready.connect(inspect.subgroups.show_subgroups)
        actions.threshold.saved.connect(self._on_threshold_saved)
        inspect.data_requested.connect(looking.load_overview)
        inspect.data_thumbnails_wanted.connect(looking.load_thumbnails)
        looking.overview_ready.connect(self._on_overview_ready)
        looking.thumbnails_ready.connect(inspect.data.browser.show_thumbnails)
        inspect.picture_wanted.connect(looking.load_picture)
        looking.picture_ready.connect(inspect.viewer.show_picture)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._parts.tabs.inspect.refresh_batch()
        self._parts.tabs.inspect.refresh_data()

    @Slot()
    def _refresh_batch(self) -> None:
        if self._parts.workspace.dataset is not None:
            self._parts.tabs.inspect.refresh_batch()

    @Slot(str, int)
    def _on_batch_requested(self, part: str, number: int) -> None:
        setup = self._parts.tabs.train.setup
        self._parts.actions.batches.load(setup.recipe.name, setup.changes, part, number)

    @Slot(object)
    def _on_overview_ready(self, overview: DataOverview) -> None:
        if overview.dataset is self._parts.workspace.dataset:
            self._parts.tabs.inspect.show_data(overview.statistics, overview.index)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        inspect = self._parts.tabs.inspect
        inspect.show_waiting()
        self._parts.actions.runs.load_results(run).finished.connect(inspect.end_waiting)

    @Slot(object)
    def _on_results_ready(self, results: RunResults) -> None:
        workspace = self._parts.workspace
        if results.run is workspace.run:
            inspect = self._parts.tabs.inspect
            inspect.show_results(
                results.parts, results.images, workspace.threshold, results.columns
            )
            self._on_threshold_saved(results.run)

    @Slot(object)
    def _on_threshold_saved(self, run: Run) -> None:
        if run is self._parts.workspace.run and self._parts.tabs.are_made:
            point = run.operating_point
            self._parts.tabs.inspect.curves.operating.show_choice(point.rule, point.chosen)

    @Slot(object)
    def _on_rule_chosen(self, rule: Rule) -> None:
        operating = self._parts.tabs.inspect.curves.operating
        validation = operating.validation
        if validation is None:
            return
        try:
            self._parts.actions.threshold.choose(rule, validation)
        except LesionLabError as error:
            operating.show_failure(error.message, error.mend)

    @Slot(object, str, float)
    def _on_subgroups_wanted(self, results: PartResults, column: str, threshold: float) -> None:
        run = self._parts.workspace.run
        if run is not None:
            job = self._parts.actions.numbers.load_subgroups(run, results, column, threshold)
            job.failed.connect(self._on_subgroups_failed)

    @Slot(object)
    def _on_subgroups_failed(self, error: Exception) -> None:
        if not isinstance(error, LesionLabError):
            sys.excepthook(type(error), error, error.__traceback__)
        self._parts.tabs.inspect.subgroups.show_failure(str(error))

    @Slot(float)
    def _on_threshold_changed(self, threshold: float) -> None:
        if self._parts.tabs.are_made:
            self._parts.tabs.inspect.set_threshold(threshold)
