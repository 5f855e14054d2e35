"""What lies in a folder: files that may be read, and what is passed over and why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from training.data.importers.items import Item
from training.data.kinds import is_clutter
from training.data.problems import Problem

_UNWRITABLE = re.compile(r"[\x00-\x1f\\\ud800-\udfff]")
"""Control characters, Windows' separator, and bytes that are no text."""


def can_be_written(name: str) -> bool:
    """Return whether a name is text that a table and another system can hold."""
    return not _UNWRITABLE.search(name)


def list_folder(root: Path, title: str) -> tuple[list[Item], list[Problem]]:
    """Return the visible files below a folder, in a fixed order, and what was passed over.

    Links to folders, and out of the folder, are not followed.

    Args:
        root: Folder to look through, without links in its path.
        title: What the folder is called for people.
    """
    items: list[Item] = []
    problems: list[Problem] = []
    for entry in _entries(root, problems, title):
        name = Path(entry.path).relative_to(root).as_posix()
        reason = _why_not(entry, name, root)
        if reason:
            problems.append(_skipped(title, name, reason))
        else:
            path = Path(entry.path)
            items.append(Item(title, name, entry.stat().st_size, path.read_bytes, path))
    return items, problems


def _entries(folder: Path, problems: list[Problem], title: str) -> Iterator[os.DirEntry[str]]:
    """Yield everything visible below a folder that is no folder itself."""
    waiting = [(folder, "")]
    while waiting:
        here, prefix = waiting.pop()
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            reason = f"The folder cannot be read: {error.strerror}."
            problems.append(_skipped(title, prefix.removesuffix("/"), reason))
            continue
        inner = []
        for entry in entries:
            if is_clutter(entry.name):
                continue
            if not entry.is_dir():
                yield entry
            elif Path(entry.path).resolve() != Path(entry.path):
                reason = "Links to folders are not followed."
                problems.append(_skipped(title, prefix + entry.name, reason))
            else:
                inner.append((Path(entry.path), f"{prefix}{entry.name}/"))
        waiting += reversed(inner)


def _why_not(entry: os.DirEntry[str], name: str, root: Path) -> str:
    if not can_be_written(name):
        return "Its name has characters that other systems cannot read."
    if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
        return "Links out of the folder are not followed."
    if not entry.is_file():
        return "It is no file."
    return ""


def _skipped(title: str, name: str, reason: str) -> Problem:
    called = f"{title}/{name}" if name else title
    return Problem(called.encode(errors="replace").decode(), reason, "passed over")
