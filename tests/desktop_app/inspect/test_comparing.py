"""Two runs are read alike: by the same groups of classes."""

from __future__ import annotations

from desktop_app.inspect.comparing import ComparedRuns
from tests.desktop_app.results import class_results
from training.evaluation.comparison import compare

TRUTH = [0, 1, 2, 2]
FIRST = class_results(TRUTH, [[0.7, 0.2, 0.1], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7], [0.7, 0.1, 0.2]])
SECOND = class_results(TRUTH, [[0.4, 0.3, 0.3], [0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.2, 0.1, 0.7]])


def test_both_are_read_by_the_groups_of_the_person() -> None:
    thresholds = (0.5, 0.5)
    difference = compare(FIRST, SECOND, thresholds)
    compared = ComparedRuns("test", ("a", "b"), (FIRST, SECOND), thresholds, difference)
    groups = {"nevus": "nevus", "keratosis": "rest", "melanoma": "rest"}
    first, second = (reading.matrix for reading in compared.readings(groups))
    assert first.labels == second.labels == ("nevus", "rest")
    assert first.counts.tolist() == [[1, 0], [1, 2]]
    assert second.counts.tolist() == [[0, 1], [1, 2]]  # 0.4 against 0.6 in all
    assert compared.readings(None)[0].labels == ("benign", "malignant")
    assert len(compared.readings({})[0].labels) == 3
