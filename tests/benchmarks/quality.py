"""What recipes reach on HAM10000, each trained through the engine's own `fit`.

Each case is a process of its own on two processors, with the recipe as it is unless `changes` says
otherwise, split by lesion unless it says so, and starts with an empty cache. `training` minutes run
from the call of `fit` to the end of the last epoch, decoding of pictures and computing of features
included; `total` minutes also hold the evaluation. Figures are of the test part, with 95 %
intervals as `lesionlab evaluate` prints them: value, low, high.

`ham-mobilenet` has alpha 0.75, whose weights are at hand, instead of 1. Divided picture by picture
it stands beside the published figures, to show what leakage is worth.

Needs LESIONLAB_DATA. All cases take hours; `python -m tests.benchmarks.quality --help` lists how to
choose cases, shorten them, and leave out one ingredient of `lesion-seven` at a time (`--ablation`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.data.table import EXCLUDED
from training.evaluation.calibration import expected_calibration_error
from training.events import Event, PhaseProgressed, RunEnded
from training.locations import default_locations
from training.recipes import get_recipe
from training.trainer import fit

POSITIVE = ("mel", "bcc", "akiec")
PROCESSORS = 2
METRICS = ("balanced_accuracy", "macro_auc", "accuracy", "top_2_accuracy", "top_3_accuracy")
ALPHA = {"model.architecture": "mobilenet_075"}
AIMS = {"balanced_accuracy": 0.75, "macro_auc": 0.95}
AIM_MINUTES = 60.0


@dataclass(frozen=True)
class Case:
    """One training.

    Attributes:
        name: What it is called.
        recipe: The recipe.
        changes: Fields that differ from it.
        published: Figures to stand beside it.
        aims: What it is to reach, by metric; with them goes `AIM_MINUTES`.
    """

    name: str
    recipe: str
    changes: dict[str, Any] = field(default_factory=dict)
    published: dict[str, float] = field(default_factory=dict)
    aims: dict[str, float] = field(default_factory=dict)


CASES = (
    Case("lesion-seven", "lesion-seven", aims=AIMS),
    Case("ham-mobilenet", "ham-mobilenet", ALPHA),
    Case(
        "ham-mobilenet, image-wise",
        "ham-mobilenet",
        {**ALPHA, "split.by": "image"},
        published={"accuracy": 0.831, "top_2_accuracy": 0.914, "top_3_accuracy": 0.953},
    ),
    Case("ham-cnn-scratch", "ham-cnn-scratch"),
)

_UNTURNED = ("rotation", "zoom", "shift")
_COLOURS = ("brightness", "contrast", "saturation", "colour")
INGREDIENTS: dict[str, dict[str, Any]] = {
    "fine-tuning": {"stages": []},
    "warm-up and cosine decay": {"schedule": "constant", "warmup": 0.0},
    "balancing": {
        "loss.kind": "cross_entropy",
        "optimisation.class_weight": "none",
        "optimisation.sampler": "natural",
    },
    "label smoothing": {"loss.label_smoothing": 0.0},
    "augmentation": {
        "augmentation.horizontal_flip": False,
        "augmentation.vertical_flip": False,
        "augmentation.quarter_turns": False,
        **{f"augmentation.{name}": 0.0 for name in (*_UNTURNED, *_COLOURS)},
    },
    "colour changes": {f"augmentation.{name}": 0.0 for name in _COLOURS},
    "moving average of the weights": {"optimisation.ema": 0.0},
    "test-time flips": {"evaluation.test_time_flips": False},
    "temperature scaling": {"evaluation.temperature_scaling": False},
}
"""What `--ablation` takes out of `lesion-seven`, one at a time."""


def main(
    cases: Sequence[Case] = CASES,
    *,
    name: str = "quality",
    epochs: int | None = None,
    pictures: int | None = None,
) -> dict[str, Any]:
    """Train all cases and return what they reach.

    Args:
        cases: What is trained.
        name: What the measurement is called.
        epochs: Epochs of every stage; None as the recipes say.
        pictures: Roughly how many pictures are used, by lesion; None for all.
    """
    data = Path(os.environ["LESIONLAB_DATA"])
    found = []
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        root = Path(folder) / "dataset"
        dataset = import_dataset([data / "ham10000"], root, positive=POSITIVE)
        minutes = (time.perf_counter() - began) / 60
        if pictures is not None:
            _exclude(dataset, pictures)
        for case in cases:
            found.append(_in_a_process(case, root, epochs))
            print(json.dumps(found[-1]), file=sys.stderr, flush=True)
    return {
        "benchmark": name,
        "met": all(case.get("met", True) for case in found),
        "processors": PROCESSORS,
        "epochs": "as the recipes say" if epochs is None else epochs,
        "pictures": "all" if pictures is None else pictures,
        "import_minutes": round(minutes, 2),
        "cases": found,
    }


def ablation() -> Iterator[Case]:
    """Yield `lesion-seven`, and it without each ingredient that it has."""
    yield Case("lesion-seven", "lesion-seven", aims=AIMS)
    config = get_recipe("lesion-seven").config
    for ingredient, changes in INGREDIENTS.items():
        if "schedule" in changes:
            changes = _unscheduled(config, changes)
        if with_changes(config, changes) != config:
            yield Case(f"without {ingredient}", "lesion-seven", changes)


def _unscheduled(config: RunConfig, changes: dict[str, Any]) -> dict[str, Any]:
    """Return changes of the learning rate for all stages."""
    stages = [stage.model_dump() | changes for stage in config.stages]
    return {f"optimisation.{name}": value for name, value in changes.items()} | {"stages": stages}


def _exclude(dataset: Dataset, pictures: int) -> None:
    """Leave all but some lesions out, of every class alike, down to what three parts need."""
    samples = dataset.samples
    shuffled = samples.drop_duplicates("lesion_id").sample(frac=1, random_state=0)
    of_class = shuffled.groupby("class")["lesion_id"]
    wanted = (of_class.transform("size") * pictures / len(samples)).clip(lower=3)
    kept = shuffled["lesion_id"][of_class.cumcount() < wanted]
    reason = samples["lesion_id"].isin(kept).map({True: "", False: "not measured"})
    replace(dataset, samples=samples.assign(**{EXCLUDED: reason})).save()


def _in_a_process(case: Case, dataset: Path, epochs: int | None) -> dict[str, Any]:
    task = json.dumps({"case": asdict(case), "dataset": str(dataset), "epochs": epochs})
    command = [sys.executable, "-m", "tests.benchmarks.quality", "--task", task]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        return {"case": case.name, "met": False, "failed": f"exit status {ended.returncode}"}
    return dict(json.loads(ended.stdout.splitlines()[-1]))


def _measure(case: Case, dataset: str, epochs: int | None) -> dict[str, Any]:
    """Train one case in this process."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    config = with_changes(get_recipe(case.recipe).config, {"data.dataset": dataset} | case.changes)
    if epochs is not None:
        stages = [stage.model_dump() | {"epochs": epochs} for stage in config.stages]
        config = with_changes(config, {"optimisation.epochs": epochs, "stages": stages})
    with TemporaryDirectory() as folder:
        base = Path(folder)
        weights = Path(os.environ["LESIONLAB_DATA"]) / "backbones"
        locations = replace(
            default_locations(), cache=base / "cache", runs=base / "runs", weights=weights
        )
        events: list[Event] = []
        began = time.time()
        run = fit(config, runs=locations.runs, locations=locations, on_event=events.append)
        report = json.loads((run.path / "evaluation.json").read_text(encoding="utf-8"))["test"]
        evaluated = next(
            event.time
            for event in events
            if isinstance(event, PhaseProgressed) and event.phase == "evaluating"
        )
        ended = next(event.time for event in events if isinstance(event, RunEnded))
        size = sum(file.stat().st_size for file in locations.cache.rglob("*") if file.is_file())
        predictions = run.predictions("test")
        calibration = run.path / "calibration.json"
        calibrated = json.loads(calibration.read_text()) if calibration.is_file() else None
    assert predictions is not None
    classes = report["classes"]
    minutes = {"training": (evaluated - began) / 60, "total": (ended - began) / 60}
    found: dict[str, Any] = {
        "case": case.name,
        "recipe": case.recipe,
        "changes": case.changes,
        "test_pictures": report["n"],
        "test_groups": classes["groups"],
        "warnings": report["warnings"],
        **{metric: _rounded(classes[metric]) for metric in METRICS},
        "minutes": {name: round(value, 2) for name, value in minutes.items()},
        "cache_megabytes": round(size / 1e6),
        "calibration": calibrated,
        "calibration_error": round(
            expected_calibration_error(predictions.y_score, predictions.y_true), 4
        ),
        "load": [round(value, 1) for value in os.getloadavg()],
    }
    if case.published:
        found["published"] = case.published
    if case.aims:
        found["aims"] = {**case.aims, "training_minutes": AIM_MINUTES}
        found["met"] = minutes["training"] <= AIM_MINUTES and all(
            (classes[metric]["value"] or 0.0) >= aim for metric, aim in case.aims.items()
        )
    return found


