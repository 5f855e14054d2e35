"""File > Use a stranger's model: looked at, described, made into a run, and asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.wiring.parts import Parts, Wiring
from training.errors import LesionLabError

if TYPE_CHECKING:
    from desktop_app.foreign.dialog import ForeignDialog
    from desktop_app.work.adopting import LabelledFolder, LookedAt
    from training.foreign.scaling_check import ScalingResult


class AdoptingWiring(Wiring):
    """Shows the dialog, and opens the run that comes of it in the Predict tab.

    Attributes:
        dialog: The dialog; None before it is first asked for.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.dialog: ForeignDialog | None = None
        self.commands = {"foreign": self._open}

    @Slot()
    def _open(self) -> None:
        if self.dialog is None:
            self.dialog = self._made()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _made(self) -> ForeignDialog:
        from desktop_app.foreign.dialog import ForeignDialog

        dialog, actions = ForeignDialog(self._parts.window), self._parts.actions.adopting
        dialog.file_wanted.connect(self._on_file_wanted)
        dialog.file_chosen.connect(self._look_at)
        dialog.folder_wanted.connect(self._on_folder_wanted)
        dialog.folder_chosen.connect(actions.read_folder)
        dialog.check_requested.connect(self._on_check_requested)
        dialog.adopt_requested.connect(self._on_adopt_requested)
        dialog.stop_requested.connect(actions.stop)
        dialog.finished.connect(actions.stop)
        actions.started.connect(dialog.start)
        actions.progressed.connect(dialog.progress.show_progress)
        actions.looked_at.connect(self._on_looked_at)
        actions.folder_read.connect(self._on_folder_read)
        actions.checked.connect(self._on_checked)
        actions.adopted.connect(self._on_adopted)
        actions.failed.connect(self._on_failed)
        actions.stopped.connect(dialog.end)
        return dialog

    @property
    def _shown(self) -> ForeignDialog:
        if self.dialog is None:
            raise RuntimeError("The dialog has not been made.")
        return self.dialog

    @Slot()
    def _on_file_wanted(self) -> None:
        settings = self._parts.settings
        file = file_dialogs.ask_for_model(self._shown, settings.last_folder)
        if file is not None:
            settings.last_folder = file.parent
            self._look_at(file)

    @Slot(object)
    def _look_at(self, file: Path) -> None:
        self._shown.forget()
        self._parts.actions.adopting.look_at(file)

    @Slot()
    def _on_folder_wanted(self) -> None:
        settings = self._parts.settings
        folder = file_dialogs.ask_for_folder(
            self._shown, "Choose labelled pictures", settings.last_folder
        )
        if folder is not None:
            settings.last_folder = folder
            self._parts.actions.adopting.read_folder(folder)

    @Slot()
    def _on_check_requested(self) -> None:
        dialog = self._shown
        if dialog.file is not None and dialog.pixels.folder is not None:
            self._parts.actions.adopting.check(dialog.file, dialog.described, dialog.pixels.folder)

    @Slot()
    def _on_adopt_requested(self) -> None:
        dialog = self._shown
        if dialog.file is not None:
            name = dialog.name.text().strip()
            self._parts.actions.adopting.adopt(dialog.file, dialog.described, name)

    @Slot(object)
    def _on_looked_at(self, found: LookedAt) -> None:
        self._shown.show_model(found.facts, found.name, found.taken)

    @Slot(object)
    def _on_folder_read(self, found: LabelledFolder) -> None:
        self._shown.show_folder(found.path, found.counts)

    @Slot(object)
    def _on_checked(self, results: Sequence[ScalingResult]) -> None:
        self._shown.show_results(results)

    @Slot(object)
    def _on_adopted(self, folder: Path) -> None:
        self._shown.forget()
        self._shown.hide()
        opening = self._parts.actions.runs.open(folder)
        opening.succeeded.connect(lambda _: self._parts.tabs.show("predict"))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, LesionLabError):
            self._shown.refuse(error.message, error.mend)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
            self._shown.refuse(f"The model cannot be used: {error}.", "")
