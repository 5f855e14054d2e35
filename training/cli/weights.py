"""The weights of a backbone, which are downloaded only where somebody has said so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from training.config import RunConfig
from training.console import ConsoleProgress
from training.locations import current_locations

DownloadWeights = Annotated[
    bool, typer.Option("--download-weights", help="Download missing ImageNet weights.")
]


def fetch_weights(config: RunConfig, allowed: bool, progress: ConsoleProgress) -> None:
    """Download missing weights where that was asked for, or is allowed when asked.

    Args:
        config: What is to be trained.
        allowed: Whether the command says that they may be downloaded.
        progress: Where to show it.

    Raises:
        DataError: There is no data set to train on.
        WeightsError: They do not come.
    """
    from training.backbones import BACKBONES
    from training.data.dataset import Dataset
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
        # Who has mistyped the folder is to hear of it before anything is downloaded.
        Dataset.open(Path(config.data.dataset))
        download_weights(backbone, locations, progress=progress.in_bytes)
