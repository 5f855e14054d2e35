"""File > Export: the open run in forms that others use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.wiring.work_dialogs import connect_work
from training.errors import RunError

if TYPE_CHECKING:
    from desktop_app.export.dialog import ExportDialog
    from training.export.exporting import Outcome


class ExportWiring(Wiring):
    """Shows the dialog, and lets the open run be exported.

    Attributes:
        dialog: The dialog; None before it is first asked for.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.dialog: ExportDialog | None = None
        self.commands = {"export": self._open}

    @Slot()
    def _open(self) -> None:
        run = self._parts.workspace.run
        if run is None or not run.has_model:
            raise RunError(
                "There is no model to export yet.", mend="Train one, or open a run first."
            )
        if self.dialog is None:
            self.dialog = self._made()
        if not self._parts.actions.exporting.is_busy:
            self.dialog.set_run(run.name)
        self.dialog.show()
        self.dialog.raise_()

    def _made(self) -> ExportDialog:
        from desktop_app.export.choices import FormChoice
        from desktop_app.export.dialog import ExportDialog
        from training.export.forms import FORMS

        choices = [
            FormChoice(form.name, form.title, form.sentence, form.missing)
            for form in FORMS.values()
        ]
        dialog, actions = ExportDialog(choices, self._parts.window), self._parts.actions.exporting
        dialog.folder_wanted.connect(self._on_folder_wanted)
        dialog.start_requested.connect(self._on_start_requested)
        connect_work(
            dialog, actions, result=lambda: dialog.folder, failed="The run cannot be exported"
        )
        actions.done.connect(self._on_exported)
        return dialog

    @property
    def _shown(self) -> ExportDialog:
        if self.dialog is None:
            raise RuntimeError("The dialog has not been made.")
        return self.dialog

    @Slot()
    def _on_folder_wanted(self) -> None:
        settings, dialog = self._parts.settings, self._shown
        folder = file_dialogs.ask_for_folder(dialog, "Export to", settings.last_folder)
        if folder is not None:
            settings.last_folder = folder
            dialog.set_folder(folder)

    @Slot()
    def _on_start_requested(self) -> None:
        dialog, run = self._shown, self._parts.workspace.run
        if dialog.folder is None or run is None:
            dialog.show_failure("No run is open.", "Open one first.")
            return
        dialog.set_run(run.name)
        self._parts.actions.exporting.export(
            dialog.forms.chosen, dialog.folder, overwrite=dialog.replace.isChecked()
        )

    @Slot(object)
    def _on_exported(self, outcomes: Sequence[Outcome]) -> None:
        self._shown.show_exported(
            [(each.form, _words(each), each.result is not None) for each in outcomes]
        )


def _words(outcome: Outcome) -> str:
    """Return what has become of a form, in words."""
    done = outcome.result
    if done is None:
        return outcome.error
    return f"{done.bytes / 1e6:.1f} MB. {done.verified.words}"
