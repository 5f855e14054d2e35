"""`lesionlab data check` and `lesionlab data undo`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json, open_progress, say
from training.console import print_json

_SHOWN = 5

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a data set.")]


def check(
    folder: Folder,
    mend: Annotated[
        str, typer.Option(metavar="KIND", help="Apply the mend of a kind of finding.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Say what is wrong with a data set: broken files, copies, label conflicts, leaks."""
    from training.data.checks import run_checks
    from training.data.dataset import Dataset
    from training.data.edits import apply_edit
    from training.errors import DataError

    dataset = Dataset.open(folder.absolute())
    with open_progress() as progress:
        findings = run_checks(dataset, progress=progress)
    if mend:
        chosen = next((f.mend for f in findings if f.kind == mend and f.mend), None)
        if chosen is None:
            kinds = ", ".join(finding.kind for finding in findings if finding.mend)
            raise DataError(
                f"There is no finding {mend!r} here that has a mend.",
                mend=f"Those that have one: {kinds}." if kinds else "None of the findings has one.",
            )
        dataset = apply_edit(dataset, chosen.edit)
        say(f"{chosen.title}. `lesionlab data undo {folder}` takes it back.")
        with open_progress() as progress:  # what is left
            findings = run_checks(dataset, progress=progress)
    if as_json:
        found = [
            {**asdict(finding), "mend": finding.mend.title if finding.mend else None}
            for finding in findings
        ]
        print_json({"dataset": str(dataset.root), "findings": found})
        return
    for finding in findings:
        typer.echo(f"{finding.severity}: {finding.heading} [{finding.kind}]")
        typer.echo(f"  {finding.meaning}")
        for name in (finding.samples or finding.files)[:_SHOWN]:
            typer.echo(f"    {name}")
        if finding.mend:
            typer.echo(f"  Mend: {finding.mend.title} (--mend {finding.kind!r})")
    if not findings:
        typer.echo("Nothing found.")


def undo(folder: Folder, as_json: Json = False) -> None:
    """Take back the last mend."""
    from training.data.dataset import Dataset
    from training.data.edits import history, undo_last

    dataset = Dataset.open(folder.absolute())
    edits = history(dataset)
    undo_last(dataset)
    if as_json:
        print_json({"dataset": str(dataset.root), "taken_back": edits[-1].title})
        return
    typer.echo(f"Taken back: {edits[-1].title}")
