"""What dialogs that start a piece of work have in common: stopping, showing, failing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.actions.one_job import OneJobActions
from desktop_app.widgets.work_dialog import WorkDialog
from training.errors import LesionLabError


def connect_work(
    dialog: WorkDialog, actions: OneJobActions, *, result: Callable[[], Path | None], failed: str
) -> None:
    """Let a dialog show how its work goes.

    Args:
        dialog: The dialog.
        actions: What does the work.
        result: Where what came of it is; the system opens that.
        failed: What to say of a fault of the program: "The table cannot be written".
    """

    def reveal() -> None:
        place = result()
        if place is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))

    def show_failure(error: Exception) -> None:
        if isinstance(error, LesionLabError):
            dialog.show_failure(error.message, error.mend)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
            dialog.show_failure(f"{failed}: {error}.", "")

    dialog.stop_requested.connect(actions.stop)
    dialog.reveal_requested.connect(reveal)
    actions.progressed.connect(dialog.show_progress)
    actions.failed.connect(show_failure)
    actions.stopped.connect(dialog.show_stopped)
