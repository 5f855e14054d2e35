"""What checkpoints cost: the share of a training's time that writing them takes.

Each case is a real training in a process of its own, with checkpoints as a recipe has them. The
time of every write is added up and divided by the time from the first step to the end of the last
epoch. A comparison of two whole trainings could not tell a hundredth from the noise of a machine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.data.runs import locations_below
from training.checkpoints import Checkpoint, CheckpointStore
from training.config import RunConfig, with_changes
from training.data.importers import import_dataset
from training.data.synthetic import make_lesions
from training.events import EpochEnded, Event, StepEnded
from training.trainer import fit

RUNS, AIM, PICTURES, SIZE = 3, 0.01, 300, 96
_TINY = {"model.weights": "random", "model.image_size": [SIZE, SIZE]}
CASES: dict[str, dict[str, Any]] = {
    "small cnn": {**_TINY, "optimisation.epochs": 20},
    "mobilenet, all layers": {
        **_TINY,
        "model.architecture": "mobilenet_100",
        "model.batch_norm": "trained",
        "optimisation.epochs": 4,
        "checkpoint.seconds": 5,
    },
}


def main() -> dict[str, Any]:
    cases = {}
    for case in CASES:
        told = [_measured(case) for _ in range(RUNS)]
        shares = sorted(each["share"] for each in told)
        ratio = statistics.median(shares)
        cases[case] = {
            "ratio": round(ratio, 4),
            "aim": AIM,
            "met": ratio <= AIM,
            "runs": RUNS,
            "spread": [round(shares[0], 4), round(shares[-1], 4)],
            "checkpoints": told[0]["checkpoints"],
            "seconds": round(told[0]["seconds"], 1),
        }
    return {"benchmark": "checkpoint_cost", "cases": cases}


def _measured(case: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.checkpoint_cost", case]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return measured


def measure(case: str) -> dict[str, Any]:
    """Train, and return how much of the time went into checkpoints."""
    spent: list[float] = []
    moments: list[float] = []
    save = CheckpointStore.save

    def timed(store: CheckpointStore, checkpoint: Checkpoint) -> Path:
        began = time.perf_counter()
        path = save(store, checkpoint)
        spent.append(time.perf_counter() - began)
        return path

    def seen(event: Event) -> None:
        if isinstance(event, StepEnded | EpochEnded):
            moments.append(time.perf_counter())

    CheckpointStore.save = timed  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_lesions(root / "lesions", count=PICTURES, size=SIZE)
        dataset = import_dataset([root / "lesions"], root / "set", positive=["malignant"])
        config = with_changes(RunConfig(), {"data.dataset": str(dataset.root), **CASES[case]})
        locations = locations_below(root)
        fit(config, runs=locations.runs, locations=locations, on_event=seen)
    seconds = moments[-1] - moments[0]
    return {"share": sum(spent) / seconds, "checkpoints": len(spent), "seconds": seconds}


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(json.dumps(measure(sys.argv[1])))
