"""The application: makes its parts and lets the wirings connect them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.actions import Actions
from desktop_app.error_presenter import ErrorPresenter
from desktop_app.errors import install_exception_hooks
from desktop_app.garbage import GarbageCollection
from desktop_app.jobs import Jobs
from desktop_app.main_window import MainWindow
from desktop_app.opening import FileOpenEvents
from desktop_app.session import Session
from desktop_app.settings import Settings
from desktop_app.theme import Sizes, apply_theme
from desktop_app.wiring.adopting import AdoptingWiring
from desktop_app.wiring.answering import AnswerWiring
from desktop_app.wiring.background import BackgroundWiring
from desktop_app.wiring.checking import CheckWiring
from desktop_app.wiring.classes import ClassesWiring
from desktop_app.wiring.closing import ClosingWiring
from desktop_app.wiring.exporting import ExportWiring
from desktop_app.wiring.fetching import FetchWiring
from desktop_app.wiring.helping import HelpWiring
from desktop_app.wiring.importing import ImportWiring
from desktop_app.wiring.inspecting import InspectWiring
from desktop_app.wiring.leakage import LeakageWiring
from desktop_app.wiring.lessons import LessonWiring
from desktop_app.wiring.many import ManyWiring
from desktop_app.wiring.notifying import NotifyWiring
from desktop_app.wiring.opened import OpenedWiring
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.wiring.predicting import PredictWiring
from desktop_app.wiring.preferring import PreferWiring
from desktop_app.wiring.program import ProgramWiring
from desktop_app.wiring.remembering import RememberWiring
from desktop_app.wiring.reporting import ReportWiring
from desktop_app.wiring.reviewing import ReviewWiring
from desktop_app.wiring.runs import RunsWiring
from desktop_app.wiring.setting_up import SetUpWiring
from desktop_app.wiring.tabs import Tabs
from desktop_app.wiring.training import TrainingWiring
from desktop_app.wiring.watching import WatchWiring
from desktop_app.workspace import Workspace
from training.errors import ConfigError
from training.locations import Locations, current_locations, default_locations
from training.logs import setup_logging

if TYPE_CHECKING:
    from desktop_app.inspect.view import InspectView
    from desktop_app.predict.view import PredictView
    from desktop_app.train.view import TrainView

logger = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 30.0
WINDOW_IS_UP = "The window is up"
"""Stands in the log once the window has handled its first events."""


class Application(QObject):
    """Makes the parts; wirings connect them.

    Attributes:
        window: The main window.
        workspace: What is open.
        session: The running training.
        actions: What a person can do.
        jobs: Work off the window's thread.
        importing: The page on which files become a data set.
        fetching: The page of public data sets.
        checking: The page of the data check.
        leakage: The page that compares two splits.
        lessons: The panel of lessons, and where what it does is shown.
        inspecting: The Inspect tab's wiring.
        runs: The page of all runs, and the queue.
        many: A folder of pictures into a table.
        adopting: The dialog for a stranger's model.
        exporting: The dialog that exports the open run.
        reporting: The dialog that writes its report.
        opened: What is open, and opening what the program is given.
        helping: The guide, the keyboard map, the log.
        remembering: What was open last.
        background: What goes on behind the window.
    """

    def __init__(self, locations: Locations, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._garbage = GarbageCollection(self)
        self.jobs = Jobs(self)
        self.session = Session(self.jobs, self)
        self.workspace = Workspace(self)
        self.actions = Actions(self.jobs, self.session, self.workspace, locations, self)
        self.window = MainWindow(settings)
        self._tabs = Tabs(self.window, self)
        parts = Parts(
            window=self.window,
            tabs=self._tabs,
            actions=self.actions,
            workspace=self.workspace,
            session=self.session,
            jobs=self.jobs,
            settings=settings,
            locations=locations,
        )
        self.importing = ImportWiring(parts, self)
        self.fetching = FetchWiring(parts, self)
        self.checking = CheckWiring(parts, self)
        self.leakage = LeakageWiring(parts, self)
        self.lessons = LessonWiring(parts, self)
        self.inspecting = InspectWiring(parts, self)
        self.runs = RunsWiring(parts, self)
        self.many = ManyWiring(parts, self)
        self.adopting = AdoptingWiring(parts, self)
        self.exporting = ExportWiring(parts, self)
        self.reporting = ReportWiring(parts, self)
        self.helping = HelpWiring(parts, self)
        self.remembering = RememberWiring(parts, self)
        self.background = BackgroundWiring(parts, self._garbage, self)
        wirings: tuple[Wiring, ...] = (
            self.importing,
            self.fetching,
            self.checking,
            ClassesWiring(parts, self),
            self.leakage,
            self.lessons,
            WatchWiring(parts, self),
            TrainingWiring(parts, self),
            self.runs,
            NotifyWiring(parts, self),
            SetUpWiring(parts, self),
            self.inspecting,
            ReviewWiring(parts, self),
            PredictWiring(parts, self),
            AnswerWiring(parts, self),
            self.many,
            self.adopting,
            self.exporting,
            self.reporting,
            opened := OpenedWiring(parts, self),
            ProgramWiring(parts, self),
            self.helping,
            PreferWiring(parts, self),
            self.remembering,
            self.background,
            ClosingWiring(parts, self),
        )
        self.opened = opened
        self._commands = {
            name: action for wiring in wirings for name, action in wiring.commands.items()
        }
        self.window.command.connect(self._on_command)

    @property
    def train(self) -> TrainView:
        """The Train tab; made when it is first asked for, as the others are."""
        return self._tabs.train

    @property
    def inspect(self) -> InspectView:
        """The Inspect tab."""
        return self._tabs.inspect

    @property
    def predict(self) -> PredictView:
        """The Predict tab."""
        return self._tabs.predict

    @Slot(str)
    def _on_command(self, name: str) -> None:
        self._commands[name]()

    def shut_down(self) -> bool:
        """End all threads; False where one of them did not end in time."""
        self._settings.save()
        self.session.abandon()
        self.actions.runs.events.stop()
        ended = self.jobs.shutdown(SHUTDOWN_SECONDS)
        self._garbage.stop()
        return ended


def make_qt_application() -> QApplication:
    """Return Qt's application object, made once."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication([sys.argv[0] if sys.argv else "lesionlab"])
    app.setApplicationName("LesionLab")
    app.setApplicationDisplayName("LesionLab")
    app.setDesktopFileName("lesionlab")
    return app


