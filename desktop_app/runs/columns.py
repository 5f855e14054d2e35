"""What the table says of a run, column by column, and how that is sorted."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.run_store import RunSummary

NONE = "–"
STATUSES: dict[str, tuple[str, str, str]] = {
    "running": ("Training", "play", "accent_text"),
    "waiting": ("Queued", "clock", "muted"),
    "not begun": ("Not begun", "clock", "muted"),
    "done": ("Done", "check", "negative"),
    "stopped": ("Stopped", "stop", "muted"),
    "failed": ("Failed", "error", "error"),
    "unfinished": ("Unfinished", "warning", "warning"),
    "damaged": ("Damaged", "error", "error"),
}
"""Word, icon and colour of each status; also the order in which they are sorted."""


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        name: What the code calls it.
        title: What stands above it.
        meaning: What it is, in a sentence.
        text: What is shown of a run.
        key: What is sorted by; None comes last.
        width: In device-independent pixels at scale 1.
        is_number: Whether it stands at the right.
    """

    name: str
    title: str
    meaning: str
    text: Callable[[RunSummary], str]
    key: Callable[[RunSummary], Any]
    width: int
    is_number: bool = False


def title_of(run: RunSummary) -> str:
    """Return what a person calls a run: their title, else the name of its folder."""
    return run.title or run.name


def status_of(run: RunSummary, waiting: Collection[str] = ()) -> str:
    """Return the status of a run, a key of `STATUSES`.

    Args:
        run: The run.
        waiting: Folders of the runs in the queue.
    """
    if run.running:
        return "running"
    if str(run.path) in waiting:
        return "waiting"
    return run.status if run.status in STATUSES else "unfinished"


def duration(seconds: float | None) -> str:
    """Return a duration as a person says it: "2 h 05 min"."""
    if not seconds or not math.isfinite(seconds):
        return NONE
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes:02} min"
    if minutes >= 10:
        return f"{minutes} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def metrics_text(run: RunSummary) -> str:
    """Return what the best epoch reached on validation data, a line a metric."""
    lines = [
        f"{name.removeprefix('val_').replace('_', ' ')}: {value:.4g}"
        for name, value in run.best.items()
        if name.startswith("val_")
    ]
    return "\n".join(["Best epoch, validation data", *lines]) if lines else ""


def _number(name: str) -> tuple[Callable[[RunSummary], str], Callable[[RunSummary], Any]]:
    def key(run: RunSummary) -> float | None:
        value = run.best.get(name)
        return value if value is not None and math.isfinite(value) else None

    def text(run: RunSummary) -> str:
        value = key(run)
        return NONE if value is None else f"{value:.3f}"

    return text, key


def _date(run: RunSummary) -> str:
    return datetime.fromtimestamp(run.created).strftime("%Y-%m-%d %H:%M")


def _epochs(run: RunSummary) -> str:
    return f"{run.epochs_done:,} of {run.epochs:,}"


_BEST = "of the best epoch, on validation data. Test results with intervals stand in Inspect."
COLUMNS = (
    Column("star", "", "Starred", lambda _run: "", lambda run: not run.starred, 36),
    Column(
        "title",
        "Title",
        "What the run is called; F2 renames it. Its folder keeps its name.",
        title_of,
        lambda run: title_of(run).casefold(),
        222,
    ),
    Column(
        "dataset",
        "Data set",
        "What it was trained on.",
        lambda run: run.dataset,
        lambda run: run.dataset.casefold(),
        104,
    ),
    Column(
        "recipe",
        "Recipe",
        "What its configuration began with.",
        lambda run: run.recipe,
        lambda run: run.recipe.casefold(),
        112,
    ),
    Column("status", "Status", "How it ended.", lambda _run: "", lambda _run: 0, 112),
    Column(
        "epochs",
        "Epochs",
        "Epochs done, of those asked for.",
        _epochs,
        lambda run: run.epochs_done,
        86,
        is_number=True,
    ),
    Column("val_loss", "Loss", f"Loss {_BEST}", *_number("val_loss"), 68, is_number=True),
    Column(
        "val_accuracy",
        "Accuracy",
        f"Share right {_BEST}",
        *_number("val_accuracy"),
        98,
        is_number=True,
    ),
    Column("val_auc", "AUC", f"ROC AUC {_BEST}", *_number("val_auc"), 64, is_number=True),
    Column(
        "seconds",
        "Duration",
        "How long it was trained and evaluated.",
        lambda run: duration(run.seconds),
        lambda run: run.seconds or None,
        102,
        is_number=True,
    ),
    Column("created", "Date", "When it was made.", _date, lambda run: run.created, 148),
    Column(
        "note",
        "Note",
        "Your own words about it; Ctrl+E writes them.",
        lambda run: " ".join(run.note.split()),
        lambda run: run.note.casefold() or None,
        58,
    ),
)
NAMES = tuple(column.name for column in COLUMNS)
