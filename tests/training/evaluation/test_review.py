"""The samples that deserve a look come first."""

from __future__ import annotations

import numpy as np
import pytest

from tests.desktop_app.results import class_results, results
from training.evaluation import review
from training.evaluation.review import Sought, binary_reading, class_reading, find, losses

TRUTH = [0, 0, 1, 1, 1]
PROBABILITY = [0.9, 0.4, 0.2, 0.55, 1.0]


def found(order: str, threshold: float = 0.5, sought: Sought = review.ALL) -> list[int]:
    part = results(TRUTH, PROBABILITY)
    reading = binary_reading(part, threshold)
    return find(reading, part.predictions, order, sought).tolist()


def test_the_surest_error_comes_first_and_the_surest_right_answer_last() -> None:
    assert found(review.CONFIDENT_WRONG) == [0, 2, 3, 1, 4]


def test_the_threshold_decides_what_is_wrong() -> None:
    # At 0.95 the first is read rightly, and the fourth no longer is.
    assert found(review.CONFIDENT_WRONG, 0.95, Sought(right=False)) == [2, 3]
    assert found(review.CONFIDENT_WRONG, 0.1, Sought(right=False)) == [0, 1]


def test_the_least_certain_is_next_to_the_threshold() -> None:
    assert found(review.LEAST_CERTAIN) == [3, 1, 2, 0, 4]


def test_the_loss_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import log_loss

    part = results(TRUTH, PROBABILITY)
    told = losses(part.predictions)
    assert told.mean() == pytest.approx(log_loss(TRUTH, part.probability, labels=[0, 1]), abs=1e-12)
    assert found(review.HIGHEST_LOSS) == np.argsort(-told).tolist() == [0, 2, 3, 1, 4]
    scores = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.0, 1.0, 0.0]]
    classes = class_results([0, 1, 2], scores)
    told = losses(classes.predictions)
    assert np.isfinite(told).all()
    assert told[:2].tolist() == pytest.approx((-np.log([0.7, 0.3])).tolist(), rel=1e-6)


def test_samples_are_found_by_truth_reading_and_whether_they_are_right() -> None:
    assert sorted(found(review.NAME, sought=Sought(true=1))) == [2, 3, 4]
    assert sorted(found(review.NAME, sought=Sought(read=1))) == [0, 3, 4]
    assert found(review.NAME, sought=Sought(true=1, read=0)) == [2]
    assert found(review.NAME, sought=Sought(true=1, right=True)) == [3, 4]
    assert found(review.NAME, sought=Sought(true=0, read=1, right=True)) == []


def test_classes_are_read_by_the_highest_score() -> None:
    scores = [[0.6, 0.3, 0.1], [0.5, 0.4, 0.1], [0.2, 0.3, 0.5], [0.8, 0.1, 0.1], [0.1, 0.8, 0.1]]
    part = class_results([0, 1, 0, 1, 1], scores)
    reading = class_reading(part)
    assert reading.labels == ("nevus", "keratosis", "melanoma")
    assert reading.read.tolist() == [0, 0, 2, 0, 1]
    assert reading.margin.tolist() == pytest.approx([0.3, 0.1, 0.2, 0.7, 0.7])

    def in_order(order: str) -> list[int]:
        return find(reading, part.predictions, order).tolist()

    assert in_order(review.CONFIDENT_WRONG) == [3, 1, 2, 0, 4]
    # Keratosis read as nevus occurs twice; then nevus as melanoma, and then what is right.
    assert in_order(review.CLASS_PAIR) == [3, 1, 2, 0, 4]
    assert in_order(review.LEAST_CERTAIN) == [1, 2, 0, 3, 4]
    assert in_order(review.AS_STORED) == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="positive from negative"):
        class_reading(results(TRUTH, PROBABILITY))


def test_names_are_sorted_and_an_empty_part_has_nothing_to_look_at() -> None:
    part = results([0] * 11, [0.1] * 11)
    reading = binary_reading(part, 0.5)
    names = part.predictions.sample_id[find(reading, part.predictions, review.NAME)].tolist()
    assert names == sorted(names)
    assert names[2] == "validation/10"
    for order in review.ORDERS:
        assert find(reading, part.predictions, order, Sought(true=1)).size == 0
