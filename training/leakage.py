"""What leakage does to scores: one recipe on a split by image and on a split by group."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.config import RunConfig, with_changes
from training.control import Control
from training.data.dataset import Dataset
from training.data.groups import group_ids, group_word
from training.errors import Cancelled, DataError
from training.evaluation.intervals import Estimate, difference, roc_auc
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults
from training.locations import Locations
from training.plan import Plan, make_plan
from training.runs import Run
from training.trainer import OnEvent, fit

Side = Literal["image", "group"]
SIDES: tuple[Side, Side] = ("image", "group")
"""How the two splits are made: `split.by`, the one that leaks first."""
COMPARED_PARTS = ("validation", "test")
REPEATED = "auc, pictured more than once"
"""AUC on the pictures of lesions or patients that the data set has several pictures of.

Only there can a split by image leak; both sides are asked about such pictures, and lesions that are
worth several pictures, perhaps harder or easier than others, stand on both.
"""
SINGLE = "auc, pictured once"
"""AUC on the other pictures, where nothing can leak: what the two splits differ by without it."""
_RECIPE_LENGTH = 64 - len("-by-image")


@dataclass(frozen=True)
class Comparison:
    """One metric of one part on both splits.

    Attributes:
        part: "validation" or "test".
        metric: "auc", "accuracy", "sensitivity", "specificity", or "class accuracy" for a model
            that tells classes apart; `REPEATED` and `SINGLE` for the AUC on a share of the part.
        image: On the split by image.
        group: On the split by group.
        difference: How much the split by image flatters.
    """

    part: str
    metric: str
    image: Estimate
    group: Estimate
    difference: Estimate


@dataclass(frozen=True, eq=False)
class Leakage:
    """The same recipe on two splits of one data set.

    Attributes:
        unit: What a group is called: "lesion", "patient" or "picture".
        runs: The run on each split.
        torn: Groups that stand in more than one part of each split.
        sizes: Samples of each part of each split.
        comparisons: Metrics side by side.
    """

    unit: str
    runs: dict[Side, Run]
    torn: dict[Side, int]
    sizes: dict[Side, dict[str, int]]
    comparisons: tuple[Comparison, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        return {
            "unit": self.unit,
            "runs": {side: str(run.path) for side, run in self.runs.items()},
            "torn": dict(self.torn),
            "sizes": dict(self.sizes),
            "comparisons": [asdict(comparison) for comparison in self.comparisons],
        }


def compare_leakage(
    config: RunConfig,
    *,
    runs: Path,
    locations: Locations,
    on_event: OnEvent,
    control: Control | None = None,
) -> Leakage:
    """Train a config twice, on a split by image and on a split by group, and compare the scores.

    Seeds and shares are the same; parts that the files say are not kept, as they would be the same
    on both sides. Each run is a run like any other, named after its recipe and its split.

    Args:
        config: What to train; `config.data.dataset` names the data set's folder.
        runs: Where the run folders are made.
        locations: Where weights and the cache are.
        on_event: Receives the events of both runs, one run after the other.
        control: How it is stopped.

    Raises:
        DataError: Nothing in the data set can leak, or it cannot be divided.
        LesionLabError: A training failed.
        Cancelled: It was stopped. The runs so far are kept.
    """
    control = control or Control()
    configs = {side: _on_side(config, side) for side in SIDES}
    plans = {side: make_plan(configs[side], locations) for side in SIDES}
    _check_can_leak(plans["image"])
    done: dict[Side, Run] = {}
    for side in SIDES:
        done[side] = fit(
            configs[side], runs=runs, locations=locations, on_event=on_event, control=control
        )
        if control.stop_requested.is_set():
            raise Cancelled
    return Leakage(
        unit=group_word(plans["group"].dataset),
        runs=done,
        torn={side: run.dataset.split_leaks for side, run in done.items()},
        sizes={side: plans[side].sizes for side in SIDES},
        comparisons=_compared(done["image"], done["group"], _repeated(plans["group"].dataset)),
    )


def _on_side(config: RunConfig, side: Side) -> RunConfig:
    recipe = f"{config.recipe[:_RECIPE_LENGTH]}-by-{side}"
    return with_changes(config, {"recipe": recipe, "split.by": side, "split.given": False})


def _check_can_leak(plan: Plan) -> None:
    if not plan.leaks:
        raise DataError(
            f"Nothing in {plan.dataset.name} can leak: a split by image parts no two pictures of a "
            "lesion or a patient, and none that look alike.",
            mend="Import it with the table that names lesions or patients, or check it for "
            "near-duplicates first.",
        )


def _repeated(dataset: Dataset) -> NDArray[np.str_]:
    """Return the names of the samples that are not alone in their group."""
    groups = group_ids(dataset)
    names = dataset.samples["sample_id"].to_numpy(dtype=np.str_)
    return names[np.bincount(groups)[groups] > 1]


def _compared(image: Run, group: Run, repeated: NDArray[np.str_]) -> tuple[Comparison, ...]:
    found = []
    for part in COMPARED_PARTS:
        ours, theirs = _metrics(image, part, repeated), _metrics(group, part, repeated)
        found += [
            Comparison(part, name, ours[name], theirs[name], difference(ours[name], theirs[name]))
            for name in ours
            if name in theirs
        ]
    return tuple(found)


def _metrics(run: Run, part: str, repeated: NDArray[np.str_]) -> dict[str, Estimate]:
    """Return the metrics of a part by name."""
    predictions = run.predictions(part)
    if predictions is None:
        return {}
    results, threshold = PartResults(predictions), run.operating_point.threshold
    counts = results.counts_at(threshold)
    metrics = {
        "auc": results.auc,
        **_aucs_apart(predictions, repeated),
        "accuracy": results.binary_matrix(threshold).accuracy,
        "sensitivity": counts.sensitivity,
        "specificity": counts.specificity,
    }
    if results.tells_classes:
        metrics["class accuracy"] = results.class_matrix().accuracy
    return metrics


def _aucs_apart(predictions: Predictions, repeated: NDArray[np.str_]) -> dict[str, Estimate]:
    """Return the AUC where a split by image can leak and where it cannot, if there is both."""
    leaky = np.isin(predictions.sample_id, repeated)
    if leaky.all() or not leaky.any():
        return {}
    truth, probability = predictions.is_positive, predictions.probability
    return {
        REPEATED: roc_auc(truth[leaky], probability[leaky]),
        SINGLE: roc_auc(truth[~leaky], probability[~leaky]),
    }
