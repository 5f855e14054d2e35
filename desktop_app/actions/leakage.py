"""Showing what leakage does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal

from desktop_app.actions.group import ActionGroup
from desktop_app.jobs import Job
from desktop_app.work.leakage import compare_leakage


class LeakageActions(ActionGroup):
    """Compares two splits of the open data set.

    Signals:
        compared: What leakage does (LeakageTable).
    """

    compared = Signal(object)

    def compare(self, recipe: str, changes: Mapping[str, Any]) -> Job:
        """Train a recipe on a split by picture and on one by lesion, and compare the scores.

        Args:
            recipe: Name of the recipe.
            changes: What was changed in it.

        Raises:
            DataError: No data set is open.
        """
        config, locations = self._workspace.config_of(recipe, changes), self._locations
        job = self._jobs.run_tensorflow(
            "Comparing two splits", lambda progress: compare_leakage(config, locations, progress)
        )
        job.succeeded.connect(self.compared)
        return job
