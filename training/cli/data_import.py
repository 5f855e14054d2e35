"""`lesionlab data import`, and how a data set is printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json, open_progress, say
from training.console import print_json
from training.data.dataset import Dataset
from training.data.problems import Problem, counts_by_kind
from training.errors import DataError

_PROBLEMS_SHOWN = 10


def data_import(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SRC...", help="Folders, archives, tables, .npz or MNIST's files, together."
        ),
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder of the new data set.")],
    layout: Annotated[
        str | None, typer.Option(metavar="NAME", help="Layout; by default it is recognised.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=ROLE",
            help="What a column of a table stands for (image, class, split, lesion_id, patient_id, "
            "age, sex, site, diagnosis_type, skin_type, none); repeat for several.",
        ),
    ] = None,
    positive: Annotated[
        list[str] | None,
        typer.Option(help="A class that counts as malignant; repeat for several."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name; by default the folder's.")] = None,
    copy: Annotated[bool, typer.Option(help="Copy the pictures of a folder.")] = False,
    as_json: Json = False,
) -> None:
    """Make a data set of what was downloaded or collected; its layout is recognised."""
    from training.data.classes import suggest_positive
    from training.data.importers import import_dataset
    from training.data.importers.columns import parse_mapping

    try:
        with open_progress() as progress:
            dataset = import_dataset(
                sources,
                to,
                layout=layout,
                mapping=parse_mapping(columns or []),
                name=name,
                positive=positive or None,
                copy=copy,
                progress=progress,
            )
    except DataError as error:
        if error.problems and as_json:
            print_json({"error": error.message, "problems": _as_json(error.problems)})
        else:
            print_problems(error.problems)
        raise
    if not dataset.positive and (suggested := suggest_positive(dataset.classes)):
        dataset = dataset.with_positive(suggested)
        dataset.save()
        say(f"Counts as malignant: {', '.join(sorted(suggested))} (by name; see --positive).")
    print_dataset(dataset, as_json)


def print_dataset(dataset: Dataset, as_json: bool) -> None:
    """Print what a data set holds."""
    if as_json:
        print_json(
            {
                "dataset": str(dataset.root),
                "name": dataset.name,
                "layout": dataset.layout,
                "pictures": len(dataset.used.samples),
                "classes": dataset.counts(),
                "positive": sorted(dataset.positive),
                "parts": dataset.part_counts(),
                "licence": dataset.licence,
                "citation": dataset.citation,
                "problems": _as_json(dataset.problems),
                "fingerprint": dataset.fingerprint,
            }
        )
        return
    typer.echo(f"Data set: {dataset.root}")
    if dataset.layout:
        typer.echo(f"Layout: {dataset.layout}")
    typer.echo(f"Pictures: {len(dataset.used.samples)}")
    for name, count in dataset.counts().items():
        mark = " (malignant)" if name in dataset.positive else ""
        typer.echo(f"  {name}: {count}{mark}")
    for part, count in dataset.part_counts().items():
        typer.echo(f"  {part or 'no part'}: {count}")
    for title, text in (("Licence", dataset.licence), ("Please cite", dataset.citation)):
        if text:
            typer.echo(f"{title}: {text}")
    print_problems(dataset.problems)


def print_problems(problems: Sequence[Problem]) -> None:
    """Say how many problems there are of each kind, and the first ones."""
    if not problems:
        return
    counts = counts_by_kind(problems)
    say(", ".join(f"{kind}: {count:,}" for kind, count in counts.items()))
    for problem in problems[:_PROBLEMS_SHOWN]:
        say(f"  {problem.file}: {problem.message}")
    if len(problems) > _PROBLEMS_SHOWN:
        say(f"  and {len(problems) - _PROBLEMS_SHOWN:,} more; --json lists all.")


def _as_json(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"kind": p.kind, "file": p.file, "message": p.message} for p in problems]
