"""What the commands share: options, progress, and how results are printed."""

from __future__ import annotations

from enum import StrEnum
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


class Challenge(StrEnum):
    """The year of an ISIC challenge, as an option."""

    Y2016 = "2016"
    Y2017 = "2017"
    Y2018 = "2018"
    Y2019 = "2019"


IsicSubmission = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also write an ISIC challenge's file.")
]
IsicChallenge = Annotated[
    Challenge | None, typer.Option(help="Its year; by default the one that fits the classes.")
]


def open_progress() -> ConsoleProgress:
    """Return progress on standard error, to be entered by `with`."""
    return ConsoleProgress(stderr_console())


def say(text: str) -> None:
    """Tell a person something that is not a result."""
    typer.echo(text, err=True)
