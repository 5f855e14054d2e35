"""`lesionlab data ...`: reading and making data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json, open_progress
from training.cli.data_check import check, undo
from training.cli.data_fetch import data_fetch
from training.cli.data_import import data_import, print_dataset
from training.cli.data_leakage import data_leakage

app = typer.Typer(help="Read and make data sets.", no_args_is_help=True)
app.command("check")(check)
app.command("undo")(undo)
app.command("leakage")(data_leakage)
app.command("fetch")(data_fetch)
app.command("import")(data_import)


@app.command("lesions")
def data_lesions(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder of the new data set.")],
    count: Annotated[int, typer.Option(min=20, max=100_000, help="Pictures.")] = 300,
    size: Annotated[int, typer.Option(min=32, max=1024, help="Width in pixels.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="Seed.")] = 0,
    as_json: Json = False,
) -> None:
    """Draw the built-in lesions by program."""
    from training.data.builtin import make_builtin_dataset

    with open_progress() as progress:
        dataset = make_builtin_dataset(to, count=count, size=size, seed=seed, progress=progress)
    print_dataset(dataset, as_json)
