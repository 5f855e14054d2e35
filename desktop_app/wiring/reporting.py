"""File > Report: the open run as one file for a reviewer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.wiring.work_dialogs import connect_work
from training.errors import LesionLabError, RunError

if TYPE_CHECKING:
    from desktop_app.reporting.dialog import ReportDialog
    from desktop_app.work.reporting import Written


class ReportWiring(Wiring):
    """Shows the dialog, and lets the report of the open run be written.

    Attributes:
        dialog: The dialog; None before it is first asked for.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.dialog: ReportDialog | None = None
        self._shown_run: Path | None = None
        self.commands = {"report": self._open}

    @Slot()
    def _open(self) -> None:
        run = self._parts.workspace.run
        if run is None:
            raise RunError("There is no run to report.", mend="Train one, or open a run first.")
        if self.dialog is None:
            self.dialog = self._made()
        actions = self._parts.actions.reporting
        if not actions.is_busy and self._shown_run != run.path:
            self.dialog.set_run(run.name, actions.notes())
            self._shown_run = run.path
        self.dialog.show()
        self.dialog.raise_()

    def _made(self) -> ReportDialog:
        from desktop_app.reporting.dialog import ReportDialog

        dialog, actions = ReportDialog(self._parts.window), self._parts.actions.reporting
        dialog.page_wanted.connect(self._on_page_wanted)
        dialog.start_requested.connect(self._on_start_requested)
        connect_work(
            dialog, actions, result=lambda: dialog.page, failed="The report cannot be written"
        )
        actions.done.connect(self._on_written)
        return dialog

    @property
    def _shown(self) -> ReportDialog:
        if self.dialog is None:
            raise RuntimeError("The dialog has not been made.")
        return self.dialog

    @Slot()
    def _on_page_wanted(self) -> None:
        settings, dialog, run = self._parts.settings, self._shown, self._parts.workspace.run
        name = "report" if run is None else f"{run.name} report"
        start = dialog.page or settings.last_folder / f"{name}.html"
        page = file_dialogs.ask_for_report(dialog, start)
        if page is not None:
            settings.last_folder = page.parent
            dialog.set_page(page)

    @Slot()
    def _on_start_requested(self) -> None:
        dialog, run = self._shown, self._parts.workspace.run
        if dialog.page is None or run is None or run.path != self._shown_run:
            dialog.show_failure("Another run is open now.", "Open this dialog anew.")
            return
        try:
            self._parts.actions.reporting.write(
                dialog.page,
                dialog.notes.answers,
                pdf=dialog.pdf.isChecked(),
                pictures=dialog.pictures.isChecked(),
                overwrite=dialog.replace.isChecked(),
            )
        except LesionLabError as error:
            dialog.show_failure(error.message, error.mend)

    @Slot(object)
    def _on_written(self, written: Written) -> None:
        self._shown.show_written(written.missing)
