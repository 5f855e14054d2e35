"""What is shown of an error, and that there is never more than one dialog of it."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.error_dialog import ErrorDialog
from training.errors import LesionLabError

REPEAT_SECONDS = 1.0
"""A fault that comes back sooner than this (in a timer, while painting) is shown only once."""


def describe(error: BaseException) -> tuple[str, str]:
    """Return what is wrong and what to do about it, for a person.

    Args:
        error: A LesionLabError speaks for itself; anything else is a fault of the program.
    """
    if isinstance(error, LesionLabError):
        return error.message, error.mend
    return (
        f"An unexpected error ({type(error).__name__}). This is a fault of LesionLab, not yours.",
        "You can go on working. When you report it, add the details or the log.",
    )


class ErrorPresenter(QObject):
    """Shows errors one at a time: what comes while the dialog is open is added to it.

    Attributes:
        window: The window that the dialog belongs to, once there is one.
    """

    def __init__(self, log_path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: QWidget | None = None
        self._log_path = log_path
        self._dialog: ErrorDialog | None = None
        self._seen: set[str] = set()
        self._count = 0
        self._last = -REPEAT_SECONDS

    @property
    def dialog(self) -> ErrorDialog | None:
        """The dialog, while it is open."""
        return self._dialog

    def present(self, error: BaseException, details: str) -> None:
        """Show an error.

        Args:
            error: The exception.
            details: Its traceback; two errors with the same details are the same.
        """
        now = time.monotonic()
        repeated = details in self._seen
        at_once = now - self._last < REPEAT_SECONDS
        self._last = now
        if self._dialog is not None:
            self._count += 1
            self._dialog.add(self._count, "" if repeated else details)
        elif not (repeated and at_once) or isinstance(error, LesionLabError):
            self._open(error, details)
        self._seen.add(details)

    def _open(self, error: BaseException, details: str) -> None:
        self._seen.clear()
        self._count = 0
        message, mend = describe(error)
        owner = QApplication.activeModalWidget() or self.window
        self._dialog = ErrorDialog(message, mend, details, self._log_path, owner)
        self._dialog.finished.connect(self._on_finished)
        self._dialog.open()

    @Slot()
    def _on_finished(self) -> None:
        self._dialog = None
