"""Asking the open run about a folder of pictures, into a table."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from desktop_app.actions.group import Services
from desktop_app.actions.one_job import OneJobActions
from desktop_app.work.asking import KeptPredictor
from desktop_app.work.many import FolderTable, write_folder

_TITLE = "Writing the table"


class ManyActions(OneJobActions):
    """Writes one table at a time; what is done is kept when it is stopped.

    `done` brings what the table holds (TableSummary).
    """

    def __init__(
        self, services: Services, kept: KeptPredictor, parent: QObject | None = None
    ) -> None:
        """Use the model that is loaded already.

        Args:
            services: What actions work with.
            kept: What answers for the open run.
            parent: Owner.
        """
        super().__init__(services, parent)
        self._kept = kept

    def write(self, wanted: FolderTable) -> None:
        """Write a table of the open run's answers; nothing while one is being written.

        Raises:
            RunError: No run is open.
        """
        run = self._require_run()
        if self.is_busy:
            return
        work = partial(write_folder, wanted, run, self._kept)

        def on_tensorflow_s_thread() -> None:
            self._follow(self._jobs.run_tensorflow(_TITLE, partial(work, tensorflow=True)))

        self._follow(
            self._jobs.run(_TITLE, partial(work, tensorflow=False)), on_tensorflow_s_thread
        )
