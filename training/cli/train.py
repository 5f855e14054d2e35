"""`lesionlab recipes` and `lesionlab train`."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from training.cli.common import Json, open_progress, say
from training.cli.reports import print_report
from training.config import RunConfig, parse_assignments, read_config, with_changes
from training.console import ConsoleProgress, TrainingConsole, print_json
from training.control import Control
from training.errors import ConfigError
from training.locations import current_locations
from training.runs import Run


def recipes(as_json: Json = False) -> None:
    """List the recipes of a training."""
    from training.recipes import RECIPES

    if as_json:
        print_json(
            {name: {"title": r.title, "description": r.description} for name, r in RECIPES.items()}
        )
        return
    for name, recipe in RECIPES.items():
        typer.echo(f"{name:28} {recipe.title}")


def train(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder of a data set.")],
    recipe: Annotated[str, typer.Option(help="Name of a recipe; see `lesionlab recipes`.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="A config.json of an earlier run, instead of a recipe.")
    ] = None,
    runs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the run folder is made.")
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="Change a field; repeat for several."),
    ] = None,
    download_weights: Annotated[
        bool, typer.Option("--download-weights", help="Download missing ImageNet weights.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Train a model; Ctrl+C stops within one batch and keeps what was learned."""
    from training.trainer import fit

    locations = current_locations()
    chosen = _chosen_config(recipe, config)
    chosen = with_changes(
        chosen,
        {
            "data.dataset": str(dataset.absolute()),
            "data.fingerprint": "",
            **parse_assignments(changes or ()),
        },
    )
    control = Control()
    with open_progress() as progress:
        _fetch_weights(chosen, download_weights, progress)
        with stop_on_interrupt(control):
            run = fit(
                chosen,
                runs=(runs or locations.runs).absolute(),
                locations=locations,
                on_event=TrainingConsole(progress).on_event,
                control=control,
            )
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


def _chosen_config(recipe: str, config: Path | None) -> RunConfig:
    from training.recipes import RECIPES, get_recipe

    if bool(recipe) == bool(config):
        raise ConfigError(
            "Say either --recipe or --config.", mend=f"Recipes: {', '.join(RECIPES)}."
        )
    return read_config(config) if config else get_recipe(recipe).config


def _fetch_weights(config: RunConfig, allowed: bool, progress: ConsoleProgress) -> None:
    """Download missing weights where that was asked for, or is allowed when asked."""
    from training.backbones import BACKBONES
    from training.weights import download_weights, find_weights

    locations = current_locations()
    backbone = BACKBONES.get(config.model.architecture)
    if backbone is None or config.model.weights != "imagenet" or find_weights(backbone, locations):
        return
    if not allowed and sys.stdin.isatty() and sys.stderr.isatty():
        allowed = typer.confirm(
            f"The ImageNet weights of {backbone.title} ({backbone.megabytes} MB) are not on this "
            f"computer. Download them from {backbone.weights_url}?",
            err=True,
        )
    if allowed:
        download_weights(backbone, locations, progress=progress)


@contextmanager
def stop_on_interrupt(control: Control) -> Iterator[None]:
    """Let the first Ctrl+C stop the training and the second one end the program."""

    def stop(_signal: int, _frame: object) -> None:
        say("Stopping; press Ctrl+C again to end at once.")
        control.stop()
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
