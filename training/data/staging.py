"""Folders that appear when they are complete, and not at all otherwise."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from training.errors import DataError


@contextlib.contextmanager
def whole_folder(destination: Path) -> Iterator[Path]:
    """Let the body fill a hidden folder beside `destination`, then put it in its place.

    Where the body raises, everything is as it was before, parent folders included.

    Args:
        destination: Folder to make. It must not exist, or be empty.

    Yields:
        The folder to fill.

    Raises:
        DataError: `destination` is in use or cannot be written.
    """
    destination = destination.absolute()
    if destination.exists() and not _is_empty_folder(destination):
        raise DataError(
            f"{destination} exists and is not an empty folder.",
            mend="Choose a new folder; nothing is ever written over.",
        )
    made = [parent for parent in destination.parents if not parent.exists()]
    unfinished = destination.with_name(f".{destination.name}-{uuid.uuid4().hex}")
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        if destination.exists():
            destination.rmdir()  # Windows does not rename onto an empty folder
        unfinished.rename(destination)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()
        if isinstance(error, OSError):
            raise DataError(
                f"{destination} cannot be written: {error}.",
                mend="Choose a folder that can be written, on a disk with space left.",
            ) from error
        raise


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
