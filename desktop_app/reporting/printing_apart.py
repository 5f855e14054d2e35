"""Printing a report in a process of its own: laying it out takes seconds, and needs no window."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from pathlib import Path

from training.errors import RunError
from training.files import replace_atomically
from training.progress import Progress, no_progress
from training.report.document import Report

_EARLY = "the printing ended early"
_WAIT = 0.05
"""Seconds between looks at the process."""


def print_apart(report: Report, path: Path, progress: Progress = no_progress) -> None:
    """Write a report as PDF, in one step.

    Args:
        report: The report.
        path: The file to make or replace.
        progress: May raise Cancelled, which ends the printing.

    Raises:
        RunError: It could not be printed or written.
    """
    try:
        # The file is taken away here where the process is ended half-way.
        replace_atomically(
            path, lambda temporary: _wait_for(report, temporary, path.name, progress)
        )
    except OSError as error:
        raise RunError(
            f"{path} cannot be written: {error.strerror or error}.", mend="Choose another folder."
        ) from error


def _wait_for(report: Report, path: Path, name: str, progress: Progress) -> None:
    """Let a process print, and wait for it.

    Raises:
        RunError: It could not.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_print, args=(report, path, sender), daemon=True)
    process.start()
    sender.close()
    began = time.monotonic()
    try:
        while process.is_alive() and not receiver.poll(_WAIT):
            progress(f"Printing {name}", int(time.monotonic() - began), 0)
        message = receiver.recv() if receiver.poll() else _EARLY
    except EOFError:
        message = _EARLY
    finally:
        process.terminate()
        process.join()
        receiver.close()
    if message:
        raise RunError(f"{name} cannot be printed: {message}.", mend="The page needs no printing.")


def _print(report: Report, path: Path, sender: multiprocessing.connection.Connection) -> None:
    """Print in this process, and send what went wrong; nothing where nothing did."""
    if sys.platform.startswith("linux"):  # elsewhere there is a display, and its fonts
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from PySide6.QtGui import QGuiApplication

        from desktop_app.reporting.printing import print_report

        application = QGuiApplication([])
        print_report(report, path)
        del application
        sender.send("")
    except Exception as error:
        sender.send(str(error) or type(error).__name__)
