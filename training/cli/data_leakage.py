"""`lesionlab data leakage`: what a split by image does to the scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.common import Changes, Json, open_progress
from training.cli.train import stop_on_interrupt
from training.cli.weights import DownloadWeights, fetch_weights
from training.config import parse_assignments, with_changes
from training.console import TrainingConsole, print_json
from training.control import Control
from training.locations import current_locations

if TYPE_CHECKING:
    from training.evaluation.intervals import Estimate
    from training.leakage import Leakage


def data_leakage(
    dataset: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a data set.")],
    recipe: Annotated[str, typer.Option(help="Name of a recipe; see `lesionlab recipes`.")],
    runs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the two run folders are made.")
    ] = None,
    changes: Changes = None,
    download_weights: DownloadWeights = False,
    as_json: Json = False,
) -> None:
    """Train a recipe on a split by image and on one by lesion or patient; compare the scores."""
    from training.leakage import compare_leakage
    from training.recipes import get_recipe

    locations = current_locations()
    config = with_changes(
        get_recipe(recipe).config,
        {"data.dataset": str(dataset.absolute()), **parse_assignments(changes or ())},
    )
    control = Control()
    with open_progress() as progress:
        fetch_weights(config, download_weights, progress)
        with stop_on_interrupt(control.stop):
            leakage = compare_leakage(
                config,
                runs=(runs or locations.runs).absolute(),
                locations=locations,
                on_event=TrainingConsole(progress).on_event,
                control=control,
            )
    if as_json:
        print_json(leakage.to_dict())
    else:
        print_leakage(leakage)


def print_leakage(leakage: Leakage) -> None:
    """Print the scores of both splits side by side."""
    from training.leakage import REPEATED

    heads = ("by image", f"by {leakage.unit}", "difference")
    for (side, run), head in zip(leakage.runs.items(), heads, strict=False):
        sizes = ", ".join(f"{n} {part}" for part, n in leakage.sizes[side].items())
        typer.echo(
            f"Split {head}: {sizes}; {leakage.torn[side]} {leakage.unit}s on both sides\n"
            f"  {run.path}"
        )
    typer.echo(f"\n{'':41}" + "".join(f"{head:>26}" for head in heads))
    for found in leakage.comparisons:
        columns = (_words(found.image), _words(found.group), _words(found.difference, "+"))
        typer.echo(f"{found.part:11}{found.metric:30}" + "".join(f"{text:>26}" for text in columns))
    typer.echo(
        "\nIn brackets: 95 % intervals. By image, the model has seen what it is asked about."
    )
    if any(found.metric == REPEATED for found in leakage.comparisons):
        typer.echo(
            f"That can be only where there are several pictures of a {leakage.unit}: on those "
            "pictured once,\nthe two splits should agree."
        )


def _words(estimate: Estimate, sign: str = "") -> str:
    if estimate.value is None:
        return "cannot be told"
    text = f"{estimate.value:{sign}.3f}"
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} [{estimate.low:{sign}.3f}, {estimate.high:{sign}.3f}]"
