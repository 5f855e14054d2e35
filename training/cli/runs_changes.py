"""`lesionlab runs rename`, `note`, `star`, `delete`, `restore` and `empty-trash`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json
from training.cli.found_runs import (
    RunName,
    RunNames,
    RunsFolder,
    find_run,
    printable,
    runs_folder,
    store_of,
)
from training.console import print_json
from training.errors import RunError
from training.run_store import Trashed


def rename(
    name: RunName,
    title: Annotated[str, typer.Argument(help="What to call it; '' takes the title away.")],
    as_json: Json = False,
) -> None:
    """Give a run a title; its folder keeps its name."""
    path = find_run(name)
    store_of(path.parent).rename(path, title)
    _told(path, f"{path.name} is called {title!r}." if title else f"{path.name}.", as_json)


def note(
    name: RunName,
    text: Annotated[str, typer.Argument(help="The note; '' takes it away.")],
    as_json: Json = False,
) -> None:
    """Write a note on a run, in place of the one before."""
    path = find_run(name)
    store_of(path.parent).annotate(path, text)
    _told(path, f"The note on {path.name} is kept.", as_json)


def star(
    name: RunName,
    off: Annotated[bool, typer.Option("--off", help="Take the star away.")] = False,
    as_json: Json = False,
) -> None:
    """Mark a run."""
    path = find_run(name)
    store_of(path.parent).star(path, not off)
    _told(path, f"{path.name} has {'no' if off else 'a'} star.", as_json)


def delete(names: RunNames, as_json: Json = False) -> None:
    """Move runs to the trash of their folder; `lesionlab runs restore` takes that back."""
    paths = list(dict.fromkeys(find_run(name) for name in names))
    folders = {path.parent for path in paths}
    if len(folders) > 1:
        raise RunError("These runs lie in several folders.", mend="Delete those of one at a time.")
    trashed = store_of(folders.pop()).delete(paths)
    if as_json:
        print_json({"trash": str(trashed.folder), "runs": list(trashed.names)})
        return
    for deleted in trashed.names:
        typer.echo(f"{printable(deleted)} is in the trash.")
    typer.echo("`lesionlab runs restore` takes this back.")


def restore(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME...", help="Names of deleted runs; none: the last deletion."),
    ] = None,
    runs: RunsFolder = None,
    as_json: Json = False,
) -> None:
    """Take runs back from the trash."""
    store = store_of(runs_folder(runs))
    deletions = store.deletions()
    if names:
        chosen = [_deletion_of(name, deletions) for name in dict.fromkeys(names)]
    else:
        chosen = deletions[:1]
    if not chosen:
        raise RunError(f"The trash of {store.runs} is empty.")
    restored = [path for trashed in chosen for path in store.restore(trashed)]
    if as_json:
        print_json({"runs": [str(path) for path in restored]})
        return
    for path in restored:
        typer.echo(f"{printable(path.name)} is back.")


def empty_trash(
    runs: RunsFolder = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete for good what is in the trash."""
    store = store_of(runs_folder(runs))
    names = [name for trashed in store.deletions() for name in trashed.names]
    if names and not yes and not typer.confirm(f"Delete {len(names)} runs for good?", err=True):
        return
    store.empty_trash()
    if as_json:
        print_json({"deleted": names})
        return
    typer.echo(f"{len(names)} runs are deleted for good.")


def _deletion_of(name: str, deletions: list[Trashed]) -> Trashed:
    """Return the last deletion of a run, without those deleted with it."""
    for trashed in deletions:
        if name in trashed.names:
            return Trashed(trashed.folder, (name,))
    raise RunError(
        f"There is no run {name!r} in the trash.",
        mend=f"There are: {', '.join(n for t in deletions for n in t.names) or 'none'}.",
    )


def _told(path: Path, words: str, as_json: bool) -> None:
    if as_json:
        print_json({"run": str(path)})
        return
    typer.echo(printable(words))
