"""Curves kept beside `events.jsonl` as plain arrays, so that a long run is read at once.

The file is made from `events.jsonl` and says of which: by its size and a digest of its head and
tail. Whatever does not fit is not used.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.curves.columns import EpochCurves, RunCurves
from training.curves.lines import MAX_LOGS
from training.files import replace_atomically

logger = logging.getLogger(__name__)

NAME = "curves.npz"
_VERSION = 1
_ENDS = 65_536
"""Bytes of the head and of the tail that the digest covers."""
_EPOCH_COLUMNS: Mapping[str, type[np.generic]] = {
    "number": np.int32,
    "seconds": np.float32,
    "best": np.bool_,
    "stage": np.int32,
}


def digest(events: Path, size: int) -> str:
    """Return a digest of the first `size` bytes of `events.jsonl`: size, head and tail.

    Raises:
        OSError: It cannot be read.
    """
    with events.open("rb") as stream:
        head = stream.read(min(size, _ENDS))
        stream.seek(max(0, size - _ENDS))
        tail = stream.read(min(size, _ENDS))
    return hashlib.sha256(b"%d\n" % size + head + tail).hexdigest()


def save(path: Path, curves: RunCurves, events_digest: str) -> None:
    """Keep curves.

    Raises:
        OSError: The folder cannot be written.
    """
    about = {
        "version": _VERSION,
        "events": events_digest,
        "events_size": curves.events_size,
        "steps_per_epoch": curves.steps_per_epoch,
        "steps": list(curves.steps),
        "epochs": list(curves.epochs.logs),
    }
    arrays: dict[str, NDArray[Any]] = {
        "about": _as_bytes(json.dumps(about).encode()),
        "x": curves.x,
        "told": _as_bytes(curves.told),
    }
    arrays |= {f"step_{index}": log for index, log in enumerate(curves.steps.values())}
    arrays |= {f"epoch_{index}": log for index, log in enumerate(curves.epochs.logs.values())}
    arrays |= {name: getattr(curves.epochs, name) for name in _EPOCH_COLUMNS}

    def write(temporary: Path) -> None:
        with temporary.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **arrays)

    replace_atomically(path, write)


def load(path: Path, events_digest: str) -> RunCurves | None:
    """Return kept curves; None where they are missing, damaged or of other events."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_bounds(archive, path.stat().st_size)
            about = json.loads(_read(archive, "about", np.uint8).tobytes())
            if about["version"] != _VERSION or about["events"] != events_digest:
                return None
            return _curves(archive, about)
    except FileNotFoundError:
        return None
    except (
        *(OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError),
        *(EOFError, RecursionError, NotImplementedError, zipfile.BadZipFile),
    ) as error:
        logger.info("%s is made again: %r", path, error)
        return None


def _curves(archive: zipfile.ZipFile, about: dict[str, Any]) -> RunCurves:
    x = _read(archive, "x", np.float64)
    columns = {name: _read(archive, name, dtype) for name, dtype in _EPOCH_COLUMNS.items()}
    steps = _logs(archive, "step", about["steps"], len(x))
    epochs = _logs(archive, "epoch", about["epochs"], len(columns["number"]))
    if len({len(column) for column in columns.values()}) != 1:
        raise ValueError("the columns of the epochs are not equally long")
    return RunCurves(
        x=x,
        steps=steps,
        epochs=EpochCurves(logs=epochs, **columns),
        steps_per_epoch=max(1, int(about["steps_per_epoch"])),
        events_size=int(about["events_size"]),
        told=_read(archive, "told", np.uint8).tobytes(),
    )


def _logs(
    archive: zipfile.ZipFile, prefix: str, names: list[str], length: int
) -> dict[str, NDArray[np.float32]]:
    if len(names) > MAX_LOGS or not all(isinstance(name, str) for name in names):
        raise ValueError("the names of the logs are not ours")
    logs = {name: _read(archive, f"{prefix}_{i}", np.float32) for i, name in enumerate(names)}
    if any(len(log) != length for log in logs.values()):
        raise ValueError("the columns are not equally long")
    return logs


def _read(archive: zipfile.ZipFile, name: str, dtype: type[np.generic]) -> NDArray[Any]:
    """Return a column; nothing is taken for longer than it is."""
    data = archive.read(f"{name}.npy")
    stream = io.BytesIO(data)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError(f"{name} has another version")
    shape, _, found = np.lib.format.read_array_header_1_0(stream)
    if len(shape) != 1 or found != np.dtype(dtype):
        raise ValueError(f"{name} is no column of {np.dtype(dtype)}")
    return np.frombuffer(data, dtype=found, count=shape[0], offset=stream.tell())


def _check_bounds(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    stored = all(member.compress_type == zipfile.ZIP_STORED for member in members)
    if not stored or sum(member.file_size for member in members) > size:
        raise ValueError("it holds more than it has bytes")


def _as_bytes(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(data, dtype=np.uint8)
