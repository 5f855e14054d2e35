"""What is read of a run's folder while somebody watches the run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.work.pictures import read_thumbnails
from training.claim import owner
from training.progress import Progress
from training.runs import Run

THUMBNAIL = 192
"""Longer side in pixels."""
_LOG_BYTES = 65_536
"""Of the log's end that are shown."""


@dataclass(frozen=True)
class Surroundings:
    """Where and on what a run is trained.

    Attributes:
        pid: Number of the process that trains it; None where none does.
        devices: What TensorFlow computes on there: "CPU", "GPU: NAME"; empty while unknown.
        positive: The classes that count as positive.
    """

    pid: int | None
    devices: tuple[str, ...]
    positive: tuple[str, ...]


def surroundings(folder: Path, progress: Progress) -> Surroundings:  # noqa: ARG001
    """Return where and on what a run is trained.

    Raises:
        LesionLabError: The folder is no run.
    """
    run = Run.open(folder)
    try:
        values = json.loads((folder / "environment.json").read_text(encoding="utf-8"))
        devices = tuple(map(str, values["devices"]))
    except (OSError, ValueError, KeyError, TypeError):
        devices = ()  # it has not come that far
    return Surroundings(owner(folder), devices, run.dataset.positive)


def sample_pictures(
    folder: Path, names: Sequence[str], progress: Progress
) -> dict[str, NDArray[np.uint8]]:
    """Return small versions of samples' pictures; one that cannot be read is left out.

    Args:
        folder: The run folder.
        names: Names of the samples.
        progress: Told what is being done; may raise Cancelled.

    Returns:
        Pictures by name, (height, width, 3), uint8.

    Raises:
        LesionLabError: The folder is no run, or its split cannot be read.
    """
    run = Run.open(folder)
    split = run.split().set_index("sample_id")["image"]
    root = Path(run.dataset.path)
    images = {name: root / str(split[name]) for name in names if name in split.index}
    return read_thumbnails(images, THUMBNAIL, progress)


def log_tail(folder: Path, progress: Progress) -> str:  # noqa: ARG001
    """Return the whole lines at the end of a run's log file; empty where there is none."""
    try:
        with (folder / "log.txt").open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _LOG_BYTES))
            text = stream.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    return text if size <= _LOG_BYTES else text.partition("\n")[2]
