"""Finding the pictures among files and folders that somebody brings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.dicom import is_dicom
from training.preprocessing import SUFFIXES
from training.progress import Progress

MOST = 20_000
"""Pictures that are opened at once; more are a task for a table, not for looking at them."""
_DICOM_HEAD = 132
_TOLD_EACH = 200
_DIGITS = re.compile(r"(\d+)")

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


@dataclass(frozen=True)
class Found:
    """Pictures that were found.

    Attributes:
        files: Files, folder by folder, numbers in names counted as numbers.
        missing: What is not there.
        more: Whether there are more than were taken.
    """

    files: tuple[Path, ...]
    missing: tuple[Path, ...] = ()
    more: bool = False


def find_pictures(sources: Sequence[Path], progress: Progress, *, most: int = MOST) -> Found:
    """Return the pictures among files and, however deep, in folders.

    A file that is named itself is taken whatever its name: opening it says what it is. In folders
    what begins with a dot is passed over, and a link to a folder is not followed.

    Args:
        sources: Files and folders.
        progress: Told how many were found; may raise Cancelled.
        most: How many are taken.
    """
    files: list[Path] = []
    missing: list[Path] = []
    for source in sources:
        if source.is_dir():
            for path in _in_folder(source):
                files.append(path)
                if len(files) % _TOLD_EACH == 0:
                    progress("Looking for pictures", len(files), 0)
                if len(files) > most:
                    break
        elif source.is_file():
            files.append(source)
        else:
            missing.append(source)
    return Found(tuple(files[:most]), tuple(missing), more=len(files) > most)


def stamps(folder: Path) -> dict[Path, Stamp]:
    """Return the pictures right in a folder, with size and time of the last change.

    Raises:
        OSError: The folder cannot be read.
    """
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or path.suffix.lower() not in SUFFIXES:
                continue
            try:
                about = entry.stat()
            except OSError:  # gone meanwhile
                continue
            found[path] = (about.st_size, about.st_mtime_ns)
    return found


def _in_folder(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted((f for f in folders if not f.startswith(".")), key=_by_number)
        for name in sorted(names, key=_by_number):
            path = Path(here, name)
            if not name.startswith(".") and (
                path.suffix.lower() in SUFFIXES or (not path.suffix and _is_dicom_file(path))
            ):
                yield path


def _by_number(name: str) -> list[str | int]:
    """Return a key that puts "lesion 10" after "lesion 9"."""
    parts = _DIGITS.split(name.lower())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]


def _is_dicom_file(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return is_dicom(stream.read(_DICOM_HEAD))
    except OSError:
        return False
