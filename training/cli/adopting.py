"""`lesionlab adopt`: a stranger's model becomes a run that can be asked."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from training.cli.common import Json, open_progress
from training.console import print_json


def adopt(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A .keras or .h5 file.")],
    to: Annotated[Path, typer.Option(metavar="DIR", help="Run folder to make.")],
    classes: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Its classes, in the order of its outputs."),
    ] = None,
    positive: Annotated[
        str | None, typer.Option(metavar="B", help="The classes that count as malignant.")
    ] = None,
    scaling: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="What it expects of pixels: 0..255, 0..1, -1..1, torch, caffe. By default what "
            "--check finds.",
        ),
    ] = None,
    size: Annotated[
        tuple[int, int] | None,
        typer.Option(metavar="H W", help="Height and width, for a model that takes any."),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Labelled pictures, a folder for each class."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a run of a model from elsewhere; a .json file beside it may say the rest."""
    from training.foreign.adoption import adopt_model, labelled_files
    from training.foreign.description import describe, read_sidecar
    from training.foreign.scaling_check import scaling_check

    beside = read_sidecar(model)
    values: dict[str, Any] = {} if beside is None else beside.model_dump()
    given = {
        "classes": _names(classes),
        "positive": _names(positive),
        "scaling": scaling,
        "image_size": size,
    }
    values |= {name: value for name, value in given.items() if value is not None}
    description = describe(values)
    results = []
    if check is not None:
        with open_progress() as progress:
            pictures = labelled_files(check, description.classes)
            results = list(scaling_check(model, description, pictures, progress=progress))
        best = next(result for result in results if result.fits)
        if description.scaling is None and best.clear:
            description = description.model_copy(update={"scaling": best.scaling})
        if not as_json:
            typer.echo(_table(results))
    run = adopt_model(model, description, to.absolute())
    if as_json:
        told = {"run": str(run.path), **description.model_dump(mode="json")}
        print_json({**told, "checked": [asdict(result) for result in results]})
        return
    typer.echo(f"Adopted with the scaling {description.scaling}: {run.path}")


def _names(text: str | None) -> list[str] | None:
    return None if text is None else [name.strip() for name in text.split(",")]


def _table(results: Any) -> str:
    """Return the results of a check of scalings, one a line."""
    lines = [f"{'scaling':8} accuracy   AUC  confidence  log loss  ({results[0].n} pictures)"]
    for result in results:
        auc = "  -  " if result.auc is None else f"{result.auc:.3f}"
        fits = ("  fits best" if result.clear else "  best, not clearly") if result.fits else ""
        lines.append(
            f"{result.scaling:8} {result.accuracy:8.3f} {auc} {result.confidence:11.3f} "
            f"{result.log_loss:9.3f}{fits}"
        )
    return "\n".join(lines)
