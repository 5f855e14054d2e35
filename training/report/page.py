"""A report as one HTML file: no script, nothing loaded from elsewhere, nothing sent."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from training.errors import RunError
from training.files import write_text_atomically
from training.report.document import MISSING, Picture, Report
from training.report.templates import render, style


def html_of(report: Report) -> str:
    """Return a report as a page."""
    css = style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return render(
        "report.html.jinja",
        report=report,
        missing_word=MISSING,
        css=Markup(css),  # noqa: S704 - our own style sheet
        drawing=Markup,  # only for `Figure.svg`, whose template has escaped what it was given
        data_url=_data_url,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
    )


def write_page(report: Report, path: Path) -> None:
    """Write a report as a page, in one step.

    Raises:
        RunError: The file cannot be written.
    """
    try:
        write_text_atomically(path, html_of(report))
    except OSError as error:
        raise RunError(
            f"{path} cannot be written: {error.strerror or error}.", mend="Choose another folder."
        ) from error


def _data_url(picture: Picture) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(picture.jpeg).decode()
