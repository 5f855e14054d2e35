"""`lesionlab doctor`: what is installed, and where things are."""

from __future__ import annotations

import typer

from training.cli.common import Json
from training.console import print_json
from training.locations import current_locations


def doctor(as_json: Json = False) -> None:
    """Print versions, devices, and where things are kept."""
    from dataclasses import asdict

    from training.environment import environment
    from training.weights import weight_folders

    locations = current_locations()
    found = {
        **environment(),
        "folders": {name: str(path) for name, path in asdict(locations).items()},
        "weights looked for in": [str(path) for path in weight_folders(locations)],
    }
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        if isinstance(value, dict):
            for inner, inner_value in value.items():
                typer.echo(f"{name}: {inner}: {inner_value}")
        else:
            typer.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
