"""Checking the open data set, and mending it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.actions.pictures import SmallPictures
from desktop_app.jobs import Job
from desktop_app.work.checking import (
    Checked,
    check,
    mend_and_check,
    split_state,
    undo_and_check,
)

if TYPE_CHECKING:
    from training.data.checks.finding import Mend


class CheckActions(ActionGroup):
    """Checks the open data set.

    Attributes:
        pictures: Small versions of the pictures that a check names.

    Signals:
        checked: What was found in the open data set (Checked).
        split_known: Whether the open data set's own parts leak (SplitState).
    """

    checked = Signal(object)
    split_known = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self.pictures = SmallPictures(services.jobs, self)

    def check(self) -> Job:
        """Make all checks of the open data set."""
        return self._check(
            "Checking the data set", partial(check, self._workspace.require_dataset())
        )

    def mend(self, mend: Mend) -> Job:
        """Make a mend in the open data set, and check it again.

        Args:
            mend: The mend.
        """
        return self._check(
            "Mending the data set", partial(mend_and_check, self._workspace.require_dataset(), mend)
        )

    def undo(self) -> Job:
        """Take back the last mend of the open data set, and check it again."""
        return self._check(
            "Taking back the last mend", partial(undo_and_check, self._workspace.require_dataset())
        )

    def _check(self, title: str, work: partial[Checked]) -> Job:
        job = self._jobs.run(title, work)
        job.succeeded.connect(self._on_checked)
        return job

    @Slot(object)
    def _on_checked(self, checked: Checked) -> None:
        opened = self._workspace.dataset
        if opened is None or opened.root != checked.dataset.root:
            return
        if opened is not checked.dataset:  # it was mended
            self._workspace.update_dataset(checked.dataset)
        self.checked.emit(checked)

    def look_at_split(self) -> Job:
        """Find whether the open data set's own parts put one lesion on both sides."""
        dataset = self._workspace.require_dataset()
        job = self._jobs.run("Looking at the split", lambda _progress: split_state(dataset))
        job.succeeded.connect(self.split_known)
        return job
