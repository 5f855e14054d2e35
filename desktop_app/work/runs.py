"""Runs on disk: what is read of one to open it, and which of them are not done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.checkpoints import CheckpointStore
from training.data.dataset import Dataset
from training.errors import LesionLabError, RunError
from training.events import Event, from_json
from training.progress import Progress
from training.runs import Run, RunStatus, list_runs
from training.stages import stages_of

LOOKED_AT = 200
"""The newest runs, among which unfinished ones are looked for."""

_HOW = {"stopped": "Stopped", "failed": "Failed", "unfinished": "Cut off"}


@dataclass(frozen=True)
class FoundRun:
    """A run that is not done.

    Attributes:
        path: Its folder.
        running: Whether a process trains it now.
        words: What it was about and how far it came, for a person.
    """

    path: Path
    running: bool
    words: str


def read_run(folder: Path, progress: Progress) -> tuple[Run, Dataset | None]:  # noqa: ARG001
    """Return a run and, where it is still there, its data set.

    Raises:
        LesionLabError: The folder is no run, or one of its files is damaged.
    """
    run = Run.open(folder)
    _ = run.operating_point  # a damaged one is told before anything is opened
    root = Path(run.dataset.path)
    is_there = (root / "dataset.json").is_file()
    return run, Dataset.open(root) if is_there else None


def find_unfinished(runs: Path, progress: Progress) -> tuple[FoundRun, ...]:
    """Return the runs that are being trained, or that can go on from a checkpoint; newest first."""
    return tuple(_unfinished(runs, progress))


def how_far(run: Run, status: RunStatus) -> str:
    """Return how a run ended before it was done: "Cut off after epoch 6 of 20"."""
    epochs = sum(stage.epochs for stage in stages_of(run.config))
    return f"{_HOW.get(status, 'Training')} {_after(run)} of {epochs:,}"


def told_before(run: Run) -> list[Event]:
    """Return what a run has told up to its last checkpoint, from which it goes on."""
    checkpoint = CheckpointStore(run.checkpoints_path).latest()
    if checkpoint is None:
        return []
    with run.events_path.open("rb") as stream:
        lines = stream.read(checkpoint.events_size).decode("utf-8", errors="replace").splitlines()
    return list(_readable(lines))


def _unfinished(runs: Path, progress: Progress) -> Iterator[FoundRun]:
    for folder in list_runs(runs)[:LOOKED_AT]:
        progress("Looking for runs", 0, 0)
        try:
            run = Run.open(folder)
            running, status = run.is_running, run.status
        except (LesionLabError, OSError):
            continue  # a damaged one is told of when it is opened
        if running or (status != "done" and any(run.checkpoints_path.glob("state-*.npz"))):
            words = f"{run.dataset.name}  ·  {how_far(run, 'running' if running else status)}"
            yield FoundRun(folder, running, words)


def _after(run: Run) -> str:
    epochs = len(run.history())
    return f"after epoch {epochs:,}" if epochs else "in the first epoch"


def _readable(lines: list[str]) -> Iterator[Event]:
    for line in lines:
        try:
            yield from_json(line)
        except RunError:
            continue
