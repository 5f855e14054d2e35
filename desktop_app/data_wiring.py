"""The pages and dialogs about data, wired to what they ask for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app import file_dialogs
from desktop_app.data_actions import DataActions
from desktop_app.data_work import Checked, Incoming, is_dataset
from desktop_app.jobs import Job
from desktop_app.leakage_work import LeakageTable
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings
from desktop_app.workspace import Workspace
from training.data.dataset import Dataset
from training.errors import DataError, LesionLabError

if TYPE_CHECKING:
    from desktop_app.data.check_page import CheckPage
    from desktop_app.data.fetch_page import FetchPage
    from desktop_app.data.import_page import ImportPage
    from desktop_app.data.leakage_page import LeakagePage
    from desktop_app.data.progress_line import ProgressLine
    from desktop_app.data.values import ImportChoice, ImportFacts
    from training.data.checks.finding import Finding
    from training.data.download.catalogue import Collection


class _WorkingPage(Protocol):
    """A page that shows work and why it failed."""

    progress: ProgressLine

    def show_busy(self, what: str) -> None: ...

    def end_busy(self) -> None: ...

    def show_failure(self, message: str, mend: str) -> None: ...


class DataWiring(QObject):
    """Shows the pages about data and connects them; each is made when it is first needed.

    Signals:
        set_up_needed: Somebody has to call `compare_with` with what is set up for training.
        left: A page was left for the tab with this name (str).
    """

    set_up_needed = Signal()
    left = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        actions: DataActions,
        workspace: Workspace,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._actions = actions
        self._workspace = workspace
        self._settings = settings
        self._import_page: ImportPage | None = None
        self._check_page: CheckPage | None = None
        self._fetch_page: FetchPage | None = None
        self._leakage_page: LeakagePage | None = None
        self._jobs: dict[_WorkingPage, Job] = {}
        self._incoming: Incoming | None = None
        self._checked: Path | None = None
        self._set_up: tuple[str, Mapping[str, Any]] = ("", {})
        workspace.dataset_changed.connect(self._on_dataset_changed)
        actions.classes_needed.connect(self._on_classes_needed)
        actions.previewed.connect(self._on_previewed)
        actions.imported.connect(self._on_imported)
        actions.checked.connect(self._on_checked)
        actions.pictures_ready.connect(self._on_pictures_ready)
        actions.fetched.connect(self.look_at)
        actions.leakage_compared.connect(self._on_leakage_compared)

    def run_command(self, name: str) -> bool:
        """Do what a menu or the start page asks for.

        Args:
            name: Name of the command.

        Returns:
            Whether it is about data.
        """
        match name:
            case "builtin":
                self._actions.make_builtin_lesions()
            case "dataset":
                folder = file_dialogs.ask_for_folder(
                    self._window, "Open a data set", self._settings.last_folder
                )
                self.open_sources([folder] if folder else [])
            case "archives":
                self.open_sources(
                    file_dialogs.ask_for_archives(self._window, self._settings.last_folder)
                )
            case "fetch":
                self._window.show_page(self.fetch_page)
            case "check":
                self.check()
            case "regroup":
                self.regroup()
            case "leakage":
                self._opened()
                self.set_up_needed.emit()
            case _:
                return False
        return True

    # Opening

    @property
    def import_page(self) -> ImportPage:
        """The page that shows what was recognised."""
        if self._import_page is None:
            from desktop_app.data.import_page import ImportPage

            page = self._import_page = ImportPage()
            page.back_requested.connect(partial(self._leave, page))
            page.cancel_requested.connect(partial(self._cancel, page))
            page.preview_requested.connect(self._on_mapping_chosen)
            page.import_requested.connect(self._on_import_requested)
        return self._import_page

    def open_sources(self, sources: list[Path]) -> None:
        """Open a data set folder, or show what is in other files.

        Args:
            sources: Files and folders; none where a person changed their mind.
        """
        if not sources:
            return
        self._settings.last_folder = sources[0].parent
        if is_dataset(sources):
            self._actions.open_dataset(sources[0])
        else:
            self.look_at(Incoming(tuple(sources)))

    @Slot(object)
    def look_at(self, incoming: Incoming) -> None:
        """Show what is in files on the page that leads to their import."""
        self._incoming = incoming
        page = self.import_page
        self._window.show_page(page)
        page.show_waiting(incoming.names)
        self._follow(page, self._actions.preview(incoming))

    @Slot(object)
    def _on_mapping_chosen(self, mapping: Mapping[str, str]) -> None:
        if self._incoming is not None:
            self._incoming = replace(self._incoming, mapping=mapping)
            self._follow(self.import_page, self._actions.preview(self._incoming))

    @Slot(object)
    def _on_previewed(self, facts: ImportFacts) -> None:
        self.import_page.show_facts(facts)

    @Slot(object)
    def _on_import_requested(self, choice: ImportChoice) -> None:
        if self._incoming is not None:
            self._follow(self.import_page, self._actions.import_dataset(self._incoming, choice))

    @Slot(object)
    def _on_imported(self, _dataset: Dataset) -> None:
        self.check()

    @Slot(object)
    def _on_classes_needed(self, dataset: Dataset) -> None:
        from desktop_app.classes_dialog import ClassesDialog

        dialog = ClassesDialog(dataset, self._window)
        dialog.chosen.connect(self._actions.choose_positive)
        dialog.rejected.connect(partial(self._actions.discard, dataset))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Getting

    @property
    def fetch_page(self) -> FetchPage:
        """The page that shows what can be downloaded."""
        if self._fetch_page is None:
            from desktop_app.data.fetch_page import FetchPage
            from training.data.download.catalogue import COLLECTIONS

            page = self._fetch_page = FetchPage(COLLECTIONS.values())
            page.back_requested.connect(self._window.leave_page)  # a download goes on
            page.cancel_requested.connect(partial(self._cancel, page))
            page.download_requested.connect(self._on_download_requested)
            page.addresses_requested.connect(self._on_addresses_requested)
        return self._fetch_page

    @Slot(object)
    def _on_download_requested(self, collection: Collection) -> None:
        self._follow(self.fetch_page, self._actions.fetch(collection))

    @Slot()
    def _on_addresses_requested(self) -> None:
        from training.data.download.urls import read_url_list

        file = file_dialogs.ask_for_addresses(self._window, self._settings.last_folder)
        if file is not None:
            self.fetch_page.offer(read_url_list(file))

    # Checking

    @property
    def check_page(self) -> CheckPage:
        """The page that shows what was found."""
        if self._check_page is None:
            from desktop_app.data.check_page import CheckPage

            page = self._check_page = CheckPage()
            page.back_requested.connect(partial(self._leave, page))
            page.cancel_requested.connect(partial(self._cancel, page))
            page.continue_requested.connect(partial(self._go_to, "train"))
            page.recheck_requested.connect(self.check)
            page.mend_requested.connect(self._on_mend_requested)
            page.undo_requested.connect(self._on_undo_requested)
            page.pictures_requested.connect(self._actions.load_pictures)
        return self._check_page

    @Slot()
    def check(self) -> None:
        """Check the open data set and show what is found."""
        dataset, page = self._opened(), self.check_page
        if self._checked != dataset.root:
            page.forget()
        self._checked = dataset.root
        self._window.show_page(page)
        page.show_waiting(dataset.name)
        self._follow(page, self._actions.check())

    @Slot(object)
    def _on_mend_requested(self, finding: Finding) -> None:
        if finding.mend is not None:
            self._follow(self.check_page, self._actions.mend(finding.mend))

    @Slot()
    def _on_undo_requested(self) -> None:
        self._follow(self.check_page, self._actions.undo())

    @Slot(object)
    def _on_checked(self, checked: Checked) -> None:
        self.check_page.show_findings(checked.findings, checked.images, checked.undoable)

    @Slot(object)
    def _on_pictures_ready(self, pictures: Mapping[str, Any]) -> None:
        self.check_page.show_pictures(pictures)

    # Classes and leakage

    def regroup(self) -> None:
        """Ask for other classes to train on."""
        from desktop_app.data.regroup_dialog import RegroupDialog
        from training.data.regroup import regroupings

        dataset = self._opened()
        shown = self._workspace.to_train_on
        dialog = RegroupDialog(
            dataset.counts(),
            regroupings(dataset.classes),
            self._workspace.regrouping,
            shown.positive if shown is not None else (),
            self._window,
        )
        dialog.chosen.connect(self._actions.regroup)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @property
    def leakage_page(self) -> LeakagePage:
        """The page that shows what leakage does."""
        if self._leakage_page is None:
            from desktop_app.data.leakage_page import LeakagePage

            page = self._leakage_page = LeakagePage()
            page.back_requested.connect(self._window.leave_page)  # the trainings go on
            page.cancel_requested.connect(partial(self._cancel, page))
            page.comparison_requested.connect(self._on_comparison_requested)
        return self._leakage_page

    def compare_with(
        self, recipe: str, title: str, changes: Mapping[str, Any], why_not: str
    ) -> None:
        """Show the page that compares two splits.

        Args:
            recipe: Name of the recipe that is set up for training.
            title: What people call it.
            changes: What was changed in it.
            why_not: Why it cannot be trained now; empty where it can.
        """
        self._set_up = (recipe, changes)
        page = self.leakage_page
        page.show_set_up(self._opened().name, title, why_not)
        self._window.show_page(page)

    @Slot()
    def _on_dataset_changed(self) -> None:
        if self._leakage_page is not None:
            self._leakage_page.forget()

    @Slot()
    def _on_comparison_requested(self) -> None:
        recipe, changes = self._set_up
        self._follow(self.leakage_page, self._actions.compare_leakage(recipe, changes))

    @Slot(object)
    def _on_leakage_compared(self, table: LeakageTable) -> None:
        self.leakage_page.show_rows(table.rows, table.note)

    # What all pages share

    def _opened(self) -> Dataset:
        if self._workspace.dataset is None:
            raise DataError("No data set is open.", mend="Open one with File > Open data set.")
        return self._workspace.dataset

    def _follow(self, page: _WorkingPage, job: Job) -> None:
        """Show a job's progress on a page, in place of an earlier one's."""
        if page in self._jobs:
            self._jobs[page].cancel()
        self._jobs[page] = job
        page.show_busy(job.title)
        job.progressed.connect(page.progress.show_progress)
        job.failed.connect(partial(self._on_failed, page, job))
        job.finished.connect(partial(self._on_finished, page, job))

    def _on_failed(self, page: _WorkingPage, job: Job, error: Exception) -> None:
        if not isinstance(error, LesionLabError):
            sys.excepthook(type(error), error, error.__traceback__)
        elif self._jobs.get(page) is job:
            if page is self._import_page and isinstance(error, DataError):
                self.import_page.show_failure(error.message, error.mend, error.problems)
            else:
                page.show_failure(error.message, error.mend)

    def _on_finished(self, page: _WorkingPage, job: Job) -> None:
        if self._jobs.get(page) is job:
            del self._jobs[page]
            page.end_busy()

    def _cancel(self, page: _WorkingPage) -> None:
        if page in self._jobs:
            self._jobs[page].cancel()

    def _leave(self, page: _WorkingPage) -> None:
        self._cancel(page)
        self._window.leave_page()

    def _go_to(self, tab: str) -> None:
        self.left.emit(tab)
