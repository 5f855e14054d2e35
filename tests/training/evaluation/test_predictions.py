"""Predictions come back from disk as they were, and damaged ones are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.errors import RunError
from training.evaluation.calibration import at_temperature
from training.evaluation.predictions import (
    Predictions,
    class_indices,
    positive_mask,
    positive_probability,
)

HAM = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
MALIGNANT = ("akiec", "bcc", "mel")


def _predictions(n: int = 5) -> Predictions:
    rng = np.random.default_rng(0)
    return Predictions(
        part="validation",
        sample_id=np.array([f"nv/{i}–ä" for i in range(n)], dtype=np.str_),
        y_true=rng.integers(0, 7, n),
        y_score=rng.dirichlet(np.ones(7), n).astype(np.float32),
        classes=HAM,
        positive=MALIGNANT,
    )


def test_seven_classes_add_up_to_malignant() -> None:
    y_score = np.array([[0.1, 0.2, 0.05, 0.05, 0.3, 0.2, 0.1]], dtype=np.float32)
    assert positive_probability(y_score, HAM, MALIGNANT) == pytest.approx([0.6], abs=1e-7)
    assert positive_mask(HAM, MALIGNANT).tolist() == [True, True, False, False, True, False, False]
    assert class_indices(["nv", "mel", "nv"], HAM).tolist() == [5, 4, 5]


def test_shares_that_add_up_to_more_than_1_by_rounding_are_still_a_probability() -> None:
    y_score = np.full((1, 7), 1 / 3 + 1e-6, dtype=np.float32)
    assert positive_probability(y_score, HAM, MALIGNANT).tolist() == [1.0]


def test_a_binary_score_is_the_probability() -> None:
    y_score = np.array([[0.25], [0.75]], dtype=np.float32)
    assert positive_probability(y_score, HAM, MALIGNANT).tolist() == [0.25, 0.75]


@pytest.mark.parametrize("n", [0, 1, 5])
def test_they_come_back_as_they_were(tmp_path: Path, n: int) -> None:
    saved = _predictions(n)
    saved.save(tmp_path / "predictions" / "validation.npz")
    loaded = Predictions.load(tmp_path / "predictions" / "validation.npz")
    assert (loaded.part, loaded.classes, loaded.positive) == ("validation", HAM, MALIGNANT)
    for name in ("sample_id", "y_true", "y_score", "probability", "is_positive"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(saved, name))


def test_groups_and_calibrated_scores_come_back_too(tmp_path: Path) -> None:
    plain, group = _predictions(), np.array([3, 3, 0, 1, 2])
    scores = at_temperature(plain.y_score, 1.5)
    replace(plain, y_score=scores, group=group, temperature=1.5).save(tmp_path / "test.npz")
    loaded = Predictions.load(tmp_path / "test.npz")
    assert loaded.group is not None
    np.testing.assert_array_equal(loaded.group, group)
    assert loaded.temperature == 1.5
    assert loaded.y_score.dtype == np.float64
    np.testing.assert_array_equal(loaded.y_score, scores)
    raw = at_temperature(loaded.y_score, 1 / loaded.temperature)
    np.testing.assert_allclose(raw, plain.y_score, rtol=1e-5)


def test_files_of_before_groups_and_calibration_can_be_read(tmp_path: Path) -> None:
    saved = _predictions()
    path = tmp_path / "validation.npz"
    names = ("part", "sample_id", "y_true", "y_score", "classes", "positive")
    np.savez_compressed(path, **{name: np.asarray(getattr(saved, name)) for name in names})
    loaded = Predictions.load(path)
    assert (loaded.group, loaded.temperature) == (None, 1.0)
    np.testing.assert_array_equal(loaded.y_score, saved.y_score)


def _damaged(tmp_path: Path, **arrays: Any) -> Path:
    path = tmp_path / "test.npz"
    _predictions().save(path)
    with np.load(path) as good:
        np.savez(path, **{**good, **arrays})
    return path


@pytest.mark.parametrize(
    "arrays",
    [
        {"y_true": np.zeros(4, dtype=np.int64)},
        {"y_true": np.full(5, 7)},
        {"y_true": np.full(5, -1)},
        {"y_score": np.zeros((4, 7), dtype=np.float32)},
        {"y_score": np.zeros((5, 3), dtype=np.float32)},
        {"y_score": np.zeros(5, dtype=np.float32)},
        {"group": np.zeros(4, dtype=np.int64)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, arrays: dict[str, Any]) -> None:
    path = _damaged(tmp_path, **arrays)
    with pytest.raises(RunError, match=r"test\.npz do not fit together"):
        Predictions.load(path)


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    path = _damaged(tmp_path, sample_id=np.array([{"code": "here"}] * 5, dtype=object))
    with pytest.raises(RunError, match=r"test\.npz cannot be read"):
        Predictions.load(path)


@pytest.mark.parametrize("data", [b"", b"no archive"])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "test.npz"
    path.write_bytes(data)
    with pytest.raises(RunError, match=r"test\.npz cannot be read") as caught:
        Predictions.load(path)
    assert "lesionlab evaluate" in caught.value.mend
