"""Writing a report of the open run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from desktop_app.actions.one_job import OneJobActions


class ReportActions(OneJobActions):
    """Writes one report at a time; `done` brings what was written (Written)."""

    def notes(self) -> dict[str, str]:
        """Return what a person wrote of the open run.

        Raises:
            RunError: No run is open, or its notes are damaged.
        """
        from training.report.notes import FILE, read_notes

        return read_notes(self._require_run().path / FILE)

    def write(
        self,
        page: Path,
        notes: Mapping[str, str],
        *,
        pdf: bool,
        pictures: bool,
        overwrite: bool,
    ) -> None:
        """Keep the notes with the open run and write its report; nothing while one is written.

        Args:
            page: The HTML file; the PDF goes beside it.
            notes: What only a person knows, by key.
            pdf: Whether a PDF is written too.
            pictures: Whether examples are shown.
            overwrite: Whether files that are there are replaced.

        Raises:
            RunError: No run is open, or the notes cannot be kept.
        """
        from desktop_app.reporting.printing_apart import print_apart
        from desktop_app.work.reporting import Wanted, write_report
        from training.report.notes import FILE, save_notes

        run = self._require_run()
        if self.is_busy:
            return
        save_notes(run.path / FILE, notes)
        beside = page.with_suffix(".pdf") if pdf else None
        wanted = Wanted(run, page, beside, pictures=pictures, overwrite=overwrite)
        work = partial(write_report, wanted, print_apart)
        self._follow(self._jobs.run(f"Writing {page.name}", work))