def _rounded(estimate: dict[str, Any]) -> list[float | None]:
    """Return value, low and high."""
    return [
        None if estimate[name] is None else round(estimate[name], 4)
        for name in ("value", "low", "high")
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cases", help="names, separated by ';': " + "; ".join(case.name for case in CASES)
    )
    parser.add_argument("--ablation", action="store_true", help="lesion-seven without one thing")
    parser.add_argument("--epochs", type=int, help="epochs of every stage")
    parser.add_argument("--pictures", type=int, help="roughly how many pictures are used")
    parser.add_argument("--task", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run() -> dict[str, Any]:
    given = _arguments()
    if given.task:
        task = json.loads(given.task)
        return _measure(Case(**task["case"]), task["dataset"], task["epochs"])
    offered = {case.name: case for case in (ablation() if given.ablation else CASES)}
    chosen = given.cases.split(";") if given.cases else list(offered)
    if unknown := set(chosen) - set(offered):
        sys.exit(f"No such case: {', '.join(unknown)}. Cases: {'; '.join(offered)}.")
    return main(
        [offered[name] for name in chosen],
        name="quality, ablation" if given.ablation else "quality",
        epochs=given.epochs,
        pictures=given.pictures,
    )


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    outcome = _run()
    print(json.dumps(outcome) if "--task" in sys.argv else json.dumps(outcome, indent=2))
