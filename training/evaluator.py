"""Scoring the parts of a run with its saved model, and writing the numbers down."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.config import PARTS
from training.data.dataset import Dataset
from training.data.fingerprint import fingerprint_of
from training.data.groups import group_ids
from training.errors import DataError, RunError
from training.evaluation.calibration import at_temperature, fit_temperature
from training.evaluation.predictions import Predictions, class_indices
from training.evaluation.results import PartResults
from training.inference import is_calibrated, load_model, run_temperature, score
from training.locations import Locations
from training.pipeline import Samples, samples_of_parts
from training.progress import Progress, no_progress
from training.runs import Run

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)

_FITTED_ON = "validation"
"""What the temperature is fitted on."""


def evaluate_parts(
    run: Run,
    dataset: Dataset,
    table: pd.DataFrame,
    parts: Mapping[str, Samples],
    *,
    progress: Progress = no_progress,
) -> dict[str, Any]:
    """Score parts with the saved model; write `predictions/*.npz` and `evaluation.json`.

    Where the config asks for temperature scaling, scoring the validation part fits the temperature
    and writes `calibration.json`; other parts never do.

    Args:
        run: A run with a model.
        dataset: Its data set.
        table: Its split, from `run_table`.
        parts: Decoded samples, in the order of the split.
        progress: May raise Cancelled.

    Returns:
        What `evaluation.json` holds.

    Raises:
        RunError: The model or the calibration cannot be loaded.
    """
    model = load_model(run)
    groups = _groups(dataset, table)
    temperature = 1.0 if _FITTED_ON in parts else run_temperature(run)
    done, total = 0, sum(len(samples) for samples in parts.values())
    for part in sorted(parts, key=lambda part: part != _FITTED_ON):
        samples = parts[part]
        output = model_output(run, model, samples, progress, done, total)
        done += len(samples)
        if part == _FITTED_ON and run.config.evaluation.temperature_scaling:
            calibration = fit_temperature(output, samples.targets.astype(np.int64), part)
            calibration.save(run.path)
            temperature = calibration.temperature
        rows = table[table["split"] == part]
        sample_id = rows["sample_id"].tolist()
        Predictions(
            part=part,
            sample_id=np.array(sample_id, dtype=np.str_),
            y_true=class_indices(rows["class"].tolist(), run.dataset.classes),
            y_score=at_temperature(output, temperature),
            classes=run.dataset.classes,
            positive=run.dataset.positive,
            group=np.array([groups[name] for name in sample_id], np.int64) if groups else None,
            temperature=temperature,
        ).save(run.predictions_path(part))
    return save_evaluation(run)


def model_output(
    run: Run,
    model: Any,
    samples: Samples,
    progress: Progress = no_progress,
    done: int = 0,
    total: int | None = None,
) -> NDArray[np.float32]:
    """Return what the model says about samples, shape (n, outputs), float32, before calibration.

    Args:
        run: Says how it is asked.
        model: Its Keras model.
        samples: Decoded samples.
        progress: May raise Cancelled.
        done: Samples that the progress has counted before.
        total: Samples that it counts in all; None for these alone.
    """
    total = len(samples) if total is None else total
    progress("Evaluating", done, total)
    batch_size = run.config.optimisation.batch_size
    flips = run.config.evaluation.test_time_flips
    output = np.zeros((len(samples), run.n_outputs), dtype=np.float32)
    for start in range(0, len(samples), batch_size):
        chosen = slice(start, start + batch_size)
        pictures = samples.pixels.take(samples.indices[chosen])
        output[chosen] = score(model, pictures, flips=flips)
        done += len(pictures)
        progress("Evaluating", done, total)
    return output


def _groups(dataset: Dataset, table: pd.DataFrame) -> dict[str, int]:
    """Return the group of every sample by name; empty where the data set no longer says it."""
    # A sample that somebody has excluded since is still one of the run's.
    dataset = dataset.used if set(table["sample_id"]) <= _names(dataset.used) else dataset
    try:
        groups = group_ids(dataset).tolist()
    except DataError as error:
        logger.warning("Intervals will not keep lesions together: %s", error)
        return {}
    return dict(zip(dataset.samples["sample_id"], groups, strict=True))


def evaluate_run(
    run: Run, part: str, locations: Locations, *, progress: Progress = no_progress
) -> dict[str, Any]:
    """Score one part of a run again, reading its data set from where it was.

    The validation part is scored too where the run was to be calibrated on it and is not yet.

    Raises:
        DataError: The data set has moved or changed.
        RunError: The run has no model.
    """
    dataset, table = run_table(run)
    wanted = (part,) if is_calibrated(run) else tuple({_FITTED_ON, part})
    parts = samples_of_parts(
        run, dataset.image_path, table, wanted, cache=locations.cache, progress=progress
    )
    if not len(parts[part]):
        raise RunError(f"The run {run.name} has no samples in its {part} part.")
    return evaluate_parts(run, dataset, table, parts, progress=progress)


def run_table(run: Run) -> tuple[Dataset, pd.DataFrame]:
    """Return the data set of a run and its split: sample_id, image, class, split, sha256.

    Raises:
        DataError: The data set has moved or changed.
    """
    root = Path(run.dataset.path)
    dataset, split = Dataset.open(root), run.split()
    if run.dataset.fingerprint not in (dataset.fingerprint, _fingerprint_of(dataset, split)):
        raise DataError(
            f"The data set {root} has changed since the run {run.name} was trained on it.",
            mend="Put the former data set back, or train again.",
        )
    table = split.merge(dataset.samples[["sample_id", "sha256"]], on="sample_id", how="left")
    return dataset, table


def _fingerprint_of(dataset: Dataset, split: pd.DataFrame) -> str:
    """Return the fingerprint of the samples of a split, whichever of them are excluded now."""
    return fingerprint_of(dataset.samples[dataset.samples["sample_id"].isin(split["sample_id"])])


def _names(dataset: Dataset) -> set[str]:
    return set(dataset.samples["sample_id"])


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
