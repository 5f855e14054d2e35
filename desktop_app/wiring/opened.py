"""What is open stands in the header, and the tab where it goes on comes to the front."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.main_window import TABS
from desktop_app.opening import run_folder_of
from desktop_app.wiring.parts import Parts, Wiring
from training.data.dataset import Dataset
from training.runs import MODEL_FILE, Run, list_runs


class OpenedWiring(Wiring):
    """The header, which tab is shown, and opening runs.

    Made after the tabs' own wirings: a tab comes to the front when it shows what is open.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        parts.workspace.dataset_changed.connect(self._on_dataset_changed)
        parts.workspace.dataset_updated.connect(parts.window.header.show_dataset)
        parts.workspace.classes_changed.connect(self._on_classes_changed)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.workspace.run_closed.connect(lambda: parts.window.header.show_run(None))
        self.commands = {
            "run": self._ask_for_run,
            "start": parts.window.show_start_page,
            **{f"tab:{name}": partial(parts.tabs.show, name) for name in TABS},
        }

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        self._parts.window.header.show_dataset(dataset)
        self._parts.tabs.show("train")

    @Slot()
    def _on_classes_changed(self) -> None:
        self._parts.tabs.show("train")

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._parts.window.header.show_run(run)
        if run is not self._parts.session.run:  # else the person has watched its training
            self._parts.tabs.show("inspect")

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open what the program was given: runs, of which the last is shown, and pictures.

        Pictures are asked about by that run; where none is given or open, by the newest that has a
        model.

        Args:
            paths: Run folders, their `run.lesionrun`, pictures, or folders of pictures.

        Raises:
            RunError: There are pictures, and no run that could be asked about them.
        """
        runs = [folder for path in paths if (folder := run_folder_of(path)) is not None]
        pictures = [path for path in paths if run_folder_of(path) is None]
        if not runs and self._parts.workspace.run is None:
            there = list_runs(self._parts.locations.runs)
            runs = [run for run in there if (run / MODEL_FILE).is_file()][:1]
        if not runs:
            self._ask_about(pictures)
            return
        job = self._parts.actions.runs.open(runs[-1])
        if pictures:
            job.succeeded.connect(lambda _read: self._ask_about(pictures))

    def _ask_about(self, pictures: Sequence[Path]) -> None:
        self._parts.actions.prediction.open_files(pictures)
        self._parts.tabs.show("predict")

    def _ask_for_run(self) -> None:
        parts = self._parts
        folder = file_dialogs.ask_for_folder(parts.window, "Open a run", parts.locations.runs)
        if folder is not None:
            parts.actions.runs.open(folder)
