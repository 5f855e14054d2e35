"""`lesionlab queue`: runs that wait, and working through them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Changes, Json, open_progress, say
from training.cli.found_runs import RunName, RunsFolder, find_run, printable, queue_of, runs_folder
from training.cli.train import new_run, stop_on_interrupt
from training.cli.weights import DownloadWeights
from training.console import ConsoleProgress, TrainingConsole, print_json
from training.control import Control
from training.errors import ConfigError, LesionLabError
from training.host import HostedRun
from training.run_store import read_about
from training.runs import Run

app = typer.Typer(help="Runs that wait to be trained.", no_args_is_help=True)

_LOOK_SECONDS = 0.1


@app.command("list")
def list_queue(runs: RunsFolder = None, as_json: Json = False) -> None:
    """List the runs that wait, the next one first."""
    waiting = queue_of(runs_folder(runs)).waiting()
    if as_json:
        print_json({"waiting": [str(path) for path in waiting]})
        return
    for number, path in enumerate(waiting, start=1):
        title = read_about(path).title
        typer.echo(printable(f"{number:3}  {path.name}" + (f"  {title}" if title else "")))
    if not waiting:
        say("No run waits.")


@app.command()
def add(
    dataset: Annotated[
        Path | None, typer.Argument(metavar="DATASET", help="Folder of a data set.")
    ] = None,
    recipe: Annotated[str, typer.Option(help="Name of a recipe; see `lesionlab recipes`.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="A config.json of an earlier run, instead of a recipe.")
    ] = None,
    run: Annotated[
        str, typer.Option(metavar="RUN", help="A run that was made and has not begun, instead.")
    ] = "",
    runs: RunsFolder = None,
    changes: Changes = None,
    download_weights: DownloadWeights = False,
    as_json: Json = False,
) -> None:
    """Make a run as `lesionlab train` does, and let it wait."""
    if run:
        if any((dataset, recipe, config, runs, changes)):
            raise ConfigError("--run adds a run as it was made; nothing else goes with it.")
        path = find_run(run)
    else:
        with open_progress() as progress:
            path = new_run(dataset, recipe, config, runs, changes, download_weights, progress).path
    queue = queue_of(path.parent)
    queue.add(path)
    place = queue.waiting().index(path) + 1
    if as_json:
        print_json({"run": str(path), "place": place})
        return
    typer.echo(f"{path.name} waits at place {place}. `lesionlab queue run` trains what waits.")


@app.command()
def remove(name: RunName, as_json: Json = False) -> None:
    """Take a run off the list; its folder stays."""
    path = find_run(name)
    queue_of(path.parent).remove(path)
    if as_json:
        print_json({"run": str(path)})
        return
    typer.echo(f"{printable(path.name)} does not wait any more.")


@app.command("run")
def run_queue(runs: RunsFolder = None, as_json: Json = False) -> None:
    """Train what waits, each run in a process of its own, until none waits.

    Ctrl+C stops the present run, which keeps what it learned, and leaves the others waiting. A run
    that fails does not keep the others from being trained; the exit status then is 2.
    """
    queue, control = queue_of(runs_folder(runs)), Control()
    ended: dict[Path, str] = {}
    with open_progress() as progress, stop_on_interrupt(control.stop):
        while not control.stop_requested.is_set() and (path := queue.next()):
            try:
                ended[path] = _train(Run.open(path), control, progress)
            except LesionLabError as error:
                progress.line(str(error))
                ended[path] = "failed"
    waiting = queue.waiting()
    if as_json:
        results = [{"run": str(path), "status": status} for path, status in ended.items()]
        print_json({"runs": results, "waiting": [str(path) for path in waiting]})
    else:
        for path, status in ended.items():
            typer.echo(f"{status:8} {path}")
        typer.echo(f"{len(ended)} runs were trained; {len(waiting)} wait.")
    if "failed" in ended.values():
        raise typer.Exit(2)


def _train(run: Run, control: Control, progress: ConsoleProgress) -> str:
    """Train a run in a process of its own, following it; return how it ended."""
    hosted, console = HostedRun.start(run), TrainingConsole(progress, run)
    asked = False
    try:
        while not hosted.ended or hosted.is_running:  # until its memory is free
            if control.stop_requested.is_set() and not asked:
                hosted.request("stop")
                asked = True
            for event in hosted.poll():
                console.on_event(event)
            time.sleep(_LOOK_SECONDS)
    except KeyboardInterrupt:  # pressed again: the run can go on from its last checkpoint
        hosted.kill()
        raise
    return run.status
