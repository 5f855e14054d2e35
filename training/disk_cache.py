"""Large files that can be computed again at any time, kept within one limit.

A file is named by what decides its content, so that whoever finds it whole may use it.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from training.errors import DataError

CACHE_LIMIT = 40_000_000_000
"""Bytes to keep of all kinds together; the longest unused go first."""
FREE_DISK_KEPT = 1_000_000_000
"""Bytes of the disk that are left to others."""

KINDS = ("pixels", "features")
"""Folders of the cache that share the limit."""
_LEFT_OVER_AFTER = 86_400.0
"""Seconds after which an unfinished file that nobody writes to is one that a crash left."""


def is_kept(path: Path, size: int) -> bool:
    """Return whether a file is there and whole; it then counts as just used."""
    if not (path.is_file() and path.stat().st_size == size):
        return False
    path.touch()
    return True


def check_room(folder: Path, size: int, *, what: str, mend: str) -> None:
    """Refuse what the disk has no room for.

    Args:
        folder: Where it is to be kept; need not be there yet.
        size: Bytes.
        what: What it is, for a person: "The decoded pictures".
        mend: What else than making room helps: "choose a smaller image size".

    Raises:
        DataError: There is no room.
    """
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < size + FREE_DISK_KEPT:
        raise DataError(
            f"{what} need {size / 1e9:.1f} GB in {folder}; {free / 1e9:.1f} GB are free.",
            mend=f"Make room, or {mend}.",
        )


def keep(path: Path, size: int, blocks: Iterable[NDArray[Any]], *, what: str, mend: str) -> None:
    """Write a file of the cache, and forget the longest unused ones.

    Whatever happens meanwhile, the file is there whole or not at all.

    Args:
        path: `CACHE/KIND/NAME`, where KIND is one of `KINDS`.
        size: Bytes of all blocks.
        blocks: The content, piece by piece. What it raises is passed on.
        what: As for `check_room`.
        mend: As for `check_room`.

    Raises:
        DataError: The disk has no room, or cannot be written.
    """
    check_room(path.parent, size, what=what, mend=mend)
    # The name is unlike any other's: two processes may make the same file at the same time.
    temporary = path.with_name(f".{path.stem}-{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written, not mapped: a disk that fills up is then an error, and not the end by SIGBUS.
        with temporary.open("wb") as stream:
            for block in blocks:
                stream.write(block.tobytes())
            stream.flush()
            os.fsync(stream.fileno())  # or a loss of power could leave a whole file of zeros
        temporary.replace(path)
    except OSError as error:
        raise DataError(
            f"{what} cannot be kept in {path.parent}: {error.strerror}.",
            mend=f"Make room there, or {mend}.",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    _forget_oldest(path)


def _forget_oldest(keep: Path) -> None:
    """Delete the longest unused files until the cache is within its limit."""
    aged: list[tuple[float, int, Path]] = []
    for path in (path for kind in KINDS for path in (keep.parent.parent / kind).glob("*")):
        with suppress(OSError):  # another process may have deleted it
            state = path.stat()
            aged.append((state.st_mtime, state.st_size, path))
    total, now = 0, time.time()
    for used, size, path in sorted(aged, reverse=True):
        unfinished = path.suffix == ".part"
        total += size
        left_over = unfinished and now - used > _LEFT_OVER_AFTER
        too_much = not unfinished and total > CACHE_LIMIT and path != keep
        if left_over or too_much:
            with suppress(OSError):  # Windows keeps a file that another process has mapped
                path.unlink()
