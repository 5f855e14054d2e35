"""`lesionlab data fetch`: getting data from the web by name, or from a list of addresses."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from training.cli.common import Json, open_progress, say
from training.console import print_json
from training.data.download.catalogue import COLLECTIONS, Collection, RemoteFile, get_collection
from training.errors import Cancelled, ConfigError
from training.locations import current_locations


def data_fetch(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="What to get; see --list.")
    ] = None,
    urls: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Get what a text file lists, one address a line."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Make a data set of it here.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before downloading.")] = False,
    show_list: Annotated[bool, typer.Option("--list", help="Show what there is to get.")] = False,
    as_json: Json = False,
) -> None:
    """Download a data set, after showing its size, licence and what to cite."""
    # `training.cli.data` registers this command, so it cannot be imported before.
    from training.cli.data_import import print_dataset
    from training.data.download.fetch import ask_sizes, downloads_folder, fetch_files
    from training.data.download.make import check_destination, make_dataset

    if show_list:
        _print_list(as_json)
        return
    collection = _chosen(name, urls)
    if to is not None:
        check_destination(to)
    folder = downloads_folder(collection, current_locations())
    missing = [file for file in collection.files if not (folder / file.name).is_file()]
    if missing:
        _show(collection, missing, ask_sizes(missing), folder)
        _require_consent(yes)
    with open_progress() as progress:
        files = fetch_files(collection.files, folder, progress=progress.in_bytes)
        dataset = make_dataset(collection, files, to, progress=progress) if to else None
    if dataset is not None:
        print_dataset(dataset, as_json)
    elif as_json:
        print_json({"name": collection.name, "files": [str(path) for path in files]})
    else:
        for path in files:
            typer.echo(path)


def as_bytes(size: int | None) -> str:
    """Return a size for a person."""
    if size is None:
        return "size not published"
    if size >= 1_000_000_000:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def _chosen(name: str | None, urls: Path | None) -> Collection:
    from training.data.download.urls import read_url_list

    if urls is not None and name is None:
        return read_url_list(urls)
    if name is not None and urls is None:
        return get_collection(name)
    raise ConfigError("Say either a name or --urls.", mend=f"Names: {', '.join(COLLECTIONS)}.")


def _show(
    collection: Collection,
    missing: Sequence[RemoteFile],
    sizes: Sequence[int | None],
    folder: Path,
) -> None:
    """Say what would be downloaded, and on which terms."""
    say(collection.title)
    for file, size in zip(missing, sizes, strict=True):
        say(f"  {file.name}: {as_bytes(size)}")
    known = [size for size in sizes if size is not None]
    say(f"Size: {as_bytes(sum(known) if len(known) == len(sizes) else None)}, kept in {folder}")
    say(f"Licence: {collection.licence or 'not known; ask whoever gave you the addresses'}")
    if collection.citation:
        say(f"Cite: {collection.citation}")
        say(f"Published at: {collection.homepage}")


def _require_consent(yes: bool) -> None:
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfigError("Nothing is downloaded without consent.", mend="Say --yes.")
    if not typer.confirm("Download it?", err=True):
        raise Cancelled


def _print_list(as_json: bool) -> None:
    if as_json:
        print_json([_as_json(collection) for collection in COLLECTIONS.values()])
        return
    for collection in COLLECTIONS.values():
        typer.echo(f"{collection.name}: {collection.title}")
        typer.echo(f"  {as_bytes(collection.size)}; {collection.licence}; {collection.homepage}")


def _as_json(collection: Collection) -> dict[str, Any]:
    return {
        "name": collection.name,
        "title": collection.title,
        "size": collection.size,
        "licence": collection.licence,
        "citation": collection.citation,
        "homepage": collection.homepage,
        "files": [
            {"name": file.name, "urls": list(file.urls), "size": file.size, "sum": file.checksum}
            for file in collection.files
        ],
    }
