"""A stranger's model: looked at, checked on labelled pictures, made into a run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.batch_prediction import picture_files
from training.data.dataset_name import taken_names, usable_name
from training.foreign.adoption import adopt_model, labelled_files
from training.foreign.description import Description, describe
from training.foreign.facts import ModelFacts, check_file, model_facts
from training.foreign.scaling_check import ScalingResult, scaling_check
from training.progress import Progress

_LOOKING = "Looking at the model"


@dataclass(frozen=True)
class LookedAt:
    """A model that can be used, and a name for its run.

    Attributes:
        facts: What can be seen of it.
        name: A name for its run.
        taken: Names that runs have already.
    """

    facts: ModelFacts
    name: str
    taken: frozenset[str]


@dataclass(frozen=True)
class LabelledFolder:
    """A folder with a folder of pictures for each class.

    Attributes:
        path: The folder.
        counts: Pictures by folder, in the order of their names.
    """

    path: Path
    counts: Mapping[str, int]


def look_into(file: Path, progress: Progress) -> None:
    """Refuse what can be refused without TensorFlow.

    Raises:
        ForeignModelError: The model is refused.
    """
    progress(_LOOKING, 0, 0)
    check_file(file)


def look_at(file: Path, runs: Path, progress: Progress) -> LookedAt:
    """Return what a model takes and gives; on the TensorFlow thread.

    Raises:
        ForeignModelError: The model is refused.
    """
    progress(_LOOKING, 0, 0)
    facts = model_facts(file)
    name = usable_name(f"{time.strftime('%Y-%m-%d')}-{file.stem}", runs)
    return LookedAt(facts, name, taken_names(runs))


def read_folder(folder: Path, progress: Progress) -> LabelledFolder:
    """Return which classes a folder holds pictures of.

    Raises:
        DataError: It holds no picture.
    """
    progress("Looking for pictures", 0, 0)
    files = (file.relative_to(folder).parts for file in picture_files([folder]))
    counts = Counter(parts[0] for parts in files if len(parts) > 1)
    return LabelledFolder(folder, dict(sorted(counts.items())))


def check_scalings(
    file: Path, described: Mapping[str, Any], folder: Path, progress: Progress
) -> tuple[ScalingResult, ...]:
    """Return how a model reads labelled pictures in each scaling; on the TensorFlow thread.

    Raises:
        LesionLabError: The model, the description, the folder or a picture cannot be used.
    """
    description = describe(described)
    pictures = labelled_files(folder, description.classes)
    return scaling_check(file, description, pictures, progress=progress)


def adopt(file: Path, described: Mapping[str, Any], to: Path, progress: Progress) -> Path:
    """Make a run of a model, and return its folder; on the TensorFlow thread.

    Raises:
        LesionLabError: The model or the description cannot be used, or the folder not be made.
    """
    description: Description = describe(described)
    return adopt_model(file, description, to, progress=progress).path
