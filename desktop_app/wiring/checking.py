"""Data > Check: what is found in the open data set, and its mends."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.wiring.page_work import PageWork
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.checking import Checked

if TYPE_CHECKING:
    from desktop_app.data.check_page import CheckPage
    from training.data.checks.finding import Finding


class CheckWiring(Wiring):
    """The page that shows what was found; a new data set is shown there first."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._shown: Path | None = None
        parts.actions.datasets.imported.connect(self.check)
        self.commands = {"check": self.check}

    @cached_property
    def page(self) -> CheckPage:
        """The page."""
        from desktop_app.data.check_page import CheckPage

        page, checks = CheckPage(), self._parts.actions.checks
        page.back_requested.connect(self._on_back_requested)
        page.continue_requested.connect(self._on_continue_requested)
        page.recheck_requested.connect(self.check)
        page.mend_requested.connect(self._on_mend_requested)
        page.undo_requested.connect(self._on_undo_requested)
        page.pictures_requested.connect(checks.pictures.load)
        checks.checked.connect(self._on_checked)
        checks.pictures.ready.connect(page.show_pictures)
        return page

    @cached_property
    def _work(self) -> PageWork:
        return PageWork(self.page)

    @Slot()
    def check(self) -> None:
        """Check the open data set and show what is found."""
        dataset = self._parts.workspace.require_dataset()
        if self._shown != dataset.root:
            self.page.forget()
        self._shown = dataset.root
        self._parts.window.show_page(self.page)
        self.page.show_waiting(dataset.name)
        self._work.follow(self._parts.actions.checks.check())

    @Slot(object)
    def _on_mend_requested(self, finding: Finding) -> None:
        if finding.mend is not None:
            self._work.follow(self._parts.actions.checks.mend(finding.mend))

    @Slot()
    def _on_undo_requested(self) -> None:
        self._work.follow(self._parts.actions.checks.undo())

    @Slot(object)
    def _on_checked(self, checked: Checked) -> None:
        self.page.show_findings(checked.findings, checked.pictures, checked.undoable)

    @Slot()
    def _on_back_requested(self) -> None:
        self._work.cancel()
        self._parts.window.leave_page()

    @Slot()
    def _on_continue_requested(self) -> None:
        self._parts.tabs.show("train")
