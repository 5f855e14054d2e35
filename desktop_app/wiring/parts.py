"""What all wirings are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop_app.actions import Actions
from desktop_app.jobs import Jobs
from desktop_app.main_window import MainWindow
from desktop_app.session import Session
from desktop_app.settings import Settings
from desktop_app.wiring.tabs import Tabs
from desktop_app.workspace import Workspace
from training.locations import Locations

Commands = Mapping[str, Callable[[], object]]
"""What menus and the start page can ask for, by name."""


@dataclass(frozen=True, eq=False)
class Parts:
    """The window and what is behind it.

    Attributes:
        window: The main window.
        tabs: Its three tabs.
        actions: What a person can do.
        workspace: What is open.
        session: The running training.
        jobs: Work off the window's thread.
        settings: What is remembered from one start to the next.
        locations: Where things are.
    """

    window: MainWindow
    tabs: Tabs
    actions: Actions
    workspace: Workspace
    session: Session
    jobs: Jobs
    settings: Settings
    locations: Locations


class Wiring(QObject):
    """A tab, a page or a dialog, wired.

    Attributes:
        commands: What menus and the start page can ask of it.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.commands: Commands = {}
