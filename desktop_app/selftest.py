"""The window's part of the self-test: it opens, shows a run, is asked about a picture, closes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.app import Application, run
from desktop_app.main_window import TABS
from desktop_app.platform_check import check_qt
from training.errors import LesionLabError
from training.runs import Run
from training.selftest import Bench, import_all

_LIMIT_MILLISECONDS = 300_000
_FEWEST_COLOURS = 16
"""A window that shows something has more."""


def check_window(bench: Bench) -> str:
    """Open the real window, look at each tab, and close it.

    It is opened offscreen unless `QT_QPA_PLATFORM` says otherwise.

    Args:
        bench: With a run that was trained.

    Returns:
        What was seen.

    Raises:
        LesionLabError: Qt cannot be loaded, a tab stays empty, or something fails in the window.
    """
    headless = os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen"
    check_qt(headless=headless)
    modules = import_all("desktop_app")
    locations = replace(bench.locations, settings=bench.folder / "settings")
    visits: list[_Visit] = []

    def started(application: Application) -> None:
        visit = _Visit(application, bench.trained, bench.folder)
        visits.append(visit)
        visit.start()

    status = run(locations=locations, started=started)
    [visit] = visits
    if visit.error is not None:
        raise visit.error
    if status or visit.seen != TABS:
        raise LesionLabError(f"The window ended with {status} after {', '.join(visit.seen)}.")
    platform = os.environ["QT_QPA_PLATFORM"]
    return f"{modules} modules; {', '.join(TABS)} shown on {platform!r}, a picture asked about"


class _Visit(QObject):
    """Goes through the tabs, each once all work is done.

    Attributes:
        seen: The tabs that showed something.
        error: What went wrong.
    """

    def __init__(self, application: Application, trained: Run, folder: Path) -> None:
        super().__init__(application)
        self.seen: tuple[str, ...] = ()
        self.error: Exception | None = None
        self._application = application
        self._run = trained
        self._folder = folder
        self._next: Callable[[], object] | None = None
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._on_late)
        application.jobs.active_changed.connect(self._on_active_changed)
        application.actions.prediction.failed.connect(self._on_failed)

    def start(self) -> None:
        """Begin: open the run."""
        self._limit.start(_LIMIT_MILLISECONDS)
        job = self._application.actions.runs.open(self._run.path)
        job.failed.connect(self._on_failed)
        self._then(self._look_at_train)

    def _look_at_train(self) -> None:
        self._show("train", self._look_at_inspect)

    def _look_at_inspect(self) -> None:
        self._show("inspect", self._look_at_predict)

    def _look_at_predict(self) -> None:
        drawn = sorted((self._folder / "drawn").rglob("*.png"))[:1]
        self._application.window.show_tab("predict")
        self._application.actions.prediction.open_files(drawn)
        self._show("predict", self._application.window.close)

    def _show(self, tab: str, step: Callable[[], object]) -> None:
        self._application.window.show_tab(tab)

        def look() -> None:
            image = self._application.window.grab().toImage()
            wide, high = image.width(), image.height()
            points = ((x, y) for x in range(0, wide, 4) for y in range(0, high, 4))
            if len({image.pixel(x, y) for x, y in points}) < _FEWEST_COLOURS:
                self._on_failed(LesionLabError(f"The tab {tab} shows nothing."))
                return
            self.seen += (tab,)
            step()

        self._then(look)

    def _then(self, step: Callable[[], object]) -> None:
        self._next = step
        self._on_active_changed(self._application.jobs.active)

    @Slot(object)
    def _on_active_changed(self, active: tuple[object, ...]) -> None:
        if not active and self._next is not None:
            step, self._next = self._next, None
            QTimer.singleShot(0, self, step)

    @Slot()
    def _on_late(self) -> None:
        self._on_failed(LesionLabError("The window did not come to rest in time."))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.error = self.error or error
        self._next = None
        self._application.window.close()
