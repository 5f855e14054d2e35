"""`lesionlab export`: a run's model in forms that others use."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from training.cli.common import Json, RunFolder, open_progress, say
from training.console import print_json

_ALL = "all"


def export(
    run_folder: RunFolder,
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="webpage, keras, saved_model, litert_float32, litert_float16, litert_int8, onnx, "
            "openvino or tfjs; repeat for several, or all.",
        ),
    ],
    to: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder to put a folder for each format into.")
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace former exports of this run there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Export a run's model, with all that has to be known beside it.

    Each form is compared with Keras in its own runtime before it is there. What is exported is for
    research and education only: it is no medical device.
    """
    from training.export.exporting import export_forms
    from training.export.forms import FORMS, get_form
    from training.runs import Run

    names = list(FORMS) if _ALL in formats else list(dict.fromkeys(formats))
    forms = [get_form(name) for name in names]
    run = Run.open(run_folder.absolute())
    with open_progress() as progress:
        outcomes = export_forms(run, forms, to.absolute(), overwrite=overwrite, progress=progress)
    if as_json:
        print_json({"run": str(run.path), "exports": [_plain(outcome) for outcome in outcomes]})
    for outcome in outcomes:
        if outcome.result is None:
            say(outcome.error)
        elif not as_json:
            done = outcome.result
            typer.echo(f"{done.title}: {done.folder} ({done.bytes / 1e6:.1f} MB).")
            typer.echo(f"  {done.verified.words}")
    if any(outcome.result is None for outcome in outcomes):
        raise typer.Exit(2)


def _plain(outcome: Any) -> dict[str, Any]:
    """Return an outcome as values for JSON."""
    if outcome.result is None:
        return {"form": outcome.form, "error": outcome.error}
    values = asdict(outcome.result)
    return {**values, "folder": str(outcome.result.folder)}
