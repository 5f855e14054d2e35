"""Checkpoints: all that a training needs to go on exactly where it was cut off.

A checkpoint is one `.npz` file of plain arrays in `checkpoints/`. Its name carries its number and
the beginning of the SHA-256 of what it holds, so that one rename makes it valid and a damaged one
is noticed. The one before is deleted only when the next is whole.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.files import replace_atomically

logger = logging.getLogger(__name__)

_NAME = re.compile(r"state-(\d{12})-([0-9a-f]{32})\.npz")
_ABOUT = "about"
KEPT = 2
"""The newest, and the one before it in case the disk damages the newest."""


@dataclass(frozen=True)
class Position:
    """Where a training is.

    Attributes:
        stage: Stage, from 0.
        stage_began: First epoch of the stage.
        epoch: Epoch, from 0 over all stages.
        step: Steps of the epoch that are done; 0 at its beginning.
        stage_ended: Whether the stage is over; `epoch` is then the first of what follows.
    """

    stage: int = 0
    stage_began: int = 0
    epoch: int = 0
    step: int = 0
    stage_ended: bool = False


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The state of a training at one moment.

    Attributes:
        position: Where it is.
        events_size: Size of `events.jsonl` then, in bytes.
        arrays: Variables by name: weights, optimizer, metrics, seed generators.
        states: What callbacks remember, by their names; plain values.
    """

    position: Position
    events_size: int
    arrays: Mapping[str, NDArray[Any]]
    states: Mapping[str, Any] = field(default_factory=dict)


class CheckpointStore:
    """The checkpoints of one run.

    Args:
        folder: Where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, checkpoint: Checkpoint) -> Path:
        """Write a checkpoint, then forget the ones it replaces.

        Raises:
            OSError: It cannot be written; the ones before are untouched.
        """
        about = {
            "position": asdict(checkpoint.position),
            "events_size": checkpoint.events_size,
            "states": dict(checkpoint.states),
        }
        arrays: dict[str, Any] = {
            **checkpoint.arrays,
            _ABOUT: np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
        }
        older = self._files()
        number = 1 + (self._number(older[0]) if older else 0)
        path = self._folder / f"state-{number:012d}-{_digest(arrays)}.npz"
        replace_atomically(path, lambda temporary: np.savez(temporary, **arrays))
        for file in older[KEPT - 1 :]:
            with suppress(OSError):  # Windows keeps a file that is being read
                file.unlink()
        return path

    def latest(self) -> Checkpoint | None:
        """Return the newest checkpoint that is whole, or None where there is none."""
        for path in self._files():
            try:
                return _read(path)
            except Exception as error:  # a damaged archive raises many types
                logger.warning("The checkpoint %s cannot be used: %s", path.name, error)
        return None

    def clean_up(self) -> None:
        """Delete what a kill in the middle of writing left behind."""
        for path in self._folder.glob(".state-*.npz"):
            with suppress(OSError):
                path.unlink()

    def _files(self) -> list[Path]:
        """Return the files by number, the newest first."""
        if not self._folder.is_dir():
            return []
        files = [path for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]
        return sorted(files, key=self._number, reverse=True)

    @staticmethod
    def _number(path: Path) -> int:
        return int(path.name.split("-")[1])


def _read(path: Path) -> Checkpoint:
    match = _NAME.fullmatch(path.name)
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    if match is None or _digest(arrays) != match[2]:
        raise ValueError("its content is not what its name says")
    about = json.loads(arrays.pop(_ABOUT).tobytes())
    return Checkpoint(
        position=Position(**about["position"]),
        events_size=int(about["events_size"]),
        arrays=arrays,
        states=about["states"],
    )


def _digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        digest.update(array.data.cast("B") if array.size else b"")
    return digest.hexdigest()[:32]
