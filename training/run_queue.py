"""Runs that wait to be trained, one after the other.

The list is a file in the runs folder, so that it outlives the program. Two programs may use it at
once: each change is made under a lock of the operating system, which goes with the process that
holds it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from training.claim import owner
from training.errors import RunError
from training.files import write_json_atomically

QUEUE_NAME = "queue.json"
_MAX_BYTES = 4_000_000
_MAX_RUNS = 10_000


class RunQueue:
    """The queue of a runs folder. What waits is a run folder in it that has not begun.

    Args:
        path: The file, in the folder of the runs; it need not be there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def waiting(self) -> list[Path]:
        """Return the runs that wait, the next one first; lost and begun ones are left out.

        Raises:
            RunError: The file cannot be read.
        """
        return [self.path.parent / name for name in self._names() if self._waits(name)]

    def add(self, folder: Path) -> None:
        """Put a run at the end; one that waits already keeps its place.

        Args:
            folder: As made by `training.trainer.create_run`, in the folder of the queue.

        Raises:
            RunError: It is no run of this folder, has begun already, or the file cannot be written.
        """
        name = self._name_of(folder)
        if not (folder / "config.json").is_file():
            raise RunError(f"{folder} is not a run folder: it has no config.json.")
        if not self._waits(name):
            raise RunError(
                f"The run {name} has begun already.", mend="Resume it, or make a new run like it."
            )
        self._change(lambda names: names if name in names else [*names, name])

    def remove(self, folder: Path) -> None:
        """Take a run off the list; its folder stays.

        Raises:
            RunError: The file cannot be read or written.
        """
        name = self._name_of(folder)
        self._change(lambda names: [other for other in names if other != name])

    def move(self, folder: Path, to: int) -> None:
        """Give a run another place.

        Args:
            folder: A run that waits.
            to: Its new place in `waiting`, from 0; beyond the end: the last.

        Raises:
            RunError: It does not wait, or the file cannot be read or written.
        """
        name = self._name_of(folder)

        def moved(names: list[str]) -> list[str]:
            if name not in names:
                raise RunError(f"The run {name} is not in the queue.", mend="Add it first.")
            names.remove(name)
            names.insert(max(0, to), name)
            return names

        self._change(moved)

    def next(self) -> Path | None:
        """Take the first run off the list and return it; None where none waits.

        Of two programs that ask at once, each gets a run of its own.

        Raises:
            RunError: The file cannot be read or written.
        """
        taken: list[str] = []

        def without_first(names: list[str]) -> list[str]:
            taken.extend(names[:1])
            return names[1:]

        self._change(without_first)
        return self.path.parent / taken[0] if taken else None

    def _change(self, change: Callable[[list[str]], list[str]]) -> None:
        """Rewrite the list; what is lost or has begun is dropped."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _locked(self.path.with_name(f".{self.path.name}.lock")):
                names = self._names()
                changed = change([name for name in names if self._waits(name)])
                if len(changed) > _MAX_RUNS:
                    raise RunError(f"More than {_MAX_RUNS:,} runs cannot wait.")
                if changed != names:
                    write_json_atomically(self.path, {"waiting": changed})
        except OSError as error:
            raise RunError(
                f"The queue {self.path} cannot be written: {error.strerror}.",
                mend="Make the folder of the runs writable, or make room on its disk.",
            ) from error

    def _names(self) -> list[str]:
        try:
            with self.path.open("rb") as stream:
                data = stream.read(_MAX_BYTES + 1)
            if len(data) > _MAX_BYTES:
                raise ValueError(f"it has more than {_MAX_BYTES / 1e6:.0f} MB")
            names = json.loads(data)["waiting"]
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise ValueError("it is no list of names")
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise RunError(
                f"The queue {self.path} cannot be read: {error}.",
                mend="Delete it: the runs stay, and can be added again.",
            ) from error
        # A name that leads out of the folder is none that `add` has written.
        return [name for name in dict.fromkeys(names) if _is_plain(name)][:_MAX_RUNS]

    def _name_of(self, folder: Path) -> str:
        if folder.parent.absolute() != self.path.parent.absolute() or not _is_plain(folder.name):
            raise RunError(
                f"{folder} is no run of {self.path.parent}.",
                mend="Only runs in the folder of the queue can wait in it.",
            )
        return folder.name

    def _waits(self, name: str) -> bool:
        folder = self.path.parent / name
        try:
            begun = (folder / "events.jsonl").stat().st_size > 0
        except OSError:
            begun = False
        return not begun and (folder / "config.json").is_file() and owner(folder) is None


def _is_plain(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not set(name) & set("/\\:\0")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file; wait while another process, or another thread, holds it."""
    with path.open("a+b") as stream:
        _lock(stream)
        try:
            yield
        finally:
            _unlock(stream)


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[bytes]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(stream: IO[bytes]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(stream: IO[bytes]) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)

    def _unlock(stream: IO[bytes]) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
