"""Lesson 9: a split that leaks, and a ruler that gives the answer away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.control import Control
from training.data.dataset import Dataset
from training.errors import Cancelled
from training.evaluation.intervals import roc_auc
from training.evaluation.thresholds import DEFAULT_THRESHOLD
from training.lessons.action import Action, Desk, Figure, OnEvent, Outcome, Parameters
from training.lessons.lesion_figures import figures_of
from training.lessons.lesion_runs import TrainLesions, config_of
from training.lessons.lesions import DrawLesions, lesions_dataset
from training.runs import Run
from training.trainer import fit

PART = "test"
RULER = "ruler"


class Leak(Parameters):
    """What to train on both splits.

    Attributes:
        lesions: What to draw; several pictures of each lesion.
        training: What to train, twice.
    """

    lesions: DrawLesions = DrawLesions(count=480, pictures_per_lesion=8)
    training: TrainLesions = TrainLesions(run="lesson-leak")


class RulerShortcut(Parameters):
    """What to train on lesions with rulers.

    Attributes:
        lesions: What to draw; every malignant one with a ruler.
        training: What to train.
    """

    lesions: DrawLesions = DrawLesions(malignant_with="ruler")
    training: TrainLesions = TrainLesions(run="lesson-ruler")


@dataclass(frozen=True, eq=False)
class RulerResult:
    """The result of `ruler_shortcut`.

    Attributes:
        run: The run that was trained on lesions with rulers.
        files: Pictures of the test part without rulers.
        is_malignant: Their truth, shape (n,), bool.
        without: Probability of malignant without a ruler, shape (n,), float64.
        with_ruler: The same with a ruler on every picture, shape (n,), float64.
    """

    run: Path
    files: tuple[Path, ...]
    is_malignant: NDArray[np.bool_]
    without: NDArray[np.float64]
    with_ruler: NDArray[np.float64]


def leak(parameters: Leak, on_event: OnEvent, control: Control, desk: Desk) -> Outcome:
    """Train the same twice, on a split by picture and on one by lesion (`training.leakage`).

    Measured: `pictures`, `lesions`, `torn` (lesions on both sides of the split by picture),
    `torn_by_lesion`; `auc_by_picture`, `auc_by_lesion`, `flattery` (their difference),
    `accuracy_by_picture` and `accuracy_by_lesion` in percent; `test_pictures`. The result is a
    `training.leakage.Leakage`.
    """
    from training.leakage import compare_leakage

    try:
        dataset = lesions_dataset(parameters.lesions, desk.locations, on_event, control)
        found = compare_leakage(
            config_of(parameters.training, dataset.root),
            runs=desk.locations.runs,
            locations=desk.locations,
            on_event=on_event,
            control=control,
        )
    except Cancelled:
        return Outcome(stopped=True)
    measured: dict[str, Figure] = {
        "pictures": len(dataset.samples),
        "lesions": int(dataset.samples["lesion_id"].nunique()),
        "torn": found.torn["image"],
        "torn_by_lesion": found.torn["group"],
        "test_pictures": found.sizes["image"][PART],
    }
    for row in found.comparisons:
        if row.part == PART and row.image.value is not None and row.group.value is not None:
            scale = 1 if row.metric == "auc" else 100
            measured[f"{row.metric}_by_picture"] = scale * row.image.value
            measured[f"{row.metric}_by_lesion"] = scale * row.group.value
    measured["flattery"] = float(measured["auc_by_picture"]) - float(measured["auc_by_lesion"])
    return Outcome(measured, found)


def ruler_shortcut(
    parameters: RulerShortcut, on_event: OnEvent, control: Control, desk: Desk
) -> Outcome:
    """Train where every malignant lesion has a ruler; ask about the same test lesions without.

    Measured: what `figures_of` says; `auc_rulers` (rulers on the malignant ones, as in training),
    `auc_bare` (no rulers), `auc_swapped` (rulers on the benign ones); `benign`, `malignant`: how
    many of each; `benign_alarmed_bare` and `benign_alarmed_ruler`: benign ones read as malignant
    without and with a ruler; `malignant_found_ruler` and `malignant_found_bare`.
    """
    from training.inference import Predictor
    from training.shortcuts.stress import stress

    bare = parameters.lesions.model_copy(update={"malignant_with": ""})
    try:
        dataset = lesions_dataset(parameters.lesions, desk.locations, on_event, control)
        plain = lesions_dataset(bare, desk.locations, on_event, control)
    except Cancelled:
        return Outcome(stopped=True)
    run = fit(
        config_of(parameters.training, dataset.root),
        runs=desk.locations.runs,
        locations=desk.locations,
        on_event=on_event,
        control=control,
    )
    if run.status != "done":
        return Outcome(stopped=True)
    files, truth = _test_part(run, plain)
    report = stress(
        Predictor(run),
        (run.preprocessing.read(file) for file in files),
        len(files),
        artefacts=(RULER,),
    )
    result = RulerResult(run.path, files, truth, report.before, report.after[:, 0])
    return Outcome(figures_of(run) | _ruler_figures(result), result)


def _test_part(run: Run, plain: Dataset) -> tuple[tuple[Path, ...], NDArray[np.bool_]]:
    """Return the pictures of the run's test part in the data set without rulers, and the truth."""
    rows = run.split()
    rows = rows[rows["split"] == PART]
    names = plain.samples.set_index("sample_id").loc[rows["sample_id"]]
    truth = names["class"].isin(plain.positive).to_numpy(np.bool_)
    return tuple(plain.image_path(image) for image in names["image"]), truth


def _ruler_figures(found: RulerResult) -> dict[str, Figure]:
    truth, bare, ruled = found.is_malignant, found.without, found.with_ruler
    readings = {
        "auc_rulers": np.where(truth, ruled, bare),
        "auc_bare": bare,
        "auc_swapped": np.where(truth, bare, ruled),
    }
    measured: dict[str, Figure] = {
        name: auc
        for name, scores in readings.items()
        if (auc := roc_auc(truth, scores).value) is not None
    }
    measured |= {"benign": int((~truth).sum()), "malignant": int(truth.sum())}
    for name, scores in (("bare", bare), ("ruler", ruled)):
        positive = scores >= DEFAULT_THRESHOLD
        measured[f"benign_alarmed_{name}"] = int((positive & ~truth).sum())
        measured[f"malignant_found_{name}"] = int((positive & truth).sum())
    return measured


ACTIONS: tuple[Action[Any], ...] = (
    Action("leak", Leak, leak),
    Action("ruler_shortcut", RulerShortcut, ruler_shortcut),
)
