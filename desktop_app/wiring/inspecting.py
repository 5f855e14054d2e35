"""The Inspect tab: results of the open run, batches and pictures of the open data set."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.actions.past_epochs import PastEpochs
from desktop_app.actions.runs import RunResults
from desktop_app.looking import DataOverview, Looking, LookingAtTwo
from desktop_app.remembered_groups import RememberedGroups
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.explaining import Explanation, Subject
from training.batch_wanted import BatchWanted
from training.errors import LesionLabError
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.runs import Run

if TYPE_CHECKING:
    from desktop_app.inspect.reading_box import ReadingBox
    from training.evaluation.class_groups import Groups
    from training.evaluation.epochs import EpochResult
    from training.explain.heat_map import Method


@dataclass(frozen=True)
class _Looked:
    """What a picture that is looked at closely is known by.

    Attributes:
        request: Number of the viewer's request.
    """

    request: int


class InspectWiring(Wiring):
    """Reads what the pages of the tab show when they are looked at.

    Attributes:
        looking: What is shown of the open data set.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.looking = Looking(parts.jobs, parts.workspace, parts.locations, self)
        self._two = LookingAtTwo(parts.jobs, self)
        self._epochs = PastEpochs(parts.jobs, self)
        self._groups = RememberedGroups(parts.locations)
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
        inspect.viewer.map_wanted.connect(self._on_map_wanted)
        inspect.viewer.map_unwanted.connect(self._on_map_unwanted)
        actions.explaining.explained.connect(self._on_explained)
        actions.explaining.waiting.connect(inspect.viewer.show_no_map)
        actions.explaining.failed.connect(self._on_explaining_failed)
        inspect.pair.pictures_wanted.connect(self._two.load)
        self._two.picture_ready.connect(inspect.pair.show_picture)
        self._epochs.ready.connect(self._on_epochs_ready)
        for box in self._reading_boxes:
            box.groups_wanted.connect(partial(self._on_groups_wanted, box))

    @property
    def _reading_boxes(self) -> tuple[ReadingBox, ...]:
        """Where a person says what is told apart; all offer the same groups."""
        inspect = self._parts.tabs.inspect
        pages = (inspect.results, inspect.predictions.bar, inspect.comparison)
        return tuple(page.readings for page in pages)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._parts.tabs.inspect.refresh_batch()
        self._parts.tabs.inspect.refresh_data()

    @Slot()
    def _refresh_batch(self) -> None:
        if self._parts.workspace.dataset is not None:
            self._parts.tabs.inspect.refresh_batch()

    @Slot(object)
    def _on_batch_requested(self, wanted: BatchWanted) -> None:
        setup = self._parts.tabs.train.setup
        self._parts.actions.batches.load(setup.recipe.name, setup.changes, wanted)

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
            self._offer_groups(self._groups.of(*_grouped(results.run)))
            self._epochs.load(results.run)

    def _offer_groups(self, groups: Groups) -> None:
        for box in self._reading_boxes:
            box.set_own(groups)

    def _on_groups_wanted(self, box: ReadingBox) -> None:
        run = self._parts.workspace.run
        if run is None:
            return
        from desktop_app.inspect.groups_dialog import GroupsDialog

        dataset, classes = _grouped(run)
        groups = box.groups or self._groups.of(dataset, classes)
        dialog = GroupsDialog(classes, run.dataset.positive, groups, self._parts.window)
        dialog.chosen.connect(partial(self._on_groups_chosen, box, dataset))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_groups_chosen(self, box: ReadingBox, dataset: str, groups: Groups) -> None:
        self._groups.keep(dataset, groups)
        self._offer_groups(groups)
        box.use(groups)

    @Slot(int, object, str)
    def _on_map_wanted(self, request: int, file: Path, method: Method) -> None:
        if self._parts.workspace.run is not None:
            subject = Subject(_Looked(request), file)
            self._parts.actions.explaining.explain(subject, method)

    @Slot()
    def _on_map_unwanted(self) -> None:
        self._parts.actions.explaining.stop("map")

    @Slot(object)
    def _on_explained(self, told: Explanation) -> None:
        if isinstance(told.subject.key, _Looked) and told.run is self._parts.workspace.run:
            self._parts.tabs.inspect.viewer.show_map(told.subject.key.request, told.heat)

    @Slot(str, object)
    def _on_explaining_failed(self, kind: str, error: Exception) -> None:
        viewer = self._parts.tabs.inspect.viewer
        if kind != "map" or not viewer.isVisible():
            return
        if not isinstance(error, LesionLabError):
            sys.excepthook(type(error), error, error.__traceback__)
        viewer.show_no_map(f"There is no map. {error}")

    @Slot(object, object)
    def _on_epochs_ready(self, run: Run, epochs: tuple[EpochResult, ...]) -> None:
        if run is self._parts.workspace.run:
            self._parts.tabs.inspect.results.show_epochs(epochs)

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


def _grouped(run: Run) -> tuple[str, tuple[str, ...]]:
    """Return the data set of a run, and the classes that can be grouped."""
    return run.dataset.path, run.dataset.classes
