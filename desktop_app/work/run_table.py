"""Runs side by side, and a run's configuration as it would be set up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import RunConfig
from training.errors import LesionLabError
from training.progress import Progress
from training.recipes import RECIPES
from training.runs import Run

if TYPE_CHECKING:
    from training.curves import RunCurves

FALLBACK = "small-cnn"
"""What a configuration of a recipe that is not known here is set up on."""

_OF_THE_DATA = ("data.dataset", "data.fingerprint", "data.regroup", "data.positive")
"""Fields that say what is open, not how it is trained on."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs side by side.

    Attributes:
        paths: The folder of each run.
        curves: The curves of each.
        differences: The value of each run, by dotted name of a field in which they differ.
        unread: Sentences on runs that could not be read.
    """

    paths: tuple[Path, ...]
    curves: tuple[RunCurves, ...]
    differences: dict[str, list[Any]]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duplicate:
    """A run's configuration as a recipe with changes.

    Attributes:
        name: Name of the run.
        recipe: Name of the recipe.
        changes: All fields that have another value than in the recipe, by dotted name.
        regroup: New class by class.
        positive: Classes that count as positive; empty for those of the data set.
        dataset: Folder of the data set that the run was trained on.
        dataset_name: Its name.
        words: What is to be said of it, in sentences; empty where it is what the run was.
    """

    name: str
    recipe: str
    changes: dict[str, Any]
    regroup: dict[str, str]
    positive: tuple[str, ...]
    dataset: Path
    dataset_name: str
    words: str = ""


def compare(paths: Sequence[Path], progress: Progress) -> Comparison:
    """Read the curves and configurations of runs; one that cannot be read is left out.

    Args:
        paths: Folders of the runs.
        progress: Told after each run.

    Raises:
        Cancelled: The comparison is no longer wanted.
    """
    from training.curves import read_curves
    from training.run_store import differences

    runs, curves, unread = [], [], []
    for number, path in enumerate(paths):
        progress("Reading runs", number, len(paths))
        try:
            run = Run.open(path)
            curves.append(read_curves(run, progress))
            runs.append(run)
        except LesionLabError as error:
            unread.append(error.message)
    return Comparison(
        tuple(run.path for run in runs),
        tuple(curves),
        differences([run.config for run in runs]),
        tuple(unread),
    )


def duplicate(path: Path, progress: Progress) -> Duplicate:  # noqa: ARG001
    """Return a run's configuration as a recipe with changes.

    Raises:
        LesionLabError: The run cannot be read.
    """
    run = Run.open(path)
    known = run.config.recipe in RECIPES
    recipe = run.config.recipe if known else FALLBACK
    changes = changes_from(RECIPES[recipe].config, run.config)
    for name in ("recipe", *_OF_THE_DATA):
        changes.pop(name, None)
    words = (
        ""
        if known
        else f"Its recipe {run.config.recipe!r} is not known here: its values are set on "
        f"{RECIPES[recipe].title!r}."
    )
    return Duplicate(
        run.name,
        recipe,
        changes,
        dict(run.config.data.regroup),
        tuple(run.config.data.positive),
        Path(run.dataset.path),
        run.dataset.name,
        words,
    )


def again(path: Path) -> RunConfig | None:
    """Return the configuration by which a run can be trained again; None where it has not begun.

    Raises:
        LesionLabError: The run cannot be read.
    """
    run = Run.open(path)
    begun = run.events_path.is_file() and run.events_path.stat().st_size > 0
    return run.config if begun else None


def changes_from(start: RunConfig, config: RunConfig) -> dict[str, Any]:
    """Return the fields in which a config differs from another, as JSON values by dotted name."""
    before, after = start.model_dump(mode="json"), config.model_dump(mode="json")
    changes: dict[str, Any] = {}
    for name, value in after.items():
        if isinstance(value, dict):
            changes.update(
                {
                    f"{name}.{field}": inner
                    for field, inner in value.items()
                    if inner != before[name][field]
                }
            )
        elif value != before[name]:
            changes[name] = value
    return changes
