"""Exceptions that nobody caught: from any thread to the log and to the window."""

from __future__ import annotations

import logging
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)

from desktop_app.interrupts import InterruptWatcher
from training.errors import LesionLabError

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED = 130
"""Exit status of a program that was ended by Ctrl-C, as shells have it."""

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger(__name__)


def install_exception_hooks(report: Callable[[BaseException, str], None]) -> ExceptionHooks:
    """Catch what nobody caught in slots, threads and destructors, and log what Qt says.

    Call it in the window's thread, after the QApplication has been made. Ctrl-C ends the event
    loop with exit status 130 instead of being reported.

    Args:
        report: Called in the window's thread, from its event loop, with the exception and its
            traceback as text. What it raises itself is only logged.

    Returns:
        The hooks, to be removed when the event loop has ended.
    """
    return ExceptionHooks(report)


class ExceptionHooks:
    """The installed hooks; `remove` puts the previous ones back."""

    def __init__(self, report: Callable[[BaseException, str], None]) -> None:
        self._relay = _Relay(report)
        self._previous = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        self._previous_qt = qInstallMessageHandler(_on_qt_message)
        self._interrupts = InterruptWatcher()

    def remove(self) -> None:
        """Put the previous hooks back; reports that are still on their way are lost."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._previous
        qInstallMessageHandler(self._previous_qt)
        self._interrupts.close()

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.exit(INTERRUPTED)
            return
        self._tell(error.with_traceback(trace), "Not caught")

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self._tell(args.exc_value, "Not caught in a thread")

    def _on_unraisable(self, args: UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self._tell(args.exc_value, f"{args.err_msg or 'Ignored in'} {args.object!r}")

    def _tell(self, error: BaseException, what: str) -> None:
        level = logging.WARNING if isinstance(error, LesionLabError) else logging.ERROR
        _log.log(level, "%s: %s", what, error, exc_info=error)
        self._relay.put(error)


class _Relay(QObject):
    """Carries exceptions from any thread into the window's.

    They wait in a queue, which may be filled even from a destructor; the signal only says so.
    """

    _arrived = Signal()

    def __init__(self, report: Callable[[BaseException, str], None]) -> None:
        super().__init__()
        self._report = report
        self._waiting: queue.SimpleQueue[BaseException] = queue.SimpleQueue()
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def put(self, error: BaseException) -> None:
        self._waiting.put(error)
        try:
            self._arrived.emit()
        except RuntimeError:  # Qt is gone: the program is ending, and the log has it
            return

    @Slot()
    def _on_arrived(self) -> None:
        error = self._waiting.get()
        try:
            self._report(error, "".join(traceback.format_exception(error)))
        except Exception:  # going through the hooks again would never end
            _log.exception("The error could not be shown")


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = context.category or "default"
    logging.getLogger("qt").log(_QT_LEVELS[kind], "%s: %s", category, message)
