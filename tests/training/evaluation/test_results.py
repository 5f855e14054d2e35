"""The numbers of a part agree with scikit-learn's, for two classes and for seven."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    recall_score,
    roc_auc_score,
    top_k_accuracy_score,
)

from training.evaluation import results
from training.evaluation.predictions import Predictions
from training.evaluation.results import Matrix, PartResults

HAM = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")


def _results(
    y_true: NDArray[np.int64],
    y_score: NDArray[np.float32],
    classes: tuple[str, ...] = ("nevus", "melanoma"),
    positive: tuple[str, ...] = ("melanoma",),
) -> PartResults:
    ids = np.array([str(i) for i in range(y_true.size)], dtype=np.str_)
    return PartResults(Predictions("test", ids, y_true, y_score, classes, positive))


@pytest.fixture
def binary() -> PartResults:
    rng = np.random.default_rng(1)
    y_true = (rng.random(120) < 0.2).astype(np.int64)
    return _results(y_true, np.round(rng.random((120, 1)), 2).astype(np.float32))


@pytest.fixture
def seven() -> PartResults:
    rng = np.random.default_rng(2)
    y_score = rng.dirichlet(np.ones(7), 150).astype(np.float32)
    return _results(rng.integers(0, 7, 150), y_score, HAM, ("akiec", "bcc", "mel"))


def test_binary_numbers_agree_with_scikit_learn(binary: PartResults) -> None:
    truth = binary.predictions.y_true
    reading = binary.predictions.y_score[:, 0].astype(float) >= 0.3
    report = binary.to_dict(0.3)
    assert report["matrix"] == confusion_matrix(truth, reading).tolist()
    assert report["labels"] == ["benign", "malignant"]
    assert report["n"] == 120
    for name, expected in (
        ("accuracy", accuracy_score(truth, reading)),
        ("sensitivity", recall_score(truth, reading)),
        ("specificity", recall_score(truth, reading, pos_label=0)),
        ("auc", roc_auc_score(truth, binary.predictions.y_score[:, 0])),
    ):
        assert report[name]["value"] == pytest.approx(expected, abs=1e-12)
    assert report["largest_class"] == "benign"
    assert report["largest_share"] == pytest.approx(float(np.mean(truth == 0)), abs=1e-12)
    assert report["temperature"] == 1.0
    assert not binary.tells_classes
    assert "classes" not in report


def test_seven_classes_are_read_by_the_highest_score(seven: PartResults) -> None:
    truth, reading = seven.predictions.y_true, seven.predictions.y_score.argmax(axis=1)
    report = seven.to_dict(0.5)["classes"]
    assert report["labels"] == list(HAM)
    assert report["matrix"] == confusion_matrix(truth, reading).tolist()
    assert report["accuracy"]["value"] == pytest.approx(accuracy_score(truth, reading), abs=1e-12)
    assert report["largest_share"] == pytest.approx(np.bincount(truth).max() / 150, abs=1e-12)
    assert report["largest_class"] == HAM[np.bincount(truth).argmax()]


def test_seven_classes_have_numbers_of_their_own(seven: PartResults) -> None:
    told = seven.predictions
    truth, scores = told.y_true, told.y_score.astype(float)
    report = seven.to_dict(0.5)["classes"]
    for name, expected in (
        ("balanced_accuracy", balanced_accuracy_score(truth, scores.argmax(axis=1))),
        ("macro_auc", roc_auc_score(truth, scores, multi_class="ovr", average="macro")),
        ("top_2_accuracy", top_k_accuracy_score(truth, scores, k=2)),
        ("top_3_accuracy", top_k_accuracy_score(truth, scores, k=3)),
    ):
        assert report[name]["value"] == pytest.approx(expected, abs=1e-12)
        assert report[name]["low"] < expected < report[name]["high"]
        assert report[name]["n"] == 150
    assert report["groups"] is None


def test_intervals_keep_lesions_together_where_they_are_known(seven: PartResults) -> None:
    lesions = np.arange(150) // 10
    grouped = PartResults(replace(seven.predictions, group=lesions)).to_dict(0.5)["classes"]
    alone = seven.to_dict(0.5)["classes"]
    assert grouped["groups"] == 15
    for name in ("balanced_accuracy", "macro_auc"):
        assert grouped[name]["value"] == alone[name]["value"]
        assert grouped[name]["low"] != alone[name]["low"]


def test_a_top_k_that_cannot_miss_is_left_out() -> None:
    scores = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]], dtype=np.float32)
    report = _results(np.array([1, 0]), scores, ("a", "b", "c"), ("c",)).to_dict(0.5)["classes"]
    assert report["top_2_accuracy"]["value"] == 0.5
    assert "top_3_accuracy" not in report


def test_a_slider_does_not_wait_for_the_draws(
    seven: PartResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*_: object) -> None:
        raise AssertionError("drawn")

    for name in ("balanced_accuracy", "macro_auc"):
        monkeypatch.setattr(results, name, drawn)
    _ = (seven.counts_at(0.3), seven.binary_matrix(0.3), seven.class_matrix(), seven.auc)
    with pytest.raises(AssertionError, match="drawn"):
        seven.to_dict(0.3)


def test_seven_classes_also_have_a_binary_reading(seven: PartResults) -> None:
    truth = np.isin(seven.predictions.y_true, [0, 1, 4])
    probability = seven.predictions.y_score[:, [0, 1, 4]].astype(float).sum(axis=1)
    report = seven.to_dict(0.4)
    assert report["matrix"] == confusion_matrix(truth, probability >= 0.4).tolist()
    assert report["auc"]["value"] == pytest.approx(roc_auc_score(truth, probability), abs=1e-12)


def test_the_report_is_plain_json(binary: PartResults, seven: PartResults) -> None:
    for report in (binary.to_dict(0.5), seven.to_dict(0.5)):
        assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_a_part_without_malignant_samples() -> None:
    report = _results(np.zeros(3, dtype=np.int64), np.full((3, 1), 0.2, np.float32)).to_dict(0.5)
    assert report["matrix"] == [[3, 0], [0, 0]]
    assert report["sensitivity"] == {"value": None, "low": None, "high": None, "n": 0}
    assert report["auc"]["value"] is None
    assert (report["largest_class"], report["largest_share"]) == ("benign", 1.0)


def test_an_empty_part_says_nothing_rather_than_fail() -> None:
    report = _results(np.zeros(0, dtype=np.int64), np.zeros((0, 1), np.float32)).to_dict(0.5)
    assert (report["n"], report["accuracy"]["value"], report["largest_share"]) == (0, None, None)


def test_accuracy_of_a_matrix() -> None:
    matrix = Matrix(("a", "b"), np.array([[8, 2], [1, 4]]))
    assert matrix.accuracy.value == pytest.approx(12 / 15)
    assert (matrix.largest_class, matrix.largest_share) == ("a", pytest.approx(10 / 15))
