"""File > Open data set: from files to an open data set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.wiring.page_work import PageWork
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.importing import Incoming, is_dataset
from training.errors import DataError, LesionLabError

if TYPE_CHECKING:
    from desktop_app.data.import_page import ImportPage
    from desktop_app.data.values import ImportChoice


class ImportWiring(Wiring):
    """The page that shows what was recognised, and leads to a new data set."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._incoming: Incoming | None = None
        datasets = parts.actions.datasets
        datasets.fetched.connect(self.look_at)
        self.commands = {
            "builtin": datasets.make_builtin_lesions,
            "dataset": self._ask_for_folder,
            "archives": self._ask_for_archives,
        }

    @cached_property
    def page(self) -> ImportPage:
        """The page."""
        from desktop_app.data.import_page import ImportPage

        page = ImportPage()
        page.back_requested.connect(self._on_back_requested)
        page.preview_requested.connect(self._on_mapping_chosen)
        page.import_requested.connect(self._on_import_requested)
        self._parts.actions.datasets.previewed.connect(page.show_facts)
        return page

    @cached_property
    def _work(self) -> PageWork:
        work = PageWork(self.page)
        work.failed.connect(self._on_failed)
        return work

    def _ask_for_folder(self) -> None:
        folder = file_dialogs.ask_for_folder(
            self._parts.window, "Open a data set", self._parts.settings.last_folder
        )
        self.open_sources([folder] if folder else [])

    def _ask_for_archives(self) -> None:
        parts = self._parts
        self.open_sources(file_dialogs.ask_for_archives(parts.window, parts.settings.last_folder))

    def open_sources(self, sources: list[Path]) -> None:
        """Open a data set folder, or show what is in other files.

        Args:
            sources: Files and folders; none where a person changed their mind.
        """
        if not sources:
            return
        self._parts.settings.last_folder = sources[0].parent
        if is_dataset(sources):
            self._parts.actions.datasets.open(sources[0])
        else:
            self.look_at(Incoming(tuple(sources)))

    @Slot(object)
    def look_at(self, incoming: Incoming) -> None:
        """Show what is in files, and ask what only a person can know."""
        self._incoming = incoming
        self._parts.window.show_page(self.page)
        self.page.show_waiting(incoming.names)
        self._work.follow(self._parts.actions.datasets.preview(incoming))

    @Slot(object)
    def _on_mapping_chosen(self, mapping: Mapping[str, str]) -> None:
        if self._incoming is not None:
            self._incoming = replace(self._incoming, mapping=mapping)
            self._work.follow(self._parts.actions.datasets.preview(self._incoming))

    @Slot(object)
    def _on_import_requested(self, choice: ImportChoice) -> None:
        if self._incoming is not None:
            self._work.follow(self._parts.actions.datasets.import_files(self._incoming, choice))

    @Slot(object)
    def _on_failed(self, error: LesionLabError) -> None:
        if isinstance(error, DataError) and error.problems:
            self.page.show_problems(error.problems)

    @Slot()
    def _on_back_requested(self) -> None:
        self._work.cancel()
        self._parts.window.leave_page()
