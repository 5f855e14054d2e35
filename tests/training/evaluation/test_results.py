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

from training.errors import RunError
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

    for name in ("class_report", "drawn_metrics", "reliability"):
        monkeypatch.setattr(results, name, drawn)
    _ = (seven.tick(0.3), seven.binary_matrix(0.3), seven.class_matrix(), seven.auc)
    _ = (seven.roc, seven.precision_recall, seven.gain, seven.decision)
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
    nothing = {"value": None, "low": None, "high": None, "n": 0, "method": ""}
    assert report["sensitivity"] == nothing
    assert report["auc"]["value"] is None
    assert (report["largest_class"], report["largest_share"]) == ("benign", 1.0)


def test_an_empty_part_says_nothing_rather_than_fail() -> None:
    report = _results(np.zeros(0, dtype=np.int64), np.zeros((0, 1), np.float32)).to_dict(0.5)
    assert (report["n"], report["accuracy"]["value"], report["largest_share"]) == (0, None, None)


def test_accuracy_of_a_matrix() -> None:
    matrix = Matrix(("a", "b"), np.array([[8, 2], [1, 4]]))
    assert matrix.accuracy.value == pytest.approx(12 / 15)
    assert (matrix.largest_class, matrix.largest_share) == ("a", pytest.approx(10 / 15))


def test_a_tick_says_all_that_a_slider_moves(binary: PartResults) -> None:
    tick = binary.tick(0.3)
    assert tick.counts == binary.counts_at(0.3)
    assert tick.metrics["sensitivity"] == tick.counts.sensitivity
    assert binary.roc.y[tick.point] == tick.counts.sensitivity.value
    assert binary.gain.y[tick.point] == tick.counts.sensitivity.value
    decision = binary.decision
    at = int(np.searchsorted(decision.thresholds, 0.3))
    assert tick.net_benefit == pytest.approx(decision.model[at], abs=1e-12)


def test_the_report_holds_what_the_window_shows(seven: PartResults) -> None:
    report = seven.to_dict(0.4)
    assert report["drawn"]["auc"]["value"] == pytest.approx(seven.auc.value, abs=1e-12)
    assert report["reliability"]["brier"]["value"] == seven.reliability.brier.value
    rows = report["classes"]["report"]["rows"]
    assert [row["name"] for row in rows] == list(HAM)
    assert rows[4]["f1"]["value"] == seven.class_report.rows[4].f1.value


def test_both_sides_at_a_threshold_have_a_report(binary: PartResults) -> None:
    report = binary.side_report(0.3)
    counts = binary.counts_at(0.3)
    benign, malignant = report.rows
    assert malignant.recall == counts.sensitivity
    assert benign.recall == counts.specificity
    assert malignant.precision == counts.precision
    assert malignant.f1.value == pytest.approx(counts.f1.value, abs=1e-12)
    assert malignant.auc.value == pytest.approx(binary.auc.value, abs=1e-12)
    assert malignant.top_2 is None


def test_classes_can_be_put_together(seven: PartResults) -> None:
    sides = {name: "malignant" if name in ("akiec", "bcc", "mel") else "benign" for name in HAM}
    two = seven.regrouped(sides)
    assert two.predictions.classes == ("malignant", "benign")
    assert two.predictions.positive == ("malignant",)
    np.testing.assert_allclose(two.probability, seven.probability, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(two.is_positive, seven.is_positive)
    assert two.class_matrix().counts.sum() == 150
    keratosis = seven.regrouped({"akiec": "keratosis", "bkl": "keratosis"})
    assert keratosis.predictions.positive == ("bcc", "mel")  # keratosis is of both sides


def test_what_cannot_be_put_together_is_said(binary: PartResults, seven: PartResults) -> None:
    with pytest.raises(RunError, match="positive from negative alone"):
        binary.regrouped({"nevus": "x"})
    for mapping in ({"scc": "x"}, dict.fromkeys(HAM, "all")):
        with pytest.raises(RunError, match="cannot be put together"):
            seven.regrouped(mapping)


def test_temperature_can_be_taken_off_and_put_on(seven: PartResults) -> None:
    hot = seven.at_temperature(2.0)
    assert hot.predictions.temperature == 2.0
    assert hot.reliability.ece.value != seven.reliability.ece.value
    np.testing.assert_array_equal(hot.class_matrix().counts, seven.class_matrix().counts)
    back = hot.at_temperature(1.0)
    np.testing.assert_allclose(
        back.predictions.y_score, seven.predictions.y_score, rtol=0, atol=1e-6
    )


def test_scores_that_are_no_numbers_are_refused() -> None:
    scores = np.array([[0.5], [np.nan]], dtype=np.float32)
    with pytest.raises(RunError, match="no numbers"):
        _results(np.array([0, 1]), scores)
    one_class_only = np.array([[0.5, 0.5], [np.nan, 0.5]], dtype=np.float32)
    with pytest.raises(RunError, match="no numbers"):
        _results(np.array([0, 1]), one_class_only)


def test_shares_of_a_matrix_are_by_truth_and_by_reading() -> None:
    matrix = Matrix(("a", "b", "c"), np.array([[8, 2, 0], [1, 4, 0], [0, 0, 0]]))
    truth = [0] * 10 + [1] * 5
    reading = [0] * 8 + [1] * 2 + [0] + [1] * 4
    for shares, normalize in ((matrix.row_shares, "true"), (matrix.column_shares, "pred")):
        expected = confusion_matrix(truth, reading, normalize=normalize)
        np.testing.assert_allclose(shares[:2, :2], expected, rtol=0, atol=1e-12)
    assert np.isnan(matrix.row_shares[2]).all()
    assert np.isnan(matrix.column_shares[:, 2]).all()
