"""File > Get data: public data sets, and addresses of one's own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.wiring.page_work import PageWork
from desktop_app.wiring.parts import Parts, Wiring

if TYPE_CHECKING:
    from desktop_app.data.fetch_page import FetchPage
    from training.data.download.catalogue import Collection


class FetchWiring(Wiring):
    """The page that shows what can be downloaded; a download goes on when it is left."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.commands = {"fetch": lambda: parts.window.show_page(self.page)}

    @cached_property
    def page(self) -> FetchPage:
        """The page."""
        from desktop_app.data.fetch_page import FetchPage
        from training.data.download.catalogue import COLLECTIONS

        page = FetchPage(COLLECTIONS.values())
        page.back_requested.connect(self._parts.window.leave_page)
        page.download_requested.connect(self._on_download_requested)
        page.addresses_requested.connect(self._on_addresses_requested)
        return page

    @cached_property
    def _work(self) -> PageWork:
        return PageWork(self.page)

    @Slot(object)
    def _on_download_requested(self, collection: Collection) -> None:
        self._work.follow(self._parts.actions.datasets.fetch(collection))

    @Slot()
    def _on_addresses_requested(self) -> None:
        from training.data.download.urls import read_url_list

        parts = self._parts
        file = file_dialogs.ask_for_addresses(parts.window, parts.settings.last_folder)
        if file is not None:
            self.page.offer(read_url_list(file))
