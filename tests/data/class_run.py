"""A run that tells four classes apart, made by program: its data set, predictions and events."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from PIL import Image

from tests.data.run_folders import make_run, told, write_events
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.evaluation.predictions import Predictions
from training.events import Event, RunEnded, ValidationScored
from training.files import write_json_atomically
from training.runs import Run, RunDataset

CLASSES = ("bcc", "bkl", "mel", "nv")
POSITIVE = ("bcc", "mel")
EPOCHS = 3
_SITES = ("back", "face", "")


def make_class_run(datasets: Path, runs: Path, *, each: int = 12, side: int = 48) -> Run:
    """Make a data set with `each` pictures a class, and a run that was asked about all of them.

    Args:
        datasets: Folder of all data sets.
        runs: Folder of all runs.
        each: Pictures a class; a third of them is the test part, the rest validation.
        side: Side of a picture in pixels.
    """
    dataset = _make_dataset(datasets, each, side)
    run = make_run(runs, "2026-02-03-040506-four-classes")
    said = RunDataset(
        dataset.name, str(dataset.root), dataset.classes, POSITIVE, dataset.fingerprint
    )
    write_json_atomically(run.path / "dataset.json", asdict(said))
    table = dataset.samples[["sample_id", "image", "class"]].copy()
    number = table.groupby("class").cumcount()
    table["split"] = np.where(number % 3 == 2, "test", "validation")
    table.to_csv(run.path / "split.csv", index=False)
    run.predictions_path("test").parent.mkdir()
    for seed, part in enumerate(("validation", "test")):
        rows = table[table["split"] == part]
        truth = np.array([CLASSES.index(name) for name in rows["class"]], dtype=np.int64)
        Predictions(
            part=part,
            sample_id=rows["sample_id"].to_numpy(dtype=np.str_),
            y_true=truth,
            y_score=_scores(truth, seed),
            classes=CLASSES,
            positive=POSITIVE,
        ).save(run.predictions_path(part))
    write_events(run, _events())
    return Run.open(run.path)


def _make_dataset(datasets: Path, each: int, side: int) -> Dataset:
    source, rng = datasets / "source", np.random.default_rng(3)
    for shade, name in enumerate(CLASSES):
        (source / name).mkdir(parents=True)
        for number in range(each):
            noise = rng.integers(0, 60, (side, side, 3), dtype=np.uint8) + np.uint8(90)
            middle, radius = side // 2, side // 6 + number % 5
            noise[middle - radius : middle + radius, middle - radius : middle + radius] //= (
                shade + 2
            )
            Image.fromarray(noise).save(source / name / f"{name}{number}.png")
    dataset = import_dataset([source], datasets / "four", positive=POSITIVE)
    n = len(dataset.samples)
    samples = dataset.samples.assign(
        age=[str(30 + 5 * (place % 9)) for place in range(n)],
        sex=["female" if place % 2 else "male" for place in range(n)],
        site=[_SITES[place % 3] for place in range(n)],
    )
    recorded = replace(dataset, samples=samples)
    recorded.save()
    return Dataset.open(recorded.root)


def _scores(truth: np.ndarray, seed: int) -> np.ndarray:
    """Return scores that are mostly right; every third melanoma is read as a nevus."""
    rng = np.random.default_rng(seed)
    read = truth.copy()
    melanomas = np.flatnonzero(truth == CLASSES.index("mel"))
    read[melanomas[::3]] = CLASSES.index("nv")
    scores = rng.random((truth.size, len(CLASSES))) * 0.3
    scores[np.arange(truth.size), read] += 1.0
    return (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)


def _events() -> list[Event]:
    """Return what a run tells that reads two more pictures of each class rightly every epoch."""
    each = 8
    events: list[Event] = []
    for event in told(epochs=EPOCHS, ended="done"):
        if isinstance(event, RunEnded):
            events += [_scored(epoch, each) for epoch in range(EPOCHS)]
        events.append(event)
    return events


def _scored(epoch: int, each: int) -> ValidationScored:
    right = min(each, 4 + 2 * epoch)
    matrix = np.diag([right] * len(CLASSES))
    matrix[:, 0] += each - right
    matrix[0, 0] = right
    matrix[0, 1] = each - right
    return ValidationScored(
        time=0.0,
        epoch=epoch,
        labels=list(CLASSES),
        matrix=matrix.tolist(),
        sensitivity=right / each,
        specificity=1.0 - 1 / each,
        samples=[],
        truths=[],
        probabilities=[],
    )
