"""Evaluating a run on another data set than its own: external validation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data.classes import meant_by
from training.data.dataset import Dataset
from training.data.groups import group_ids
from training.errors import DataError, RunError
from training.evaluation.calibration import at_temperature
from training.evaluation.plain import plain
from training.evaluation.predictions import Predictions, class_indices
from training.evaluation.results import PartResults
from training.evaluation.shift import Shift, shifts
from training.evaluator import model_output, run_table
from training.files import write_json_atomically
from training.inference import load_model, run_temperature
from training.locations import Locations
from training.pipeline import Samples, targets_of
from training.pixels import Picture, prepare_pixels
from training.populations import population_of
from training.progress import Progress, no_progress
from training.runs import Run

FOLDER = "external"
"""Folder of a run that holds what was said of other data sets."""
_LEARNED = ("train", "validation")
"""Parts that a model has learned or was chosen from."""


@dataclass(frozen=True, eq=False)
class External:
    """A run on another data set.

    Attributes:
        dataset: The data set, as it was opened.
        samples: Its samples that were asked about, in the order of the predictions.
        results: Scores and truth, in the run's classes.
        mapping: Class of the run by class of the data set; '' where it was left out.
        notes: What was left out, and what could not be compared.
        shifts: How the data set differs from the training data; empty where that has moved.
    """

    dataset: Dataset
    samples: Samples
    results: PartResults
    mapping: dict[str, str]
    notes: tuple[str, ...]
    shifts: tuple[Shift, ...]

    @property
    def key(self) -> str:
        """What its predictions are kept as: the same for every run on the same data."""
        name = re.sub(r"[^\w.-]+", "-", self.dataset.name).strip("-.") or "dataset"
        return f"{name}-{self.dataset.fingerprint[:8]}"

    def to_dict(self, threshold: float) -> dict[str, Any]:
        """Return every number at a threshold as plain values for JSON."""
        return {
            **self.results.to_dict(threshold),
            "dataset": {"name": self.dataset.name, "path": str(self.dataset.root)},
            "class_mapping": dict(self.mapping),
            "notes": list(self.notes),
            "shifts": plain(self.shifts),
        }


@dataclass(frozen=True)
class ClassGuess:
    """What the classes of another data set are to a run, as far as it can be told.

    Attributes:
        root: Folder of the data set.
        name: What it is called.
        n: Samples of it that are used.
        counts: Samples of each of its classes.
        mapping: Class of the run by class of the data set; '' for one that is left out, None where
            it cannot be told.
    """

    root: Path
    name: str
    n: int
    counts: dict[str, int]
    mapping: dict[str, str | None]


def guess_classes(run: Run, root: Path) -> ClassGuess:
    """Return what the classes of a data set are to a run, for a person to complete.

    Raises:
        DataError: The data set cannot be read.
    """
    dataset = Dataset.open(root)
    counts = dataset.counts()
    found = {name: _counterpart(run, dataset, name, {}) for name in dataset.classes}
    return ClassGuess(dataset.root, dataset.name, sum(counts.values()), counts, found)


def evaluate_dataset(
    run: Run,
    root: Path,
    locations: Locations,
    *,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = no_progress,
) -> External:
    """Score all samples of a data set with a run's model; keep the predictions with the run.

    Pictures that the run has learned or was chosen from are left out.

    Args:
        run: A run with a model.
        root: Folder of the data set.
        locations: Where the cache is.
        mapping: Class of the run by class of the data set, '' to leave a class out; classes that it
            does not name are found by `map_classes`.
        progress: May raise Cancelled.

    Raises:
        DataError: The data set cannot be read, or its classes do not fit the run's.
        RunError: The run has no model, or nothing is left to ask it.
    """
    dataset = Dataset.open(root).used
    classes = map_classes(run, dataset, mapping or {})
    trained = _trained(run)
    rows, groups, notes = _asked(run, dataset, classes, trained)
    pixels = prepare_pixels(
        [
            Picture(dataset.image_path(image), sha256)
            for image, sha256 in zip(rows["image"], rows["sha256"], strict=True)
        ],
        run.preprocessing,
        locations.cache,
        progress=progress,
    )
    labels = rows["class"].tolist()
    samples = Samples(
        pixels,
        np.arange(len(rows)),
        targets_of(labels, run.dataset.classes, run.dataset.positive, binary=run.n_outputs == 1),
    )
    temperature = run_temperature(run)
    predictions = Predictions(
        part=dataset.name,
        sample_id=np.array(rows["sample_id"].tolist(), dtype=np.str_),
        y_true=class_indices(labels, run.dataset.classes),
        y_score=at_temperature(model_output(run, load_model(run), samples, progress), temperature),
        classes=run.dataset.classes,
        positive=run.dataset.positive,
        group=groups,
        temperature=temperature,
    )
    told = External(
        dataset,
        samples,
        PartResults(predictions),
        classes,
        notes,
        ()
        if trained is None
        else shifts(
            population_of(trained[0], trained[1][trained[1]["split"] == "train"]),
            population_of(dataset, rows),
        ),
    )
    _save(run, told)
    return told


def external_predictions(run: Run) -> dict[str, Path]:
    """Return the predictions that are kept of other data sets, by what they are called."""
    return {path.stem: path for path in sorted((run.path / FOLDER).glob("*.npz"))}


def map_classes(run: Run, dataset: Dataset, given: Mapping[str, str]) -> dict[str, str]:
    """Return the run's class for every class of a data set, '' for one that is left out.

    In this order: what is given; what the run itself has regrouped; the same name; a name that is
    known to mean the same; and for a binary model, positive for positive and negative for negative.

    Args:
        run: Says which classes there are.
        dataset: The other data set.
        given: Class of the run by class of the data set.

    Raises:
        DataError: A class is unknown, or it cannot be told what it is to the run.
    """
    listed = f"Classes of the run: {', '.join(run.dataset.classes)}."
    unknown = sorted(set(given) - set(dataset.classes))
    wrong = sorted(set(given.values()) - set(run.dataset.classes) - {""})
    if unknown or wrong:
        raise DataError(
            f"There is no class {', '.join(unknown or wrong)} "
            f"{'in ' + dataset.name if unknown else 'in this run'}.",
            mend=f"Classes of the data set: {', '.join(dataset.classes)}. {listed}",
        )
    found = {name: _counterpart(run, dataset, name, given) for name in dataset.classes}
    lost = [name for name, new in found.items() if new is None]
    if lost:
        raise DataError(
            f"It cannot be told what {', '.join(lost)} of {dataset.name} is to the run {run.name}.",
            mend="Say it with --class NAME=CLASS, or --class NAME= to leave it out. " + listed,
        )
    return {name: new for name, new in found.items() if new is not None}


def _counterpart(run: Run, dataset: Dataset, name: str, given: Mapping[str, str]) -> str | None:
    """Return the run's class for one of a data set; '' to leave it out, None where unknown."""
    classes = run.dataset.classes
    for chosen in (given, run.config.data.regroup):
        if name in chosen:
            return chosen[name]
    same = [known for known in classes if known.casefold() == name.casefold()]
    meaning = meant_by(name)
    alike = [known for known in classes if meaning and meant_by(known) == meaning]
    for names in (same, alike):
        if len(names) == 1:
            return names[0]
    if run.n_outputs == 1 and dataset.positive:
        is_positive = name in dataset.positive
        return next(known for known in classes if (known in run.dataset.positive) == is_positive)
    return None


