"""Predicting a folder of pictures to a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.predict.table_dialog import TableDialog
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.wiring.work_dialogs import connect_work
from desktop_app.work.many import FolderTable, is_begun
from training.errors import RunError

if TYPE_CHECKING:
    from training.prediction_table import TableSummary


class ManyWiring(Wiring):
    """Shows the dialog of the table, and lets it be written.

    Attributes:
        dialog: The dialog; None before it is first asked for.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.dialog: TableDialog | None = None
        self.commands = {"table": self._open}

    @Slot()
    def _open(self) -> None:
        run = self._parts.workspace.run
        if run is None or not run.has_model:
            raise RunError(
                "There is no model to ask about pictures yet.",
                mend="Train one, or open a run first.",
            )
        if self.dialog is None:
            self.dialog = self._made()
        if not self._parts.actions.many.is_busy:
            self.dialog.set_reading(run.name, self._parts.workspace.threshold)
        self.dialog.show()
        self.dialog.raise_()

    def _made(self) -> TableDialog:
        dialog, many = TableDialog(self._parts.window), self._parts.actions.many
        dialog.folder_wanted.connect(self._on_folder_wanted)
        dialog.table_wanted.connect(self._on_table_wanted)
        dialog.start_requested.connect(self._on_start_requested)
        connect_work(
            dialog,
            many,
            result=lambda: dialog.table and dialog.table.parent,
            failed="The table cannot be written",
        )
        many.done.connect(self._on_written)
        return dialog

    @property
    def _shown(self) -> TableDialog:
        if self.dialog is None:
            raise RuntimeError("The dialog has not been made.")
        return self.dialog

    @Slot()
    def _on_folder_wanted(self) -> None:
        settings, dialog = self._parts.settings, self._shown
        folder = file_dialogs.ask_for_folder(dialog, "Choose pictures", settings.last_folder)
        if folder is not None:
            settings.last_folder = folder
            table = dialog.table or folder.with_name(f"{folder.name} predictions.csv")
            dialog.set_places(folder, table, begun=is_begun(table))

    @Slot()
    def _on_table_wanted(self) -> None:
        dialog = self._shown
        start = dialog.table or self._parts.settings.last_folder / "predictions.csv"
        table = file_dialogs.ask_for_table(dialog, start)
        if table is not None:
            dialog.set_places(dialog.folder, table, begun=is_begun(table))

    @Slot()
    def _on_start_requested(self) -> None:
        dialog = self._shown
        run, threshold = self._parts.workspace.run, self._parts.workspace.threshold
        if dialog.folder is None or dialog.table is None or run is None:
            dialog.show_failure("No run is open.", "Open one first.")
            return
        dialog.set_reading(run.name, threshold)
        wanted = FolderTable(dialog.folder, dialog.table, threshold, dialog.keep.isChecked())
        self._parts.actions.many.write(wanted)

    @Slot(object)
    def _on_written(self, told: TableSummary) -> None:
        self._shown.show_written(
            n=told.n,
            positive=told.positive,
            warned=told.warned,
            failed=told.failed,
            kept=told.kept,
        )
