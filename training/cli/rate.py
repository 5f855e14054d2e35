"""`lesionlab rate`: which learning rate to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Changes, Json, open_progress
from training.cli.train import chosen_config
from training.cli.weights import DownloadWeights, fetch_weights
from training.console import print_json
from training.locations import current_locations


def rate(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder of a data set.")],
    recipe: Annotated[str, typer.Option(help="Name of a recipe; see `lesionlab recipes`.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="A config.json of an earlier run, instead of a recipe.")
    ] = None,
    stage: Annotated[int, typer.Option(help="Stage of the training, from 1.")] = 1,
    changes: Changes = None,
    download_weights: DownloadWeights = False,
    as_json: Json = False,
) -> None:
    """Find a learning rate: it rises from step to step, and the loss says where it helps most.

    Some pictures of the data set are learned from for a hundred steps; no run is made.
    """
    from training.rate_finder import find_rate

    with open_progress() as progress:
        chosen = chosen_config(dataset, recipe, config, changes)
        fetch_weights(chosen, download_weights, progress)
        found = find_rate(chosen, current_locations(), progress, stage=stage - 1)
    if as_json:
        print_json(
            {
                "rates": found.rates.tolist(),
                "losses": found.losses.tolist(),
                "smoothed": found.smoothed.tolist(),
                "suggestion": found.suggestion,
            }
        )
    elif found.suggestion is None:
        typer.echo("The curve does not say: the loss falls nowhere by more than chance.")
    else:
        typer.echo(f"Learning rate: {found.suggestion:g}, where the loss falls steepest.")
        if stage == 1:
            typer.echo(f"Train with --set optimisation.learning_rate={found.suggestion:g}")
