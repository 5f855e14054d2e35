"""`lesionlab ready`: runs of before are made ready to be asked."""

from __future__ import annotations

from dataclasses import asdict

import typer

from training.cli.common import Json, RunFolder, open_progress
from training.console import print_json
from training.errors import RunError
from training.locations import current_locations


def ready(run_folder: RunFolder, as_json: Json = False) -> None:
    """Make a finished run ready for quick answers without TensorFlow.

    A training does this at its end. Runs from before, or whose model has changed, need it once;
    their data set must be where it was.
    """
    from training.readiness import make_ready_again
    from training.runs import Run

    run = Run.open(run_folder.absolute())
    with open_progress() as progress:
        made = make_ready_again(run, current_locations(), progress=progress)
    if as_json:
        print_json({"run": str(run.path), **asdict(made)})
        return
    if not made.compiled:
        raise RunError(
            f"{run.name} has no compiled form: Keras answers for it, more slowly.",
            mend=f"The log says why: {current_locations().logs}",
        )
    typer.echo(f"{run.name} answers without TensorFlow.")
    if not made.reference:
        typer.echo("It cannot tell pictures that are unlike those it was trained on.")
