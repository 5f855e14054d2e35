"""What goes wrong is named when it does, and noise alone says nothing."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from tests.data.runs import locations_below, of_kind, tiny_config
from training.data.dataset import Dataset
from training.diagnosis import Diagnosis, diagnose
from training.errors import TrainingError
from training.events import EpochEnded, Event, ValidationScored
from training.trainer import fit

EPOCHS = 40
X = np.arange(EPOCHS)
LEARNS = 0.7 * np.exp(-X / 8) + 0.01
SEEDS = 100


def epochs_of(
    train: ArrayLike, validation: ArrayLike, stage: int = 0, at: int = 0
) -> list[EpochEnded]:
    """Return the epochs of two curves."""
    return [
        EpochEnded(
            time=0.0,
            epoch=at + number,
            logs={"loss": float(loss), "val_loss": float(val_loss)},
            seconds=1.0,
            best=False,
            stage=stage,
        )
        for number, (loss, val_loss) in enumerate(
            zip(np.atleast_1d(train), np.atleast_1d(validation), strict=True)
        )
    ]


def ever_said(epochs: list[EpochEnded]) -> dict[str, int]:
    """Return what is said after any epoch, and after how many at first."""
    said: dict[str, int] = {}
    for count in range(1, len(epochs) + 1):
        kinds = [each.kind for each in diagnose(epochs[:count])]
        assert len(set(kinds)) == len(kinds)
        for kind in kinds:
            said.setdefault(kind, count)
    return said


def noisy(
    curve: NDArray[np.float64], share: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    return np.asarray(curve * (1 + share * rng.normal(size=curve.size)))


HEALTHY = {
    "slow decay": (0.7 * np.exp(-X / 25) + 0.05, 0.7 * np.exp(-X / 25) + 0.12),
    "quick decay": (0.7 * np.exp(-X / 5), 0.6 * np.exp(-X / 6) + 0.15),
    "straight": (0.7 - 0.012 * X, 0.72 - 0.01 * X),
    "validation stays": (0.7 * np.exp(-X / 10) + 0.02, 0.4 * np.exp(-X / 4) + 0.4),
}


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize(
    ("train_noise", "validation_noise"), [(0.01, 0.03), (0.04, 0.08), (0.08, 0.2)]
)
def test_healthy_courses_are_left_alone(
    name: str, train_noise: float, validation_noise: float
) -> None:
    train, validation = HEALTHY[name]
    alarms: Counter[str] = Counter()
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        said = ever_said(
            epochs_of(noisy(train, train_noise, rng), noisy(validation, validation_noise, rng))
        )
        alarms.update(said)
    # Of whole courses, looked at after each of 40 epochs.
    assert sum(alarms.values()) <= 0.02 * SEEDS, alarms


OVERFITS = 0.4 + 0.3 * np.exp(-X / 3) + 0.012 * np.maximum(X - 8, 0)
RISES = np.where(X < 10, 0.7 * np.exp(-X / 8), 0.2 * np.exp((X - 10) / 4))
WRONG = {
    "overfitting": (LEARNS, OVERFITS),
    "plateau": (0.3 + 0.4 * np.exp(-X / 3), 0.35 + 0.4 * np.exp(-X / 3)),
    "slow": (0.69 - 0.0005 * X, 0.69 - 0.0004 * X),
    "divergence": (RISES, RISES),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_goes_wrong_is_named_through_noise(kind: str) -> None:
    train, validation = WRONG[kind]
    found = 0
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        said = ever_said(epochs_of(noisy(train, 0.03, rng), noisy(validation, 0.05, rng)))
        found += kind in said
        assert not set(said) - {kind}
    assert found >= 0.95 * SEEDS


def test_overfitting_is_dated_from_the_best_epoch() -> None:
    [said] = diagnose(epochs_of(LEARNS[:30], OVERFITS[:30]))
    assert said.kind == "overfitting"
    assert abs(said.since - int(np.argmin(OVERFITS))) <= 1
    assert f"since epoch {said.since + 1}" in said.words
    assert "augmentation" in said.mend


def test_the_first_epochs_say_nothing_but_what_is_certain() -> None:
    wild = epochs_of([0.9, 0.2, 0.9, 1.5], [0.5, 2.0, 0.1, 3.0])
    assert ever_said(wild) == {}
    [said] = diagnose(epochs_of([0.7, np.nan], [0.7, np.nan]))
    assert (said.kind, said.since) == ("divergence", 1)
    [said] = diagnose(epochs_of([40.0, 35.0], [30.0, 30.0]))
    assert said.kind == "divergence"
    assert "guessing" in said.words


def test_a_new_stage_begins_anew() -> None:
    first = epochs_of(LEARNS[:30], OVERFITS[:30])
    assert diagnose(first)
    assert diagnose([*first, *epochs_of([0.5, 0.4], [0.6, 0.5], stage=1, at=30)]) == ()


def test_nothing_is_said_of_nothing() -> None:
    assert diagnose(()) == ()
    without = [EpochEnded(time=0.0, epoch=n, logs={}, seconds=1.0, best=False) for n in range(12)]
    assert [each.kind for each in diagnose(without)] in ([], ["divergence"])


# What the validation part is read as


def scored(*matrices: list[list[int]]) -> list[ValidationScored]:
    """Return how the validation part was read after some epochs."""
    return [
        ValidationScored(
            time=0.0,
            epoch=number,
            labels=["benign", "malignant"],
            matrix=matrix,
            sensitivity=None,
            specificity=None,
            samples=[],
            truths=[],
            probabilities=[],
        )
        for number, matrix in enumerate(matrices)
    ]


FALLING = epochs_of(LEARNS[:6], LEARNS[:6])
ALL_BENIGN, ALL_MALIGNANT, BOTH = [[90, 0], [10, 0]], [[0, 90], [0, 10]], [[85, 5], [6, 4]]


def test_a_model_that_knows_one_class_alone() -> None:
    [said] = diagnose(FALLING, scored(BOTH, ALL_BENIGN, ALL_BENIGN, ALL_BENIGN))
    assert (said.kind, said.since) == ("one_class", 1)
    assert "benign, the largest class" in said.words
    assert "class weights" in said.mend
    [said] = diagnose(FALLING, scored(*[ALL_MALIGNANT] * 4))
    assert "read as malignant." in said.words


@pytest.mark.parametrize(
    "matrices",
    [
        [ALL_BENIGN] * 3,  # the first epochs
        [BOTH] * 6,
        [ALL_BENIGN, ALL_BENIGN, ALL_BENIGN, BOTH],
        [BOTH, ALL_BENIGN, ALL_MALIGNANT, ALL_BENIGN],
        [[[100, 0], [0, 0]]] * 6,  # there is nothing else to read
        [[[0, 0], [0, 0]]] * 6,
    ],
)
def test_a_model_that_knows_both_classes_is_left_alone(matrices: Any) -> None:
    assert diagnose(FALLING, scored(*matrices)) == ()


# Real trainings


def test_a_real_training_that_learns_by_heart(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """Labels that say nothing can only be learned by heart."""
    samples = tiny_dataset.samples.copy()
    samples["class"] = np.random.default_rng(1).permutation(samples["class"].to_numpy())
    said = _diagnosed(_copy(tiny_dataset, samples, tmp_path), tmp_path, 3e-3, 40)
    assert "overfitting" in said


def test_a_real_training_with_far_too_high_a_rate(tiny_dataset: Dataset, tmp_path: Path) -> None:
    assert "divergence" in _diagnosed(tiny_dataset, tmp_path, 3.0, 6)


def test_a_real_training_that_goes_well(tiny_dataset: Dataset, tmp_path: Path) -> None:
    assert not _diagnosed(tiny_dataset, tmp_path, 3e-3, 8)


def _copy(dataset: Dataset, samples: Any, root: Path) -> Dataset:
    copy = replace(dataset, root=root / "data", samples=samples)
    copy.save()
    return Dataset.open(copy.root)


def _diagnosed(dataset: Dataset, folder: Path, rate: float, epochs: int) -> dict[str, Diagnosis]:
    """Return all that is said of a training while it goes on."""
    config = tiny_config(
        dataset.root,
        {
            "optimisation.learning_rate": rate,
            "optimisation.epochs": epochs,
            "model.dropout": 0.0,
            "augmentation.horizontal_flip": False,
            "augmentation.vertical_flip": False,
            "augmentation.quarter_turns": False,
        },
    )
    locations = locations_below(folder)
    events: list[Event] = []
    with suppress(TrainingError):  # the loss may become no number at all, after it was named
        fit(config, runs=locations.runs, locations=locations, on_event=events.append)
    ended, seen = of_kind(events, EpochEnded), of_kind(events, ValidationScored)
    said: dict[str, Diagnosis] = {}
    for count in range(1, len(ended) + 1):
        for each in diagnose(ended[:count], seen[:count]):
            said.setdefault(each.kind, each)
    return said
