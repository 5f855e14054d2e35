"""How commands find the runs that they are told of, and print what came from a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.errors import RunError
from training.locations import current_locations
from training.run_queue import QUEUE_NAME, RunQueue
from training.run_store import RunStore

RunName = Annotated[str, typer.Argument(metavar="RUN", help="Name of a run, or its folder.")]
RunNames = Annotated[
    list[str], typer.Argument(metavar="RUN...", help="Names of runs, or their folders.")
]
RunsFolder = Annotated[
    Path | None, typer.Option("--runs", metavar="DIR", help="Folder of the runs.")
]


def runs_folder(chosen: Path | None) -> Path:
    """Return the folder of the runs: the chosen one, or the usual one."""
    return (chosen or current_locations().runs).absolute()


def find_run(name: str) -> Path:
    """Return the folder of a run.

    Args:
        name: Its path, or its name in the usual folder of the runs.

    Raises:
        RunError: There is no such folder.
    """
    runs = runs_folder(None)
    places = [Path(name).absolute(), runs / name]
    if "" in (name, name.strip(".")):
        raise RunError(f"{name!r} is no name of a run.")
    for is_it in (lambda path: (path / "config.json").is_file(), Path.is_dir):
        for place in places:
            if is_it(place):
                return place
    raise RunError(
        f"There is no run {name!r}, neither here nor in {runs}.",
        mend="`lesionlab runs list` shows those that there are.",
    )


def store_of(runs: Path) -> RunStore:
    """Return the library of the runs of a folder."""
    return RunStore(runs, current_locations().cache)


def queue_of(runs: Path) -> RunQueue:
    """Return the queue of a folder of runs."""
    return RunQueue(runs / QUEUE_NAME)


def printable(text: str) -> str:
    """Return a text without what steers a terminal; run folders may come from strangers."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)
