"""`lesionlab recipes` and `lesionlab train`."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from training.cli.background import start_detached
from training.cli.common import Changes, Json, open_progress, say
from training.cli.reports import print_report
from training.cli.weights import DownloadWeights, fetch_weights
from training.config import RunConfig, parse_assignments, read_config, with_changes
from training.console import ConsoleProgress, TrainingConsole, print_json
from training.control import Control
from training.errors import ConfigError
from training.locations import current_locations
from training.requests import clear_requests, obeying
from training.runs import Run


def recipes(as_json: Json = False) -> None:
    """List the recipes of a training."""
    from training.recipes import RECIPES

    if as_json:
        shown = ("title", "description", "target", "source", "needs")
        print_json({name: {key: getattr(r, key) for key in shown} for name, r in RECIPES.items()})
        return
    targets = {"positive": "malignant or not", "classes": "every class"}
    for name, recipe in RECIPES.items():
        typer.echo(f"{name:28} {recipe.title} ({targets[recipe.target]})")
        typer.echo(f"{'':28}   after: {recipe.source}")
        if recipe.needs:
            typer.echo(f"{'':28}   needs: {recipe.needs}")


def train(
    dataset: Annotated[
        Path | None, typer.Argument(metavar="DATASET", help="Folder of a data set.")
    ] = None,
    recipe: Annotated[str, typer.Option(help="Name of a recipe; see `lesionlab recipes`.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="A config.json of an earlier run, instead of a recipe.")
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Go on with a run that was stopped or cut off."),
    ] = None,
    more_epochs: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="With --resume: N more epochs, also for a run that is done."
        ),
    ] = 0,
    runs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the run folder is made.")
    ] = None,
    changes: Changes = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Train in a process of its own, and do not wait.")
    ] = False,
    download_weights: DownloadWeights = False,
    as_json: Json = False,
) -> None:
    """Train a model; Ctrl+C stops within one batch and keeps what was learned.

    A run that was stopped, killed or cut off goes on with --resume, and ends as if nothing had
    happened; with --more-epochs it, or one that is done, trains further.
    """
    with open_progress() as progress:
        if resume:
            _refuse_with_resume(dataset, recipe, config, runs, changes)
            run = Run.open(resume.absolute())
        else:
            if more_epochs:
                raise ConfigError("--more-epochs goes with --resume RUN.")
            run = new_run(dataset, recipe, config, runs, changes, download_weights, progress)
        if detach:
            start_detached(run, as_json, more_epochs)
            return
        train_here(run, progress, more_epochs)
    print_run(run, as_json)


def train_here(run: Run, progress: ConsoleProgress, more_epochs: int = 0) -> None:
    """Train a run in this process, with a bar, until it ends or Ctrl+C stops it."""
    from training.trainer import train as begin_or_go_on

    control = Control()
    heeding: AbstractContextManager[None] = nullcontext()
    if not run.is_running:  # else requests are for the process that trains it
        clear_requests(run.path)
        heeding = obeying(run.path, control)
    with stop_on_interrupt(control.stop), heeding:
        begin_or_go_on(
            run,
            locations=current_locations(),
            on_event=TrainingConsole(progress, run).on_event,
            control=control,
            more_epochs=more_epochs,
            ready=True,
        )


def print_run(run: Run, as_json: bool) -> None:
    """Print how a run ended and what it is worth."""
    evaluation = read_evaluation(run)
    if as_json:
        print_json(
            {
                "run": str(run.path),
                "status": run.status,
                "threshold": run.operating_point.threshold,
                "evaluation": evaluation,
            }
        )
        return
    typer.echo(f"Run folder: {run.path}")
    for report in evaluation.values():
        print_report(report)


def new_run(
    dataset: Path | None,
    recipe: str,
    config: Path | None,
    runs: Path | None,
    changes: list[str] | None,
    download_weights: bool,
    progress: ConsoleProgress,
) -> Run:
    """Make the folder of a run that has not begun."""
    from training.trainer import create_run

    if dataset is None:
        raise ConfigError(
            "Say what to train on: the folder of a data set.",
            mend="`lesionlab data import` makes one; --resume RUN goes on with a run.",
        )
    locations = current_locations()
    chosen = chosen_config(dataset, recipe, config, changes)
    fetch_weights(chosen, download_weights, progress)
    return create_run(
        chosen,
        runs=(runs or locations.runs).absolute(),
        locations=locations,
        on_warning=lambda warning: progress.line(f"Note: {warning}"),
    )


def _refuse_with_resume(*others: object) -> None:
    if any(others):
        raise ConfigError(
            "--resume goes on with a run as it was configured; DATASET, --recipe, --config, --runs "
            "and --set belong to a new run."
        )


def chosen_config(
    dataset: Path, recipe: str, config: Path | None, changes: list[str] | None
) -> RunConfig:
    """Return what is to be trained on a data set, by a recipe or a former config."""
    from training.recipes import RECIPES, get_recipe

    if bool(recipe) == bool(config):
        raise ConfigError(
            "Say either --recipe or --config.", mend=f"Recipes: {', '.join(RECIPES)}."
        )
    return with_changes(
        read_config(config) if config else get_recipe(recipe).config,
        {
            "data.dataset": str(dataset.absolute()),
            "data.fingerprint": "",
            **parse_assignments(changes or ()),
        },
    )


@contextmanager
def stop_on_interrupt(stop_training: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl+C stop the training and the second one end the program."""

    def stop(_signal: int, _frame: object) -> None:
        stop_training()
        words = "Stopping; press Ctrl+C again to end at once."
        try:
            say(words)
        except RuntimeError:  # the signal came in the middle of another line
            with suppress(OSError):
                os.write(2, f"{words}\n".encode())
        signal.signal(signal.SIGINT, former)

    former = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def read_evaluation(run: Run) -> dict[str, Any]:
    """Return what `evaluation.json` of a run holds; nothing where there is none."""
    path = run.path / "evaluation.json"
    evaluation: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return evaluation
