"""`lesionlab steer`: a training that another process runs is held, led on, or learns faster."""

from __future__ import annotations

from typing import Annotated

import typer

from training.cli.background import running
from training.cli.common import Json
from training.cli.found_runs import RunName, find_run, printable
from training.console import print_json
from training.control import check_learning_rate
from training.errors import ConfigError
from training.requests import Request, Value, await_taken, send_request


def steer(
    name: RunName,
    pause: Annotated[bool, typer.Option("--pause", help="Hold it before its next step.")] = False,
    go_on: Annotated[
        bool, typer.Option("--continue", help="Let it go on, where it is held.")
    ] = False,
    step: Annotated[
        bool, typer.Option("--step", help="Let it go on for one step, and hold it then.")
    ] = False,
    epoch: Annotated[
        bool, typer.Option("--epoch", help="Let it go on to the end of the epoch, and hold it.")
    ] = False,
    learning_rate: Annotated[
        float | None,
        typer.Option(metavar="RATE", help="Learning rate from its next step on; goes with any."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Pause a training that another process runs, lead it on, or change its learning rate.

    It obeys within one step, and keeps what it did in the run's events. `lesionlab stop` ends it.
    """
    moves: dict[str, tuple[bool, Request, Value, str]] = {
        "--pause": (pause, "pause", None, "is held before its next step"),
        "--continue": (go_on, "go_on", None, "goes on"),
        "--step": (step, "allow", "step", "goes on for one step"),
        "--epoch": (epoch, "allow", "epoch", "goes on to the end of the epoch"),
    }
    chosen = [option for option, (wanted, *_) in moves.items() if wanted]
    if len(chosen) > 1:
        raise ConfigError(f"{' and '.join(chosen)} do not go together.", mend="Give one of them.")
    if not chosen and learning_rate is None:
        raise ConfigError(
            "Nothing is asked of the training.",
            mend=f"Give one of {', '.join(moves)}, or --learning-rate.",
        )
    if learning_rate is not None:
        check_learning_rate(learning_rate)
    run, said = running(find_run(name)), []
    if learning_rate is not None:  # first: the step that is led on uses it
        await_taken(send_request(run.path, "learning_rate", learning_rate))
        said.append(f"learns at a rate of {learning_rate:g} from its next step on")
    for option in chosen:
        _, request, value, words = moves[option]
        await_taken(send_request(run.path, request, value))
        said.append(words)
    if as_json:
        print_json(
            {
                "run": str(run.path),
                "asked": chosen[0].removeprefix("--") if chosen else None,
                "learning_rate": learning_rate,
            }
        )
        return
    typer.echo(printable(f"{run.name} {', and '.join(said)}."))
