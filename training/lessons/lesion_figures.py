"""What a lesson's text can say of a run."""

from __future__ import annotations

import numpy as np

from training.evaluation.results import Matrix, PartResults
from training.events import EpochEnded, StageStarted
from training.lessons.action import Figure
from training.runs import Run


def figures_of(run: Run) -> dict[str, Figure]:
    """Return what a text can say of a run, on its test part.

    `seconds`, `epochs`, `parameters`, `trainable`, `train_pictures`, `validation_pictures`,
    `test_pictures`, `auc`, `accuracy` (percent), `always` (accuracy in percent of always answering
    the commonest), `loss`, `val_loss`; for a model that tells classes apart also
    `class_accuracy` and `balanced_accuracy` (percent), `confused_true`, `confused_as`, `confused`
    (how many of `confused_of`), `easiest_class` and `easiest` (percent). Those that cannot be told
    are left out.
    """
    stages = [event for event in run.events() if isinstance(event, StageStarted)]
    epochs = [event for event in run.events() if isinstance(event, EpochEnded)]
    end = run.end
    measured: dict[str, Figure] = {"run": run.name, "epochs": len(epochs)}
    if end is not None:
        measured["seconds"] = end.seconds
    if stages:
        measured |= {"parameters": stages[-1].parameters, "trainable": stages[-1].trainable}
    if epochs:
        logs = epochs[-1].logs
        measured |= {name: logs[name] for name in ("loss", "val_loss") if name in logs}
    parts = run.split()["split"].value_counts()
    measured |= {f"{part}_pictures": int(count) for part, count in parts.items()}
    predictions = run.predictions("test")
    if predictions is None:
        return measured
    results = PartResults(predictions)
    matrix = results.binary_matrix(run.operating_point.threshold)
    measured |= percent("accuracy", matrix.accuracy.value)
    measured |= percent("always", matrix.largest_share)
    if results.auc.value is not None:
        measured["auc"] = results.auc.value
    if results.tells_classes:
        measured |= _class_figures(results.class_matrix())
    return measured


def _class_figures(matrix: Matrix) -> dict[str, Figure]:
    """Return what a confusion matrix of classes says, and where it is largest off its diagonal."""
    counts = matrix.counts
    told = counts.sum(axis=1) > 0
    recalls = np.where(told, np.diag(counts) / counts.sum(axis=1).clip(1), np.nan)
    wrong = counts - np.diag(np.diag(counts))
    true, read = np.unravel_index(int(wrong.argmax()), wrong.shape)
    easiest = int(np.nanargmax(recalls))
    measured = percent("class_accuracy", matrix.accuracy.value)
    measured |= percent("class_always", matrix.largest_share)
    measured |= percent("balanced_accuracy", float(np.nanmean(recalls)))
    measured |= {
        "confused_true": matrix.labels[true],
        "confused_as": matrix.labels[read],
        "confused": int(wrong[true, read]),
        "confused_of": int(counts[true].sum()),
        "easiest_class": matrix.labels[easiest],
    }
    return measured | percent("easiest", float(recalls[easiest]))


def percent(name: str, share: float | None) -> dict[str, Figure]:
    """Return a share as a figure in percent; none where it cannot be told."""
    return {} if share is None else {name: 100 * share}
