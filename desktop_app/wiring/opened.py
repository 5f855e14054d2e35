"""What is open stands in the header, and the tab where it goes on comes to the front."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.main_window import TABS
from desktop_app.wiring.parts import Parts, Wiring
from training.data.dataset import Dataset
from training.runs import Run


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

    def _ask_for_run(self) -> None:
        parts = self._parts
        folder = file_dialogs.ask_for_folder(parts.window, "Open a run", parts.locations.runs)
        if folder is not None:
            parts.actions.runs.open(folder)
