"""`lesionlab data ...`: reading and making data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json, open_progress, say
from training.console import print_json
from training.data.dataset import Dataset

app = typer.Typer(help="Read and make data sets.", no_args_is_help=True)


@app.command("import")
def data_import(
    sources: Annotated[
        list[Path], typer.Argument(metavar="SRC...", help="Folders or .zip archives of pictures.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder of the new data set.")],
    positive: Annotated[
        list[str] | None,
        typer.Option(help="A class that counts as malignant; repeat for several."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name; by default the folder's.")] = None,
    copy: Annotated[bool, typer.Option(help="Copy the pictures of a folder.")] = False,
    as_json: Json = False,
) -> None:
    """Read one folder a class, flat or under train/, valid/, test/, from folders or archives."""
    from training.data.classes import suggest_positive
    from training.data.importers import import_dataset

    with open_progress() as progress:
        dataset = import_dataset(
            sources, to, name=name, positive=positive or None, copy=copy, progress=progress
        )
    if not dataset.positive and (suggested := suggest_positive(dataset.classes)):
        dataset = dataset.with_positive(suggested)
        dataset.save()
        say(f"Counts as malignant: {', '.join(sorted(suggested))} (by name; see --positive).")
    print_dataset(dataset, as_json)


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


def print_dataset(dataset: Dataset, as_json: bool) -> None:
    """Print what a data set holds."""
    if as_json:
        print_json(
            {
                "dataset": str(dataset.root),
                "name": dataset.name,
                "pictures": len(dataset.samples),
                "classes": dataset.counts(),
                "positive": sorted(dataset.positive),
                "parts": dataset.part_counts(),
                "problems": [{"file": p.file, "message": p.message} for p in dataset.problems],
                "fingerprint": dataset.fingerprint,
            }
        )
        return
    typer.echo(f"Data set: {dataset.root}")
    typer.echo(f"Pictures: {len(dataset.samples)}")
    for name, count in dataset.counts().items():
        mark = " (malignant)" if name in dataset.positive else ""
        typer.echo(f"  {name}: {count}{mark}")
    for part, count in dataset.part_counts().items():
        typer.echo(f"  {part or 'no part'}: {count}")
    for problem in dataset.problems:
        say(f"{problem.file}: {problem.message}")
