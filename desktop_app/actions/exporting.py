"""Exporting the open run in forms that others use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from desktop_app.actions.one_job import OneJobActions


class ExportActions(OneJobActions):
    """Exports one run at a time; `done` brings what has become of each form, a list of Outcome."""

    def export(self, names: Sequence[str], parent: Path, *, overwrite: bool) -> None:
        """Export the open run; nothing while another export goes on.

        Args:
            names: Of the forms.
            parent: Folder that the exports go to.
            overwrite: Whether former exports there may be replaced.

        Raises:
            RunError: No run is open.
        """
        from desktop_app.work.exporting import export_run

        run = self._require_run()
        if self.is_busy:
            return
        work = partial(export_run, run, tuple(names), parent, overwrite)
        self._follow(self._jobs.run_tensorflow(f"Exporting {run.name}", work))
