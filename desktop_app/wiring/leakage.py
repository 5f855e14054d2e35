"""Data > What leakage does: one recipe on two splits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from desktop_app.wiring.page_work import PageWork
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.leakage import LeakageTable

if TYPE_CHECKING:
    from desktop_app.data.leakage_page import LeakagePage


class LeakageWiring(Wiring):
    """The page that compares two splits; its trainings go on when it is left."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._set_up: tuple[str, Mapping[str, Any]] = ("", {})
        self.commands = {"leakage": self._show}

    @cached_property
    def page(self) -> LeakagePage:
        """The page."""
        from desktop_app.data.leakage_page import LeakagePage

        page = LeakagePage()
        page.back_requested.connect(self._parts.window.leave_page)
        page.comparison_requested.connect(self._on_comparison_requested)
        self._parts.actions.leakage.compared.connect(self._on_compared)
        self._parts.workspace.dataset_changed.connect(page.forget)
        return page

    @cached_property
    def _work(self) -> PageWork:
        return PageWork(self.page)

    def _show(self) -> None:
        dataset = self._parts.workspace.require_dataset()
        setup = self._parts.tabs.train.setup
        self._set_up = setup.recipe.name, setup.changes
        busy = self._parts.session.state != "idle"
        why_not = "A training is running: stop it first." if busy else ""
        self.page.show_set_up(dataset.name, setup.recipe.title, why_not)
        self._parts.window.show_page(self.page)

    @Slot()
    def _on_comparison_requested(self) -> None:
        self._work.follow(self._parts.actions.leakage.compare(*self._set_up))

    @Slot(object)
    def _on_compared(self, table: LeakageTable) -> None:
        self.page.show_rows(table.rows, table.note)
