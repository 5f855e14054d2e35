"""Finds what a test has left behind: threads, active timers, top-level widgets."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from typing import Any

import pytest

LIBRARY_THREADS = ("pooch", "pydev", "QueueFeederThread", "execnet", "pytest_timeout", "tf_data")
"""Beginnings of the names of threads that libraries and debuggers keep on purpose."""

_SECONDS_TO_END = 2.0


class Watch:
    """Notes the threads and widgets there are, and every thread and timer that is started."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._threads = set(threading.enumerate())
        self._widgets = {id(widget) for widget in _top_level_widgets()}
        self._started: weakref.WeakSet[Any] = weakref.WeakSet()
        if "PySide6.QtCore" in sys.modules:
            from PySide6.QtCore import QThread, QTimer

            for kind in (QThread, QTimer):
                monkeypatch.setattr(kind, "start", _noting(kind.start, self._started))

    def left_behind(self) -> list[str]:
        """Return what is still there, in words."""
        left = self._look()
        if left:  # dropping what only a reference cycle keeps takes long, so only where it matters
            gc.collect()
            for thread in self._new_threads():  # rich tells its thread to end and does not wait
                thread.join(_SECONDS_TO_END)
            left = self._look()
        return left

    def _look(self) -> list[str]:
        _delete_what_asked_for_it()
        left = [f"thread {thread.name}" for thread in self._new_threads()]
        left += [f"{_what(started)}" for started in self._started if _is_active(started)]
        left += [
            f"widget {type(widget).__name__}"
            for widget in _top_level_widgets()
            if id(widget) not in self._widgets
        ]
        return left

    def _new_threads(self) -> list[threading.Thread]:
        return [
            thread
            for thread in threading.enumerate()
            if thread not in self._threads
            and not thread.name.startswith(LIBRARY_THREADS)
            # What Python calls a thread of C++ that it has met once; QThreads are seen to above.
            and not isinstance(thread, threading._DummyThread)
        ]


def _noting(start: Any, started: weakref.WeakSet[Any]) -> Any:
    def noting(self: Any, *args: Any) -> None:
        started.add(self)
        start(self, *args)

    return noting


def _is_active(started: Any) -> bool:
    import shiboken6

    if not shiboken6.isValid(started):
        return False
    return bool(started.isRunning() if hasattr(started, "isRunning") else started.isActive())


def _what(started: Any) -> str:
    owner = type(started.parent()).__name__ if started.parent() else "nobody"
    return f"{type(started).__name__} {started.objectName()!r} of {owner}"


def _top_level_widgets() -> list[Any]:
    """Return them all, but for hidden menus: pyqtgraph keeps those of plots that are gone."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [
        widget
        for widget in widgets.QApplication.topLevelWidgets()
        if widget.isVisible() or not isinstance(widget, widgets.QMenu)
    ]


def _delete_what_asked_for_it() -> None:
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
