"""What a model would see of the open data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from training.batch_wanted import BatchWanted
from training.preview import preview_batch


class BatchActions(ActionGroup):
    """Reads batches.

    Signals:
        ready: A BatchPreview.
    """

    ready = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._job: Job | None = None

    def load(self, recipe: str, changes: Mapping[str, Any], wanted: BatchWanted) -> None:
        """Show a batch of the open data set as the model would see it.

        Args:
            recipe: Name of the recipe that is set up.
            changes: What was changed in it.
            wanted: Which batch.
        """
        dataset = self._workspace.dataset
        if dataset is None:
            return
        config = self._workspace.config_of(recipe, changes)
        cancel(self._job)
        self._job = self._jobs.run(
            "Reading a batch", lambda _progress: preview_batch(dataset, config, wanted)
        )
        self._job.succeeded.connect(self.ready)
