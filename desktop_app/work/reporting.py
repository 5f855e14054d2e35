"""Writing the report of a run as a page and as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import RunError
from training.progress import Progress
from training.report.document import Report
from training.runs import Run

Printer = Callable[[Report, Path, Progress], None]
"""What writes a report as PDF."""


@dataclass(frozen=True)
class Wanted:
    """A report that is to be written.

    Attributes:
        run: The run.
        page: The HTML file.
        pdf: The PDF file; None for none.
        pictures: Whether examples are shown.
        overwrite: Whether files that are there are replaced.
    """

    run: Run
    page: Path
    pdf: Path | None = None
    pictures: bool = True
    overwrite: bool = False


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        page: The HTML file.
        pdf: The PDF file; None for none.
        pictures: Examples in it.
        missing: What could not be reported, in sentences.
        answered: Items that something is recorded for, and items in all, by checklist.
    """

    page: Path
    pdf: Path | None
    pictures: int
    missing: tuple[str, ...]
    answered: Mapping[str, tuple[int, int]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "html": str(self.page),
            "pdf": str(self.pdf) if self.pdf else None,
            "bytes": self.page.stat().st_size,
            "pictures": self.pictures,
            "missing": list(self.missing),
            "checklists": {
                title: {"answered": n, "items": of} for title, (n, of) in self.answered.items()
            },
        }


def write_report(wanted: Wanted, print_pdf: Printer, progress: Progress) -> Written:
    """Write a report; nothing is written where a file is there and may not be replaced.

    Args:
        wanted: What is to be written.
        print_pdf: Writes the PDF, where one is wanted.
        progress: May raise Cancelled.

    Raises:
        RunError: A file is there already, has a wrong ending, or cannot be written.
    """
    from training.report.making import make_report
    from training.report.page import write_page

    _check(wanted.page, (".html", ".htm"), overwrite=wanted.overwrite)
    if wanted.pdf is not None:
        _check(wanted.pdf, (".pdf",), overwrite=wanted.overwrite)
    report = make_report(wanted.run, pictures=wanted.pictures, progress=progress)
    if wanted.pdf is not None:
        print_pdf(report, wanted.pdf, progress)
    write_page(report, wanted.page)
    return Written(wanted.page, wanted.pdf, report.pictures, report.missing, report.answered)


def _check(path: Path, endings: tuple[str, ...], *, overwrite: bool) -> None:
    if path.suffix.lower() not in endings:
        raise RunError(f"{path.name} does not end in {endings[0]}.", mend="Choose another name.")
    if path.exists() and not overwrite:
        raise RunError(
            f"{path} exists already.", mend="Choose another name, or allow to replace it."
        )
