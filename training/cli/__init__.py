"""The command line: the same actions as the window, without a screen.

Exit status: 0, 2 for a mistake that a person can mend, 1 for ours, 130 when interrupted.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Annotated

import typer

from training.cli import (
    adopting,
    background,
    data,
    doctor,
    explaining,
    exporting,
    lesson,
    predicting,
    queue,
    rate,
    ready,
    runs,
    steering,
    train,
    use,
)
from training.cli.common import say
from training.environment import package_versions
from training.errors import Cancelled, LesionLabError
from training.locations import current_locations
from training.logs import setup_logging

logger = logging.getLogger(__name__)

app = typer.Typer(
    name="lesionlab",
    help="Train, judge and use skin-lesion classifiers. Research and education only: this is no "
    "medical device. Without a command, the window opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group, name in ((data.app, "data"), (runs.app, "runs"), (queue.app, "queue")):
    app.add_typer(group, name=name)
for command in (
    train.recipes,
    train.train,
    rate.rate,
    background.follow,
    steering.steer,
    background.stop,
    use.evaluate,
    predicting.predict,
    explaining.explain,
    explaining.stress,
    adopting.adopt,
    ready.ready,
    exporting.export,
    lesson.lesson,
    doctor.doctor,
):
    app.command()(command)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lesionlab {package_versions()['lesionlab']}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """Take the options that belong to no command."""


app.command(hidden=True)(background.host)  # what a packaged program starts for `--detach`


def main(argv: Sequence[str], commands: typer.Typer = app) -> int:
    """Run a command.

    Args:
        argv: Words after the program's name.
        commands: What may be called.

    Returns:
        The exit status.
    """
    try:
        setup_logging(current_locations().logs)
        commands(args=list(argv), prog_name="lesionlab")
    except SystemExit as end:  # Typer's own end: 0, or 2 after telling what is wrong
        return end.code if isinstance(end.code, int) else 1
    except (KeyboardInterrupt, Cancelled):
        say("Interrupted.")
        return 130
    except LesionLabError as error:
        say(str(error))
        return 2
    except Exception as error:
        logger.exception("Unexpected error in %s", list(argv))
        say(
            f"This is a mistake of LesionLab's: {type(error).__name__}: {error}\n"
            f"The log tells more: {current_locations().logs}"
        )
        return 1
    return 0
