"""A run tells after each epoch how its validation part was read."""

from __future__ import annotations

from typing import Any

import pytest

from training.evaluation.epochs import epoch_results
from training.events import ValidationScored

CLASSES = ["nevus", "keratosis", "melanoma"]


def scored(epoch: int, **changes: Any) -> ValidationScored:
    """Return what is told of 10 nevi, 4 keratoses and 6 melanomas."""
    told: dict[str, Any] = {
        "labels": CLASSES,
        "matrix": [[7, 2, 1], [1, 3, 0], [2, 0, 4]],
        "sensitivity": 5 / 6,
        "specificity": 12 / 14,
    }
    rest: dict[str, Any] = {"samples": [], "truths": [], "probabilities": []}
    return ValidationScored(time=0.0, epoch=epoch, **{**told, **rest, **changes})


def test_an_epoch_has_its_matrix_by_class_by_group_and_of_two_sides() -> None:
    [result] = epoch_results([scored(6)], ["melanoma"])
    assert result.epoch == 6
    assert result.matrix({}).counts.tolist() == [[7, 2, 1], [1, 3, 0], [2, 0, 4]]
    # Benign and malignant come from the shares at 0.5, not from the classes.
    assert result.matrix(None).labels == ("benign", "malignant")
    assert result.matrix(None).counts.tolist() == [[12, 2], [1, 5]]
    assert result.counts.sensitivity.value == pytest.approx(5 / 6)
    nevus = {"nevus": "nevus", "keratosis": "rest", "melanoma": "rest"}
    assert result.matrix(nevus).counts.tolist() == [[7, 3], [3, 7]]


def test_a_model_of_two_sides_tells_them_by_their_names() -> None:
    two = {"labels": ["benign", "malignant"], "matrix": [[8, 2], [1, 3]]}
    [result] = epoch_results([scored(0, **two, sensitivity=0.75, specificity=0.8)], ["melanoma"])
    assert result.matrix(None).counts.tolist() == result.matrix({}).counts.tolist()
    assert result.counts.matrix.tolist() == [[8, 2], [1, 3]]


def test_a_part_without_positives_still_tells_of_the_others() -> None:
    two = {"labels": ["benign", "malignant"], "matrix": [[8, 2], [0, 0]]}
    [result] = epoch_results([scored(0, **two, sensitivity=None, specificity=0.8)], [])
    assert result.counts.matrix.tolist() == [[8, 2], [0, 0]]


def test_an_epoch_that_was_told_twice_counts_as_it_went_on() -> None:
    again = scored(1, sensitivity=0.5)
    told = epoch_results([scored(0), scored(1), scored(2), again], ["melanoma"])
    assert [result.epoch for result in told] == [0, 1]
    assert told[1].counts.tp == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"matrix": [[1, 2], [3, 4]]},
        {"matrix": [[1, 2, 3], [3, 4]]},
        {"matrix": "none"},
        {"matrix": [[-1, 2, 1], [1, 3, 0], [2, 0, 4]]},
        {"labels": ["one"], "matrix": [[1]]},
        {"sensitivity": 7.0},
        {"sensitivity": "high"},
        {"matrix": [[1e400, 2, 1], [1, 3, 0], [2, 0, 4]]},
    ],
)
def test_what_does_not_fit_together_is_left_out(changes: dict[str, Any]) -> None:
    told = epoch_results([scored(0), scored(1, **changes), scored(2)], ["melanoma"])
    assert [result.epoch for result in told] == [0, 2]