def _trained(run: Run) -> tuple[Dataset, Any] | None:
    """Return the run's own data set and its split; None where it has moved or changed."""
    try:
        return run_table(run)
    except DataError:
        return None


def _asked(
    run: Run, dataset: Dataset, classes: Mapping[str, str], trained: tuple[Dataset, Any] | None
) -> tuple[Any, NDArray[np.int64], tuple[str, ...]]:
    """Return the samples to ask about, in the run's classes, their groups, and what is to be said.

    Raises:
        RunError: None is left.
    """
    rows = dataset.samples.assign(**{"class": dataset.samples["class"].map(classes)})
    kept = rows["class"] != ""
    notes = [f"{name}: left out." for name, new in classes.items() if not new]
    if trained is None:
        notes.append("The training data has moved: nothing is said of how this data differs.")
    else:
        table = trained[1]
        learned = table["sha256"][table["split"].isin(_LEARNED)]
        known = kept & rows["sha256"].isin(learned)
        if known.any():
            notes.append(f"{int(known.sum())} pictures that the run was trained with: left out.")
        kept = kept & ~known
    if not kept.any():
        raise RunError(
            f"No picture of {dataset.name} is left to ask {run.name} about.",
            mend="Evaluate a part of the run's own data set, or choose another data set.",
        )
    return rows[kept], group_ids(dataset)[kept.to_numpy()], tuple(notes)


def _save(run: Run, told: External) -> None:
    path = run.path / FOLDER / f"{told.key}.npz"
    path.parent.mkdir(exist_ok=True)
    told.results.predictions.save(path)
    report = told.to_dict(run.operating_point.threshold)
    write_json_atomically(path.with_suffix(".json"), report)
