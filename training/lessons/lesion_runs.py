"""What the lessons on lesions have drawn and trained so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from training.config import RunConfig, with_changes
from training.lessons.action import Desk, LessonError, Parameters
from training.recipes import get_recipe
from training.runs import Run

DATASET, RUN = "lesions.dataset", "lesions.run"
"""By these names a lesson's desk keeps the folder of what was drawn last, and of the last run."""


class TrainLesions(Parameters):
    """What to train on the lesions that were drawn.

    Attributes:
        recipe: Name of a recipe.
        run: What the run is called.
        changes: Fields of the recipe that are changed, by their dotted names.
    """

    recipe: str = "small-cnn"
    run: str = "lesson"
    changes: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Trained:
    """What a training has left; the result of `train_lesions`.

    Attributes:
        run: Its run folder.
        recorded: Whether it was recorded on another computer, and not trained now.
    """

    run: Path
    recorded: bool = False


def config_of(parameters: TrainLesions, dataset: Path) -> RunConfig:
    """Return the config of a recipe on a data set.

    Raises:
        ConfigError: There is no such recipe, or a change is not allowed.
    """
    changes: Mapping[str, Any] = {
        **parameters.changes,
        "recipe": parameters.run,
        "data.dataset": str(dataset),
    }
    return with_changes(get_recipe(parameters.recipe).config, changes)


def drawn_dataset(desk: Desk) -> Path:
    """Return the data set that was drawn last in this lesson.

    Raises:
        LessonError: None was drawn yet.
    """
    dataset = desk.kept.get(DATASET)
    if not isinstance(dataset, Path):
        raise LessonError("No lesions were drawn yet.", mend="Draw lesions first.")
    return dataset


def trained_run(desk: Desk) -> Run:
    """Return the run that was trained last in this lesson on the lesions that were drawn.

    Raises:
        LessonError: None was trained yet.
    """
    path = desk.kept.get(RUN)
    if not isinstance(path, Path):
        raise LessonError("Nothing was trained yet.", mend="Draw lesions and train first.")
    return Run.open(path)
