"""`lesionlab report`: what a run is worth, for a reviewer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json, RunFolder, open_progress
from training.console import print_json


def report(
    run_folder: RunFolder,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.html", help="The page to write.")],
    pdf: Annotated[
        Path | None, typer.Option(metavar="FILE.pdf", help="Also write it as PDF.")
    ] = None,
    no_pictures: Annotated[
        bool,
        typer.Option("--no-pictures", help="No examples: pictures may show who somebody is."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a report of a run: one HTML file, and a PDF if asked for.

    What only a person knows (ethics, funding, origin of the data) is read from report.toml in the
    run folder; what nobody has said is marked as not recorded.
    """
    from desktop_app.platform_check import check_qt
    from desktop_app.reporting.printing_apart import print_apart
    from desktop_app.work.reporting import Wanted, write_report
    from training.runs import Run

    wanted = Wanted(
        Run.open(run_folder.absolute()),
        to.absolute(),
        pdf.absolute() if pdf else None,
        pictures=not no_pictures,
        overwrite=overwrite,
    )
    if pdf is not None:
        check_qt(headless=True)
    with open_progress() as progress:
        written = write_report(wanted, print_apart, progress)
    if as_json:
        print_json({"run": str(wanted.run.path), **written.to_dict()})
        return
    for path in filter(None, (written.page, written.pdf)):
        typer.echo(f"Written: {path}")
    for title, (answered, items) in written.answered.items():
        typer.echo(f"{title}: {answered} of {items} items answered")
    for gap in written.missing:
        typer.echo(f"Missing: {gap}")
    if written.pictures:
        typer.echo("Look at the pictures before you pass it on: they may show who somebody is.")
