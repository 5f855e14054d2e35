"""What was open last: offered in a menu, and opened again at the next start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from desktop_app.main_window import TABS
from desktop_app.settings import LastSession
from desktop_app.wiring.parts import Parts, Wiring
from training.data.dataset import Dataset
from training.runs import Run

_SECONDS = 10


class RememberWiring(Wiring):
    """Keeps what is opened, shows it under File > Open recent, and opens it at a start.

    Made after the header's wiring: the tab of the last time is shown last.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._last = LastSession()
        parts.workspace.dataset_changed.connect(self._on_dataset_changed)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.window.closed.connect(self._on_closed)
        menu = parts.window.recent
        menu.aboutToShow.connect(self._look_for_missing)
        menu.dataset_chosen.connect(parts.actions.datasets.open)
        menu.run_chosen.connect(parts.actions.runs.open)
        menu.missing_removed.connect(self._remove_missing)
        menu.cleared.connect(self._clear)
        self._missing: frozenset[Path] = frozenset()
        self._show()

    def restore(self) -> None:
        """Open what was open when the window was closed, unless a person wants none of it."""
        parts = self._parts
        if not parts.settings.restores or parts.session.state != "idle":
            return
        self._last = last = parts.settings.last_session
        if last.run is None:
            self._restore_dataset()
            return
        job = parts.actions.runs.open(last.run)
        job.failed.connect(lambda _error: self._tell_lost("run", last.run))
        job.finished.connect(self._restore_dataset)

    @Slot()
    def _restore_dataset(self) -> None:
        """Open the data set, where the run has not brought it."""
        parts, folder = self._parts, self._last.dataset
        dataset = parts.workspace.dataset
        if folder is None or (dataset is not None and dataset.root == folder):
            self._restore_tab()
            return
        job = parts.actions.datasets.open(folder)
        job.failed.connect(lambda _error: self._tell_lost("data set", folder))
        job.finished.connect(self._restore_tab)

    @Slot()
    def _restore_tab(self) -> None:
        workspace = self._parts.workspace
        if workspace.dataset is None and workspace.run is None:
            return
        if self._last.tab in TABS:
            self._parts.tabs.show(self._last.tab)
        else:
            self._parts.window.show_start_page()

    def _tell_lost(self, what: str, folder: Path | None) -> None:
        self._parts.window.status.showMessage(
            f"The {what} of the last time cannot be opened any more: {folder}", 1000 * _SECONDS
        )

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        if self._is_kept(dataset.root):
            settings = self._parts.settings
            settings.recent_datasets = (dataset.root, *settings.recent_datasets)
            self._show()

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        if self._is_kept(run.path):
            settings = self._parts.settings
            settings.recent_runs = (run.path, *settings.recent_runs)
            self._show()

    def _is_kept(self, folder: Path) -> bool:
        """Return whether a folder stays: what is in the cache may go at any time."""
        return not folder.is_relative_to(self._parts.locations.cache)

    @Slot()
    def _on_closed(self) -> None:
        workspace, window = self._parts.workspace, self._parts.window
        dataset = workspace.dataset.root if workspace.dataset else None
        run = workspace.run.path if workspace.run else None
        self._parts.settings.last_session = LastSession(
            dataset if dataset and self._is_kept(dataset) else None,
            run if run and self._is_kept(run) else None,
            window.tab,
        )

    @Slot()
    def _show(self) -> None:
        settings = self._parts.settings
        self._parts.window.recent.show_recent(settings.recent_datasets, settings.recent_runs)

    @Slot()
    def _look_for_missing(self) -> None:
        """Look which folders are still there; a disk may take long to say so."""
        settings = self._parts.settings
        folders = (*settings.recent_datasets, *settings.recent_runs)
        if folders:
            job = self._parts.jobs.run(
                "", lambda _progress: frozenset(each for each in folders if not each.is_dir())
            )
            job.succeeded.connect(self._on_looked)

    @Slot(object)
    def _on_looked(self, missing: frozenset[Path]) -> None:
        self._missing = missing
        self._parts.window.recent.mark_missing(missing)

    @Slot()
    def _remove_missing(self) -> None:
        settings, missing = self._parts.settings, self._missing
        settings.recent_datasets = [p for p in settings.recent_datasets if p not in missing]
        settings.recent_runs = [p for p in settings.recent_runs if p not in missing]
        self._show()

    @Slot()
    def _clear(self) -> None:
        self._parts.settings.recent_datasets = ()
        self._parts.settings.recent_runs = ()
        self._show()
