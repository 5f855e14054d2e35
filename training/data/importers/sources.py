"""The folders and archives that an import is given."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data.archives import extract_zip
from training.data.importers.folders import can_be_written
from training.errors import DataError
from training.progress import Progress

Keep = Callable[[Path, Path], object]
"""Brings a file to a new place, by copying or by moving."""


@dataclass(frozen=True)
class Source:
    """A folder to read.

    Attributes:
        folder: Its own place, or where its archive was unpacked; without links in its path.
        title: What to call it, without the suffix of an archive; unique among the sources.
        keep: How its pictures come into the data set; None where they stay in their place.
    """

    folder: Path
    title: str
    keep: Keep | None


def checked_sources(sources: Sequence[Path], destination: Path) -> list[Path]:
    """Return the sources as absolute paths without links.

    Raises:
        DataError: There is none, one is missing or given twice, or the destination lies in one.
    """
    if not sources:
        raise DataError("There is nothing to import.", mend="Name a folder or a .zip file.")
    resolved = [source.resolve() for source in sources]
    for source in resolved:
        if not source.exists():
            raise DataError(f"{source} does not exist.")
        if not can_be_written(source.as_posix()):
            raise DataError(
                f"The path {str(source)!r} has characters that a table cannot hold.",
                mend="Rename the folder or file.",
            )
        if resolved.count(source) > 1:
            raise DataError(f"{source} is named twice.")
        if destination.resolve().is_relative_to(source):
            raise DataError(
                f"The data set cannot be made at {destination}, within the pictures it is made of.",
                mend="Choose a folder elsewhere.",
            )
    return resolved


def open_sources(
    originals: Sequence[Path], unpacked: Path, *, copy: bool, progress: Progress
) -> list[Source]:
    """Unpack the archives among the sources.

    Args:
        originals: Folders and zip archives.
        unpacked: Folder to unpack archives into, one folder each.
        copy: Whether the pictures of folders are to be copied.
        progress: May raise Cancelled.

    Raises:
        DataError: An archive is damaged, too large, or could do harm.
    """
    opened = []
    titles: Counter[str] = Counter()
    for index, original in enumerate(originals):
        title = original.name if original.is_dir() else original.stem
        titles[title] += 1
        if titles[title] > 1:
            title = f"{title}-{titles[title]}"
        if original.is_dir():
            opened.append(Source(original, title, shutil.copyfile if copy else None))
        else:
            folder = unpacked / str(index)
            extract_zip(original, folder, progress=progress)
            opened.append(Source(folder.resolve(), title, Path.replace))
    return opened
