"""`lesionlab doctor`: what is installed, and where things are."""

from __future__ import annotations

from typing import Annotated

import typer

from training.cli.common import Json, say
from training.console import print_json
from training.locations import current_locations


def doctor(
    selftest: Annotated[
        bool,
        typer.Option(
            "--selftest", help="Try everything in a temporary folder: import, train, ask, export."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Print versions, devices, and where things are kept."""
    if selftest:
        raise typer.Exit(_selftest(as_json=as_json))
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


def _selftest(*, as_json: bool) -> int:
    """Do all checks, tell what came of them, and return the exit status."""
    from dataclasses import asdict

    from training.selftest import CHECKS

    outcomes = CHECKS.run(say)
    passed = all(outcome.passed for outcome in outcomes)
    if as_json:
        print_json({"passed": passed, "checks": [asdict(outcome) for outcome in outcomes]})
        return int(not passed)
    for outcome in outcomes:
        verdict = "ok" if outcome.passed else "FAILED"
        typer.echo(f"{verdict}: {outcome.name} ({outcome.seconds:.1f} s): {outcome.words}")
    typer.echo("The self-test is passed." if passed else "The self-test FAILED.")
    return int(not passed)
