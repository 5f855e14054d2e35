"""Who trains a run: one process at a time, written down in the run folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from training.errors import RunError

_SAME_START = 1.0
"""Seconds by which two readings of a process's start may differ."""


def owner(folder: Path) -> int | None:
    """Return the number of the process that trains a run now, or None.

    A process that was killed leaves its claim behind; its number may since have been given to
    another process, which is told by when that one started.

    Args:
        folder: The run folder.
    """
    try:
        values = json.loads(_path(folder).read_text(encoding="utf-8"))
        pid, started = int(values["pid"]), float(values["started"])
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < _SAME_START
        return pid if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        ArithmeticError,
        RecursionError,
        psutil.Error,
    ):
        return None


class Claim:
    """Holds a run for this process.

    Args:
        folder: The run folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        """Take the run.

        Raises:
            RunError: Another training of it is going on, in this process or another one.
        """
        if owner(self._folder) is None:
            _path(self._folder).unlink(missing_ok=True)
        me = psutil.Process()
        text = json.dumps({"pid": me.pid, "started": me.create_time()})
        try:
            with _path(self._folder).open("x", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
        except FileExistsError as error:
            raise RunError(
                f"The run {self._folder.name} is being trained already, by process "
                f"{owner(self._folder)}.",
                mend="Stop that training first, or wait until it has ended.",
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _path(self._folder).unlink(missing_ok=True)


def _path(folder: Path) -> Path:
    return folder / "process.json"
