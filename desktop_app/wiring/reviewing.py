"""The Inspect tab's pages about single predictions, other runs, and another data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.actions.runs import RunResults
from desktop_app.inspect.pages import InspectPage
from desktop_app.thumbnail_cache import ThumbnailCache
from desktop_app.thumbnails import Thumbnails
from desktop_app.wiring.page_work import PageWork
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.reviewing import Evaluated, Flags, Review
from training.data.flags import Flag
from training.evaluation.results import PartResults

if TYPE_CHECKING:
    from desktop_app.inspect.comparison_page import ComparisonPage
    from desktop_app.inspect.external_page import ExternalPage
    from desktop_app.inspect.predictions_page import PredictionsPage
    from training.run_store import RunSummary


class ReviewWiring(Wiring):
    """Shows the predictions of the open run one by one, and keeps what a person says of them."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._actions = parts.actions.reviewing
        self._work: PageWork | None = None
        parts.tabs.made.connect(self._on_tabs_made)
        parts.actions.runs.results_ready.connect(self._on_results_ready)
        parts.workspace.run_changed.connect(self._show_run)
        parts.workspace.run_closed.connect(self._show_run)
        parts.workspace.threshold_changed.connect(self._on_threshold_changed)

    @Slot()
    def _on_tabs_made(self) -> None:
        inspect = self._parts.tabs.inspect
        for page in (inspect.predictions, inspect.comparison):
            self._wire_pictures(page)
        inspect.predictions.flag_requested.connect(self._on_flag_requested)
        inspect.predictions.undo_requested.connect(self._on_undo_requested)
        inspect.predictions.training_requested.connect(self._on_training_requested)
        self._actions.review_ready.connect(self._on_review_ready)
        self._actions.flagged.connect(self._show_flags)
        self._wire_comparison(inspect.comparison)
        self._wire_external(inspect.external)

    def _wire_pictures(self, page: PredictionsPage | ComparisonPage) -> None:
        cache = ThumbnailCache(self._parts.locations.cache / "thumbnails.sqlite")
        thumbnails = Thumbnails(self._parts.jobs, cache, self)
        page.thumbnails_outdated.connect(thumbnails.forget)
        page.thumbnails_wanted.connect(thumbnails.want)
        thumbnails.ready.connect(page.show_thumbnails)
        page.pictures_opened.connect(self._parts.tabs.inspect.viewer.show_pictures)

    def _wire_comparison(self, page: ComparisonPage) -> None:
        page.runs_wanted.connect(self._parts.actions.table.list_runs)
        page.comparison_requested.connect(self._on_comparison_requested)
        page.folder_requested.connect(self._on_run_folder_requested)
        self._parts.actions.table.listed.connect(self._on_runs_listed)
        self._actions.compared.connect(page.show_comparisons)

    def _wire_external(self, page: ExternalPage) -> None:
        self._work = PageWork(page)
        page.folder_requested.connect(self._on_data_folder_requested)
        page.evaluation_requested.connect(self._on_evaluation_requested)
        page.pictures_requested.connect(self._on_pictures_requested)
        self._actions.classes_guessed.connect(page.show_classes)
        self._actions.evaluated.connect(self._on_evaluated)
        session = self._parts.session
        session.state_changed.connect(lambda *_: page.set_training(session.state != "idle"))
        page.set_training(session.state != "idle")
        self._show_run()

    # The open run

    @Slot()
    def _show_run(self) -> None:
        if self._parts.tabs.are_made:
            inspect, workspace = self._parts.tabs.inspect, self._parts.workspace
            inspect.predictions.show_parts((), workspace.threshold)
            inspect.comparison.show_parts(())
            if self._work is not None:
                self._work.cancel()
            inspect.external.show_run(workspace.run)

    @Slot(object)
    def _on_results_ready(self, results: RunResults) -> None:
        if results.run is self._parts.workspace.run:
            self._actions.load(results)

    @Slot(object)
    def _on_review_ready(self, review: Review) -> None:
        inspect = self._parts.tabs.inspect
        if review.flags is not None:
            self._show_flags(review.flags)
        inspect.predictions.show_parts(review.parts, self._parts.workspace.threshold)
        inspect.comparison.show_parts(review.parts)

    @Slot(float)
    def _on_threshold_changed(self, threshold: float) -> None:
        if self._parts.tabs.are_made:
            inspect = self._parts.tabs.inspect
            inspect.predictions.set_threshold(threshold)
            inspect.comparison.compare_again()
            inspect.external.set_threshold(threshold)

    # Flags

    @Slot(object, object, object)
    def _on_flag_requested(self, root: Path, sample_ids: list[str], flag: Flag | None) -> None:
        self._actions.flag(root, sample_ids, flag)

    @Slot(object)
    def _on_undo_requested(self, root: Path) -> None:
        self._actions.undo_flag(root)

    @Slot(object)
    def _on_training_requested(self, root: Path) -> None:
        """Train on a data set next, which is opened where another one is open."""
        dataset, show_train = self._parts.workspace.dataset, partial(self._parts.tabs.show, "train")
        if dataset is not None and dataset.root == root:
            show_train()
        else:
            self._parts.actions.datasets.open(root).succeeded.connect(lambda _: show_train())

    @Slot(object)
    def _show_flags(self, flags: Flags) -> None:
        self._parts.tabs.inspect.predictions.show_flags(
            flags.dataset.root, flags.flags, may_undo=flags.may_undo
        )

    # Other runs

    @Slot(object)
    def _on_runs_listed(self, runs: list[RunSummary]) -> None:
        opened = self._parts.workspace.run
        if opened is None:
            return
        there = [
            run for run in runs if run.path != opened.path and not run.running and not run.damage
        ]
        there.sort(key=lambda run: run.dataset != opened.dataset.name)  # the same data set first
        self._parts.tabs.inspect.comparison.show_runs(
            [(run.title or run.name, run.path) for run in there]
        )

    @Slot()
    def _on_run_folder_requested(self) -> None:
        parts = self._parts
        folder = file_dialogs.ask_for_folder(
            parts.window, "Choose the other run", parts.locations.runs
        )
        if folder is not None:
            parts.tabs.inspect.comparison.choose_other(folder)

    @Slot(object, object)
    def _on_comparison_requested(self, results: PartResults, folders: Sequence[Path]) -> None:
        self._actions.compare(results, folders)

    # Another data set

    @Slot()
    def _on_data_folder_requested(self) -> None:
        parts = self._parts
        folder = file_dialogs.ask_for_folder(
            parts.window, "Choose another data set", parts.locations.datasets
        )
        if folder is not None and self._work is not None:
            self._work.follow(self._actions.guess_classes(folder))

    @Slot(object, object)
    def _on_evaluation_requested(self, root: Path, mapping: Mapping[str, str]) -> None:
        if self._work is not None:
            self._work.follow(self._actions.evaluate(root, mapping))

    @Slot(object)
    def _on_evaluated(self, evaluated: Evaluated) -> None:
        inspect = self._parts.tabs.inspect
        inspect.external.show_results(evaluated.told, self._parts.workspace.threshold)
        self._show_flags(evaluated.flags)
        inspect.predictions.add_part(evaluated.part)

    @Slot()
    def _on_pictures_requested(self) -> None:
        inspect = self._parts.tabs.inspect
        inspect.show_page(InspectPage.PREDICTIONS)
