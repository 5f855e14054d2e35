"""Scoring the parts of a run with its saved model, and writing the numbers down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.config import PARTS
from training.data.dataset import Dataset
from training.errors import DataError, RunError
from training.evaluation.predictions import Predictions, class_indices
from training.evaluation.results import PartResults
from training.inference import load_model, score
from training.locations import Locations
from training.pipeline import Samples, samples_of_parts
from training.progress import Progress, no_progress
from training.runs import Run

if TYPE_CHECKING:
    import pandas as pd


def evaluate_parts(
    run: Run, parts: Mapping[str, Samples], *, progress: Progress = no_progress
) -> dict[str, Any]:
    """Score parts with the saved model; write `predictions/*.npz` and `evaluation.json`.

    Args:
        run: A run with a model.
        parts: Decoded samples, in the order of the run's split.
        progress: May raise Cancelled.

    Returns:
        What `evaluation.json` holds.

    Raises:
        RunError: The model cannot be loaded.
    """
    model = load_model(run)
    split = run.split()
    batch_size = run.config.optimisation.batch_size
    what, done, total = "Evaluating", 0, sum(len(samples) for samples in parts.values())
    progress(what, done, total)
    for part, samples in parts.items():
        y_score = np.zeros((len(samples), run.n_outputs), dtype=np.float32)
        for start in range(0, len(samples), batch_size):
            chosen = slice(start, start + batch_size)
            y_score[chosen] = score(model, samples.pixels.take(samples.indices[chosen]))
            done = min(done + batch_size, total)
            progress(what, done, total)
        rows = split[split["split"] == part]
        Predictions(
            part=part,
            sample_id=np.array(rows["sample_id"].tolist(), dtype=np.str_),
            y_true=class_indices(rows["class"].tolist(), run.dataset.classes),
            y_score=y_score,
            classes=run.dataset.classes,
            positive=run.dataset.positive,
        ).save(run.predictions_path(part))
    return save_evaluation(run)


def evaluate_run(
    run: Run, part: str, locations: Locations, *, progress: Progress = no_progress
) -> dict[str, Any]:
    """Score one part of a run again, reading its data set from where it was.

    Raises:
        DataError: The data set has moved or changed.
        RunError: The run has no model.
    """
    dataset, table = run_table(run)
    parts = samples_of_parts(
        run, dataset.image_path, table, (part,), cache=locations.cache, progress=progress
    )
    if not len(parts[part]):
        raise RunError(f"The run {run.name} has no samples in its {part} part.")
    return evaluate_parts(run, parts, progress=progress)


def run_table(run: Run) -> tuple[Dataset, pd.DataFrame]:
    """Return the data set of a run and its split: sample_id, image, class, split, sha256.

    Raises:
        DataError: The data set has moved or changed.
    """
    root = Path(run.dataset.path)
    dataset = Dataset.open(root)
    if dataset.fingerprint != run.dataset.fingerprint:
        raise DataError(
            f"The data set {root} has changed since the run {run.name} was trained on it.",
            mend="Put the former data set back, or train again.",
        )
    table = run.split().merge(dataset.samples[["sample_id", "sha256"]], on="sample_id", how="left")
    return dataset, table


def save_evaluation(run: Run) -> dict[str, Any]:
    """Compute the numbers of every part that has predictions and write `evaluation.json`."""
    threshold = run.operating_point.threshold
    reports = {
        part: PartResults(predictions, run.warnings).to_dict(threshold)
        for part in PARTS
        if (predictions := run.predictions(part)) is not None
    }
    run.save_json("evaluation", reports)
    return reports
