"""The commands of `lesionlab`: those of the engine, and `demo`, which needs the window."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from desktop_app.report_command import report
from training import cli
from training.console import ConsoleProgress, stderr_console
from training.locations import current_locations
from training.selftest import CHECKS, Bench, Check

_HEADLESS_SIZE = (1280, 800)


cli.app.command()(report)


@cli.app.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Without a window: progress here, screenshots kept.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the run folder and the screenshots go; by default the usual runs folder "
            "with a window, ./lesionlab-demo without one.",
        ),
    ] = None,
) -> None:
    """Draw lesions, train on them, inspect the result and ask about an unseen picture."""
    from desktop_app.platform_check import check_qt, has_display

    if not headless and not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        typer.echo("No display was found: the demo runs without a window.", err=True)
        headless = True
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        out = out or Path("lesionlab-demo")
    check_qt(headless=headless)
    _run_demo(headless=headless, out=out.absolute() if out else None)


def _run_demo(*, headless: bool, out: Path | None) -> None:
    from desktop_app.app import Application, run
    from desktop_app.demo import Demo

    locations = current_locations()
    if out is not None:
        locations = replace(locations, runs=out / "runs")
    demos: list[Demo] = []
    errors: list[Exception] = []

    with ConsoleProgress(stderr_console()) as progress:

        def started(application: Application) -> None:
            if headless:
                application.window.resize(*_HEADLESS_SIZE)
            demo = Demo(application, progress, pictures=out, for_a_person=not headless)
            demos.append(demo)

            def ended() -> None:
                application.window.status.showMessage(f"Demo done. Run folder: {demo.run}")
                progress.line(f"Run folder: {demo.run}")
                if headless:
                    application.window.close()

            def failed(error: Exception) -> None:
                errors.append(error)
                application.window.close()

            demo.ended.connect(ended)
            demo.failed.connect(failed)
            demo.start()

        run(locations=locations, started=started)
    if errors:
        raise errors[0]
    if demos and demos[0].run is not None:
        typer.echo(f"Run folder: {demos[0].run}")
        if out is not None:
            typer.echo(f"Screenshots: {', '.join(str(p) for p in sorted(out.glob('*.png')))}")


def _opens_the_window(bench: Bench) -> str:
    from desktop_app.selftest import check_window

    return check_window(bench)


CHECKS.checks.append(Check("Opens the window", _opens_the_window))


def main(argv: Sequence[str]) -> int:
    """Run a command.

    Args:
        argv: Words after the program's name.

    Returns:
        The exit status.
    """
    return cli.main(argv)
