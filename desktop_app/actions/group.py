"""What every kind of action needs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop_app.jobs import Jobs
from desktop_app.session import Session
from desktop_app.workspace import Workspace
from training.errors import RunError
from training.locations import Locations
from training.runs import Run


@dataclass(frozen=True, eq=False)
class Services:
    """What actions work with.

    Attributes:
        jobs: Work off the window's thread.
        session: The running training.
        workspace: What is open.
        locations: Where things are.
    """

    jobs: Jobs
    session: Session
    workspace: Workspace
    locations: Locations


class ActionGroup(QObject):
    """Actions of one kind."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = services.jobs
        self._session = services.session
        self._workspace = services.workspace
        self._locations = services.locations

    def _require_run(self) -> Run:
        run = self._workspace.run
        if run is None:
            raise RunError("No run is open.", mend="Train a model or open a run first.")
        return run