def run(
    *,
    paths: Sequence[Path] = (),
    locations: Locations | None = None,
    started: Callable[[Application], None] | None = None,
) -> int:
    """Open the window and stay until it is closed.

    Args:
        paths: What to open: runs and pictures.
        locations: Where things are kept; by default the usual folders.
        started: Called with the Application once the window is shown.

    Returns:
        The exit status.
    """
    mishap: ConfigError | None = None
    try:
        locations = locations or current_locations()
    except ConfigError as error:
        locations, mishap = default_locations(), error
    qt = make_qt_application()
    presenter = ErrorPresenter(setup_logging(locations.logs))
    hooks = install_exception_hooks(presenter.present)
    settings = Settings(locations)
    apply_theme(qt, settings.colour_scheme, Sizes(scale=settings.text_scale))
    application = Application(locations, settings)
    presenter.window = application.window
    files = FileOpenEvents(application)
    files.opened.connect(lambda path: application.opened.open_paths([path]))
    qt.installEventFilter(files)
    application.window.show()
    QTimer.singleShot(0, partial(logger.info, WINDOW_IS_UP))
    if mishap is not None:
        QTimer.singleShot(0, partial(presenter.present, mishap, str(mishap)))
    if paths:
        QTimer.singleShot(0, partial(application.opened.open_paths, paths))
    elif started is None:
        QTimer.singleShot(0, application.remembering.restore)
    if started is not None:
        QTimer.singleShot(0, partial(started, application))
    status = qt.exec()
    ended = application.shut_down()
    hooks.remove()
    if not ended:
        # Python and Qt would abort while they tear down what the thread still uses.
        logger.error("A thread did not end; the process is ended without it")
        os._exit(status)
    return status
