"""Trainings in processes of their own: `lesionlab train --detach`, `follow`, `stop` and `host`."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json, open_progress, say
from training.console import TrainingConsole, print_json
from training.errors import RunError
from training.host import HostedRun, main
from training.requests import await_taken, send_request
from training.runs import Run

_LOOK_SECONDS = 0.1

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")]


def start_detached(run: Run, as_json: bool, more_epochs: int = 0) -> None:
    """Start a run in a process that outlives this one."""
    HostedRun.start(run, more_epochs=more_epochs)
    if as_json:
        print_json({"run": str(run.path), "status": "running"})
        return
    typer.echo(f"Run folder: {run.path}")
    typer.echo(f"`lesionlab follow {run.path}` shows it; `lesionlab stop {run.path}` stops it.")


def follow(folder: RunFolder) -> None:
    """Show a training that another process runs, until it ends; Ctrl+C leaves it alone."""
    run = Run.open(folder.absolute())
    with open_progress() as progress:
        hosted, console = HostedRun.follow(run), TrainingConsole(progress, run)
        former = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            while not hosted.ended:
                for event in hosted.poll():
                    console.on_event(event)
                time.sleep(_LOOK_SECONDS)
        except KeyboardInterrupt:
            say("The training goes on.")
        finally:
            signal.signal(signal.SIGINT, former)


def stop(
    folder: RunFolder,
    abandon: Annotated[
        bool, typer.Option("--no-evaluation", help="Leave out the evaluation that follows.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Stop a training within one batch; what was learned is kept."""
    run = running(folder.absolute())
    await_taken(send_request(run.path, "abandon" if abandon else "stop"))
    if as_json:
        print_json({"run": str(run.path), "status": "stopping"})
        return
    typer.echo(f"{run.name} is stopping.")


def running(folder: Path) -> Run:
    """Return a run that is being trained now.

    Raises:
        RunError: Nobody trains it.
    """
    run = Run.open(folder)
    if not run.is_running:
        going_on = f"`lesionlab train --resume {run.path} --detach` lets it go on."
        raise RunError(
            f"Nobody trains the run {run.name} now: it is {run.status}.",
            mend="" if run.status == "done" else going_on,
        )
    return run


def host(folder: RunFolder, more_epochs: Annotated[int, typer.Argument(min=0)] = 0) -> None:
    """Train a run that has been made, or was cut off, without a word."""
    raise typer.Exit(main([str(folder), str(more_epochs)]))
