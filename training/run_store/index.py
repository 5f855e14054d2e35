"""What was read of the runs before, so that a thousand of them need not be read again.

A summary is kept with the times and sizes of the files it came from, and holds while they are the
same. The file can be lost at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from training.files import write_text_atomically
from training.run_store.summary import READ, RunSummary

logger = logging.getLogger(__name__)

CLAIM_NAME = "process.json"
"""The file by which a process says that it trains a run."""
_VERSION = 1
_MAX_BYTES = 200_000_000
"""Ten thousand runs with long notes; a larger file is none of ours."""

Stamp = tuple[tuple[int, int], ...]
"""Time of change in nanoseconds and size in bytes of each file in `READ`; -1 where it is not."""
_Kept = tuple[int, dict[str, tuple[Stamp, RunSummary]]]
_ADAPTER: TypeAdapter[_Kept] = TypeAdapter(_Kept)


class Index:
    """The summaries of the runs of one folder.

    Args:
        runs: The folder of all runs.
        cache: The folder of what can be computed again.
    """

    def __init__(self, runs: Path, cache: Path) -> None:
        self._runs = runs
        name = hashlib.sha256(os.fsencode(runs.absolute())).hexdigest()[:16]
        self.path = cache / "runs" / f"{name}.json"
        self._entries: dict[str, tuple[Stamp, RunSummary]] | None = None
        self._changed = False

    def get(self, name: str, stamp: Stamp) -> RunSummary | None:
        """Return the summary of a run whose files are as they were, or None."""
        known = self._load().get(name)
        if known is None or known[0] != stamp:
            return None
        # The file says nothing about where a run is: that follows from where it was found.
        return replace(known[1], path=self._runs / name, name=name)

    def put(self, name: str, stamp: Stamp, summary: RunSummary) -> None:
        """Remember the summary of a run."""
        self._load()[name] = (stamp, summary)
        self._changed = True

    def save(self, names: Iterable[str]) -> None:
        """Write what was learned, and forget all runs but `names`. A full disk does no harm."""
        entries = self._load()
        gone = entries.keys() - set(names)
        if not (gone or self._changed):
            return
        for name in gone:
            del entries[name]
        try:
            text = _ADAPTER.dump_json((_VERSION, entries)).decode("utf-8")
            write_text_atomically(self.path, text)
        except OSError as error:
            logger.warning("The list of runs cannot be kept in %s: %s", self.path, error)
        self._changed = False

    def _load(self) -> dict[str, tuple[Stamp, RunSummary]]:
        if self._entries is None:
            self._entries = self._read()
        return self._entries

    def _read(self) -> dict[str, tuple[Stamp, RunSummary]]:
        try:
            if self.path.stat().st_size > _MAX_BYTES:
                return {}
            version, entries = _ADAPTER.validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            logger.info("The list of runs is made again: %s", error)
            return {}
        return entries if version == _VERSION else {}


def stamp_of(folder: Path) -> tuple[Stamp, bool]:
    """Return the stamp of a run's files, and whether a process may train it now."""
    base = str(folder) + os.sep
    stamp = tuple(_state(base + name) for name in READ)
    return stamp, _state(base + CLAIM_NAME) != _MISSING


_MISSING = (-1, -1)


def _state(path: str) -> tuple[int, int]:
    try:
        state = os.stat(path)  # noqa: PTH116 - a Path for each of some thousand files takes longer
    except OSError:
        return _MISSING
    return state.st_mtime_ns, state.st_size
