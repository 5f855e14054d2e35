"""One run in a table of all of them: what is read of its folder, and from which files."""

from __future__ import annotations

import csv
import math
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from training.claim import owner
from training.config import RunConfig, config_from_mapping
from training.errors import ConfigError
from training.run_store.about import ABOUT_NAME, read_about
from training.run_store.bounded import read_object
from training.runs import Run, RunDataset, RunStatus
from training.stages import stages_of

SummaryStatus = RunStatus | Literal["not begun", "damaged"]
"""`not begun`: made, for a queue or by a start that was cut off; `damaged`: it cannot be opened."""

READ = ("config.json", "dataset.json", "history.csv", "events.jsonl", ABOUT_NAME)
"""The files that a summary is read from."""
_MAX_HISTORY_BYTES = 100_000_000
"""A history of the most epochs that a run may have, with twenty metrics, has half of that."""
_MAX_LOGS = 200
_MAX_FILES = 20_000
_NAME_FORMAT = "%Y-%m-%d-%H%M%S"
_NAME_LENGTH = len("2026-01-31-235959")


@dataclass(frozen=True)
class RunSummary:
    """What a table tells of a run.

    Attributes:
        path: The folder.
        name: Name of the folder.
        title: What a person calls it; empty: nothing.
        note: What a person wrote about it.
        starred: Whether a person marked it.
        dataset: Name of the data set.
        recipe: Name of the recipe that it came from.
        status: How it ended, or that it has not.
        running: Whether a process trains it now.
        created: When it was made, in seconds since the Unix epoch.
        epochs_done: Epochs that have ended.
        epochs: Epochs asked for.
        best: Validation logs (`val_loss`) of the best epoch; empty where none has ended.
        seconds: Duration of what was trained, with its validation; None where nothing was.
        size_bytes: Size of the folder; None while it is trained, and where it has very many files.
        best_epoch: The best epoch, from 0; None where none has ended.
        monitor: The log that decides which epoch is best.
        damage: For a damaged run: what is wrong, in a sentence.
    """

    path: Path
    name: str
    title: str = ""
    note: str = ""
    starred: bool = False
    dataset: str = ""
    recipe: str = ""
    status: SummaryStatus = "unfinished"
    running: bool = False
    created: float = 0.0
    epochs_done: int = 0
    epochs: int = 0
    best: dict[str, float] = field(default_factory=dict)
    seconds: float | None = None
    size_bytes: int | None = None
    best_epoch: int | None = None
    monitor: str = ""
    damage: str = ""


def read_summary(folder: Path) -> RunSummary:
    """Read what a table tells of a run; a damaged or foreign folder yields a damaged one."""
    about = read_about(folder)
    try:
        config = _read_config(folder)
        dataset = RunDataset.of(read_object(folder / "dataset.json"))
    except (ConfigError, OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        return RunSummary(
            path=folder,
            name=folder.name,
            title=about.title,
            note=about.note,
            starred=about.starred,
            status="damaged",
            created=_created(folder),
            damage=_words(folder, error),
        )
    run, running = Run(folder, config, dataset), owner(folder) is not None
    history = _History.read(folder / "history.csv")
    status, seconds = _ending(run, running)
    return RunSummary(
        path=folder,
        name=folder.name,
        title=about.title,
        note=about.note,
        starred=about.starred,
        dataset=dataset.name,
        recipe=config.recipe,
        status=status,
        running=running,
        created=_created(folder),
        epochs_done=history.epochs,
        epochs=sum(stage.epochs for stage in stages_of(config)),
        best=history.best,
        seconds=max(seconds, history.seconds) or None,
        size_bytes=None if running else _size(folder),
        best_epoch=history.best_epoch,
        monitor=config.optimisation.monitor,
    )


def _read_config(folder: Path) -> RunConfig:
    path = folder / "config.json"
    return config_from_mapping(read_object(path), source=str(path))


def _words(folder: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        missing = Path(error.filename).name
        return f"{folder.name} is no run folder: it has no {missing}."
    if isinstance(error, ConfigError):
        return error.message
    return f"dataset.json or config.json of {folder.name} cannot be read: {error}."


def _created(folder: Path) -> float:
    """Return when a run was made: as its name says, which copying does not change."""
    try:
        return time.mktime(time.strptime(folder.name[:_NAME_LENGTH], _NAME_FORMAT))
    except (ValueError, OverflowError):
        try:
            return folder.stat().st_mtime
        except OSError:
            return 0.0


def _ending(run: Run, running: bool) -> tuple[SummaryStatus, float]:
    """Return the status and the seconds that the last event tells."""
    if running:
        return "running", 0.0
    try:
        if not run.events_path.is_file() or run.events_path.stat().st_size == 0:
            return "not begun", 0.0
        end = run.end
    except OSError:
        return "unfinished", 0.0
    if end is None or end.status not in ("done", "stopped", "failed"):
        return "unfinished", 0.0
    seconds = end.seconds if isinstance(end.seconds, float | int) else 0.0
    return end.status, seconds if math.isfinite(seconds) else 0.0


@dataclass(frozen=True)
class _History:
    """What `history.csv` tells.

    Attributes:
        epochs: Its rows.
        seconds: Of all epochs together.
        best_epoch: The last one that was the best so far.
        best: Its validation logs.
    """

    epochs: int = 0
    seconds: float = 0.0
    best_epoch: int | None = None
    best: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> _History:
        """Read the table, as far as it can be read."""
        try:
            if path.stat().st_size > _MAX_HISTORY_BYTES:
                return cls()
            with path.open(encoding="utf-8", errors="replace", newline="") as stream:
                return cls._of(csv.DictReader(stream))
        except (OSError, csv.Error):
            return cls()

    @classmethod
    def _of(cls, rows: Iterable[dict[str, str]]) -> _History:
        epochs, seconds, best = 0, 0.0, None
        for row in rows:
            epochs += 1
            seconds += _number(row.get("seconds")) or 0.0
            if row.get("best") == "1":
                best = row
        if best is None:
            return cls(epochs, seconds)
        numbers = {name: _number(text) for name, text in list(best.items())[:_MAX_LOGS]}
        logs = {n: v for n, v in numbers.items() if n and n.startswith("val_") and v is not None}
        epoch = _number(best.get("epoch"))
        return cls(epochs, seconds, int(epoch) if epoch is not None else None, logs)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _size(folder: Path) -> int | None:
    """Return the bytes of all files of a folder; links are not followed."""
    total, files, waiting = 0, 0, [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    files += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
        if files > _MAX_FILES:
            return None
    return total
