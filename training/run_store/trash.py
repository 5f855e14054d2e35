"""Deleted runs: moved aside within the runs folder, so that a deletion can be undone."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from training.claim import owner
from training.errors import RunError
from training.files import unused_path
from training.run_store.summary import READ

TRASH_NAME = ".trash"


@dataclass(frozen=True)
class Trashed:
    """Runs that were deleted together.

    Attributes:
        folder: The folder of the trash that holds them.
        names: Names of their folders, which they get back.
    """

    folder: Path
    names: tuple[str, ...]


class Trash:
    """The trash of a runs folder: one folder for each deletion, named by its time.

    Args:
        runs: The folder of all runs.
    """

    def __init__(self, runs: Path) -> None:
        self._runs = runs
        self._folder = runs / TRASH_NAME

    def add(self, paths: Sequence[Path]) -> Trashed:
        """Move run folders into the trash, all or none.

        Raises:
            RunError: One is no run of this folder, is being trained, or cannot be moved.
        """
        for path in paths:
            self._check(path)
        place = unused_path(self._folder / f"{time.time_ns():020}")
        moved: list[Path] = []
        try:
            place.mkdir(parents=True)
            for path in paths:
                path.rename(place / path.name)
                moved.append(path)
        except OSError as error:
            for path in moved:
                (place / path.name).rename(path)
            with suppress(OSError):
                place.rmdir()
            raise RunError(
                f"{error.filename or self._folder} cannot be moved to the trash: {error.strerror}.",
                mend="Close whatever has a file of the run open, and make the folder writable.",
            ) from error
        return Trashed(place, tuple(path.name for path in paths))

    def restore(self, trashed: Trashed) -> list[Path]:
        """Give runs their place back; one whose name is taken gets a number.

        Raises:
            RunError: The trash no longer holds one, or it cannot be moved; what was moved stays.
        """
        plain = all(Path(name).name == name for name in trashed.names)
        if trashed.folder.parent != self._folder or not plain:
            raise RunError(f"{trashed.folder} is not in the trash {self._folder}.")
        restored = []
        for name in trashed.names:
            source, target = trashed.folder / name, unused_path(self._runs / name)
            try:
                source.rename(target)
            except FileNotFoundError as error:
                raise RunError(f"The trash no longer holds {name}: it was emptied.") from error
            except OSError as error:
                raise RunError(f"{source} cannot be moved back: {error.strerror}.") from error
            restored.append(target)
        with suppress(OSError):  # not empty, where only some are taken back
            trashed.folder.rmdir()
        return restored

    def deletions(self) -> list[Trashed]:
        """Return what can be restored, the last deletion first."""
        if not self._folder.is_dir():
            return []
        found = []
        for folder in sorted(self._folder.iterdir(), reverse=True):
            if folder.is_dir() and not folder.is_symlink():
                names = tuple(sorted(path.name for path in folder.iterdir()))
                if names:
                    found.append(Trashed(folder, names))
        return found

    def empty(self) -> None:
        """Delete what the trash holds for good.

        Raises:
            RunError: Something in it cannot be deleted.
        """
        if self._folder.is_symlink():
            raise RunError(f"{self._folder} is a link; LesionLab deletes nothing behind it.")
        try:
            shutil.rmtree(self._folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise RunError(
                f"The trash {self._folder} cannot be emptied: {error}.",
                mend="Close whatever has a file in it open, and try again.",
            ) from error

    def _check(self, path: Path) -> None:
        if path.parent.absolute() != self._runs.absolute() or path.name.startswith("."):
            raise RunError(f"{path} is no run of {self._runs}.")
        if not path.is_dir():
            raise RunError(f"There is no run {path}; it may have been deleted.")
        if not any((path / name).exists() for name in READ):
            raise RunError(
                f"{path} holds nothing of a run.",
                mend="Delete it with the file manager, if it is not needed.",
            )
        if owner(path) is not None:
            raise RunError(
                f"The run {path.name} is being trained.",
                mend="Stop it first, or wait until it has ended.",
            )
