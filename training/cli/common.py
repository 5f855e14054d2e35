"""What the commands share: options, progress, and how results are printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.console import ConsoleProgress, stderr_console

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="Change a field; repeat for several."),
]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of the run.")]


def open_progress() -> ConsoleProgress:
    """Return progress on standard error, to be entered by `with`."""
    return ConsoleProgress(stderr_console())


def say(text: str) -> None:
    """Tell a person something that is not a result."""
    typer.echo(text, err=True)
