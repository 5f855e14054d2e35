"""Whether a run knows that a picture is no lesion, and how often it wrongly says so.

Three runs are trained and made ready as `lesionlab ready` does: a frozen MobileNet, alpha 0.75, on
ISIC 2017 and on HAM10000, and a small network from scratch on built-in lesions. Of each: the area
under the ROC curve of the distance, validation pictures against the pictures that are no lesions,
with DeLong's interval; the share of test pictures beyond the threshold (asked for: 5 %), with
Wilson's; how many strangers are caught; seconds of one answer.

Needs LESIONLAB_DATA. Takes minutes: few epochs are enough, as the frozen layers learn nothing.
`python -m tests.benchmarks.likeness RUN ...` measures runs that exist instead.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.data.runs import locations_below
from training.config import with_changes
from training.data.builtin import make_builtin_dataset
from training.data.importers import import_dataset
from training.evaluation.intervals import Estimate, roc_auc, wilson
from training.evaluator import run_table
from training.inference import Predictor
from training.locations import Locations, default_locations
from training.readiness import make_ready_again
from training.recipes import get_recipe
from training.reference import Reference
from training.runs import Run
from training.trainer import fit

AIM = 0.98
MOST = 1_500
"""Test pictures that are asked about, at most."""

SHORT: dict[str, Any] = {"features.variants": 1, "optimisation.epochs": 4}


def main() -> dict[str, Any]:
    """Train the three runs and measure them."""
    data = Path(os.environ["LESIONLAB_DATA"])
    with TemporaryDirectory() as folder:
        own = locations_below(Path(folder))
        locations = replace(own, weights=default_locations().weights)
        isic, ham, drawn = (locations.datasets / name for name in ("isic", "ham", "drawn"))
        import_dataset([data / "isic2017"], isic, positive=("melanoma",))
        import_dataset([data / "ham10000"], ham, positive=("mel", "bcc", "akiec"))
        make_builtin_dataset(drawn, count=1_500)
        frozen = "frozen-mobilenet-075"
        runs = [
            _trained(frozen, isic, SHORT | {"split.given": False}, locations),
            _trained(frozen, ham, SHORT, locations),
            _trained("small-cnn", drawn, {}, locations),
        ]
        return _report([_measured(run, data, locations) for run in runs])


def _trained(recipe: str, dataset: Path, changes: dict[str, Any], locations: Locations) -> Run:
    config = with_changes(get_recipe(recipe).config, {"data.dataset": str(dataset), **changes})
    return fit(config, runs=locations.runs, locations=locations, on_event=lambda _: None)


def _report(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "benchmark": "likeness",
        "aim": AIM,
        "met": all(each["auroc"][0] >= AIM for each in found),
        "runs": found,
    }


def _measured(run: Run, data: Path, locations: Locations) -> dict[str, Any]:
    make_ready_again(run, locations)
    reference = Reference.open(run)
    assert reference is not None
    predictor = Predictor(run)
    strangers = sorted((data / "not_lesions").iterdir())
    far = np.array([_distance(run, predictor, reference, path) for path in strangers])
    near = reference.validation_distances
    dataset, table = run_table(run)
    images = table[table["split"] == "test"]["image"].tolist()
    rng = np.random.default_rng(0)
    chosen = [images[row] for row in rng.permutation(len(images))[:MOST]]
    asked = [dataset.image_path(image) for image in chosen]
    test = np.array([_distance(run, predictor, reference, path) for path in asked])
    alarms = test > reference.threshold
    caught = far > reference.threshold
    return {
        "run": f"{run.config.recipe} on {run.dataset.name}",
        "auroc": _rounded(_auroc(near, far)),
        "auroc_of_test": _rounded(_auroc(test, far)),
        "false_alarms": _rounded(wilson(int(alarms.sum()), alarms.size)),
        "validation_pictures": near.size,
        "test_pictures": alarms.size,
        "caught": f"{int(caught.sum())} of {caught.size}",
        "missed": [strangers[row].name for row in np.flatnonzero(~caught)],
        "milliseconds": _milliseconds(run, predictor, reference, strangers[0]),
    }


def _distance(run: Run, predictor: Predictor, reference: Reference, path: Path) -> float:
    picture = run.preprocessing.read(path)
    [told] = predictor.predict_pictures([picture])
    return reference.likeness(told.embedding, picture).distance


def _auroc(near: NDArray[np.float64], far: NDArray[np.float64]) -> Estimate:
    strange = np.repeat([False, True], [near.size, far.size])
    return roc_auc(strange, np.concatenate([near, far]))


def _milliseconds(
    run: Run, predictor: Predictor, reference: Reference, path: Path
) -> dict[str, float]:
    """Return how long a likeness and its neighbours take, medians of 21."""
    picture = run.preprocessing.read(path)
    [told] = predictor.predict_pictures([picture])
    took: dict[str, list[float]] = {"likeness": [], "neighbours": []}
    for _ in range(21):
        began = time.perf_counter()
        reference.likeness(told.embedding, picture)
        between = time.perf_counter()
        reference.neighbours(told.embedding)
        took["likeness"].append(between - began)
        took["neighbours"].append(time.perf_counter() - between)
    return {name: round(float(np.median(each)) * 1000, 2) for name, each in took.items()}


def _rounded(estimate: Estimate) -> list[float | None]:
    """Return value, low and high."""
    numbers = (estimate.value, estimate.low, estimate.high)
    return [None if number is None else round(number, 4) for number in numbers]


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    given = [Run.open(Path(path)) for path in sys.argv[1:]]
    where = Path(os.environ["LESIONLAB_DATA"])
    measured = [_measured(run, where, default_locations()) for run in given]
    print(json.dumps(_report(measured), indent=2))
