"""Summaries of runs that are nowhere on the disk, for tables and pictures of them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from training.run_store import RunSummary

DATASETS = ("HAM10000", "ISIC 2019", "Built-in lesions")


def summary(name: str, **fields: Any) -> RunSummary:
    """Return a run that is done, with fields of its own."""
    values: dict[str, Any] = {
        "dataset": DATASETS[0],
        "recipe": "small-cnn",
        "status": "done",
        "created": 1.79e9,
        "epochs_done": 10,
        "epochs": 10,
        "best": {"val_loss": 0.4, "val_accuracy": 0.8, "val_auc": 0.85},
        "seconds": 75.0,
    }
    return RunSummary(path=Path("/runs") / name, name=name, **(values | fields))


def summaries(count: int) -> list[RunSummary]:
    """Return runs of every kind, the newest first."""
    rng = random.Random(0)
    runs = []
    for number in range(count):
        status = rng.choice(["done", "done", "done", "stopped", "failed", "unfinished"])
        epochs = rng.choice([10, 20, 50])
        done = epochs if status == "done" else rng.randrange(1, epochs)
        loss = rng.uniform(0.3, 0.9)
        runs.append(
            summary(
                f"2026-{12 - number // 90:02}-{28 - number % 28:02}-120000-{number:04}",
                title=rng.choice(["", "", "More augmentation", "Baseline of the spring"]),
                note=rng.choice(["", "", "", "Too large a rate"]),
                starred=rng.random() < 0.1,
                dataset=rng.choice(DATASETS),
                recipe=rng.choice(["small-cnn", "lesion-binary", "frozen-mobilenet_075"]),
                status=status,
                created=1.79e9 - 5000.0 * number,
                epochs_done=done,
                epochs=epochs,
                best={"val_loss": loss, "val_accuracy": 1.1 - loss, "val_auc": 1.15 - loss},
                seconds=12.0 * done,
            )
        )
    return runs
