"""Classes are read as the groups that a person puts them into."""

from __future__ import annotations

import numpy as np
import pytest

from tests.desktop_app.results import class_results, results
from training.errors import RunError
from training.evaluation.class_groups import grouped_matrix, nevus_groups
from training.evaluation.results import Matrix
from training.evaluation.review import class_reading

SCORES = [[0.4, 0.35, 0.25], [0.3, 0.3, 0.4], [0.1, 0.1, 0.8], [0.6, 0.2, 0.2]]
TRUTH = [0, 1, 2, 2]
KERATINOCYTIC = {"nevus": "melanocytic", "keratosis": "other", "melanoma": "melanocytic"}


def test_a_group_is_read_by_the_sum_of_its_classes() -> None:
    reading = class_reading(class_results(TRUTH, SCORES), {"keratosis": "rest", "melanoma": "rest"})
    assert reading.labels == ("nevus", "rest")
    assert reading.true.tolist() == [0, 1, 1, 1]
    assert reading.read.tolist() == [1, 1, 1, 0]
    assert reading.share.tolist() == pytest.approx([0.6, 0.7, 0.9, 0.6])
    assert reading.margin.tolist() == pytest.approx([0.2, 0.4, 0.8, 0.2], abs=1e-6)
    assert reading.matrix.counts.tolist() == [[0, 1], [1, 2]]


def test_no_groups_are_all_classes() -> None:
    part = class_results(TRUTH, SCORES)
    assert class_reading(part, {}).matrix.counts.tolist() == part.class_matrix().counts.tolist()


def test_one_group_alone_and_a_binary_model_are_refused() -> None:
    with pytest.raises(RunError, match="cannot be put together"):
        class_reading(class_results(TRUTH, SCORES), dict.fromkeys(KERATINOCYTIC, "all"))
    with pytest.raises(ValueError, match="positive from negative"):
        class_reading(results([0, 1], [0.1, 0.9]), {"benign": "a"})


def test_nevus_stands_against_everything_else_that_a_data_set_has() -> None:
    found = nevus_groups(("akiec", "bcc", "mel", "nv", "UNK"))
    assert found is not None
    assert found.groups == {
        "akiec": "rest",
        "bcc": "rest",
        "mel": "rest",
        "nv": "nevus",
        "UNK": "rest",
    }
    assert nevus_groups(("bcc", "mel")) is None


def test_a_matrix_is_put_together_cell_by_cell() -> None:
    matrix = Matrix(("nevus", "keratosis", "melanoma"), np.arange(9).reshape(3, 3))
    told = grouped_matrix(matrix, KERATINOCYTIC)
    assert told.labels == ("melanocytic", "other")
    assert told.counts.tolist() == [[0 + 2 + 6 + 8, 1 + 7], [3 + 5, 4]]
    assert grouped_matrix(matrix, {}).counts.tolist() == matrix.counts.tolist()
