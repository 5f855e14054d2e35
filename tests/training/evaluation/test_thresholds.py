"""A threshold reads the same samples as positive wherever it is asked."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
)

from training.evaluation.thresholds import BinaryCounts, ThresholdTable
from training.evaluation.verdict import percentage, verdict, verdict_in_words


def test_counts_agree_with_scikit_learn_at_every_threshold() -> None:
    rng = np.random.default_rng(0)
    is_positive = rng.random(200) < 0.25
    probability = np.round(rng.random(200), 1)  # many ties, many exactly at a threshold
    table = ThresholdTable(is_positive, probability)
    for threshold in (0.0, 0.1, 0.25, 0.5, 0.7, 1.0):
        counts, reading = table.at(threshold), probability >= threshold
        np.testing.assert_array_equal(counts.matrix, confusion_matrix(is_positive, reading))
        for estimate, expected in (
            (counts.accuracy, accuracy_score(is_positive, reading)),
            (counts.sensitivity, recall_score(is_positive, reading)),
            (counts.specificity, recall_score(is_positive, reading, pos_label=False)),
        ):
            assert estimate.value == pytest.approx(expected, abs=1e-12)
        assert (counts.sensitivity.n, counts.specificity.n) == (
            is_positive.sum(),
            (~is_positive).sum(),
        )


def test_a_probability_at_the_threshold_reads_as_malignant() -> None:
    table = ThresholdTable(np.array([True, False]), np.array([0.5, 0.5]))
    assert table.at(0.5) == BinaryCounts(tp=1, fn=0, fp=1, tn=0)
    assert table.at(np.nextafter(0.5, 1)) == BinaryCounts(tp=0, fn=1, fp=0, tn=1)
    assert verdict(0.5, 0.5) == "malignant"
    assert verdict(float(np.nextafter(0.5, 0)), 0.5) == "benign"


def test_at_0_all_are_malignant_and_at_1_only_the_certain() -> None:
    table = ThresholdTable(np.array([True, True, False]), np.array([0.0, 1.0, 0.3]))
    assert table.at(0.0) == BinaryCounts(tp=2, fn=0, fp=1, tn=0)
    assert table.at(1.0) == BinaryCounts(tp=1, fn=1, fp=0, tn=1)


@pytest.mark.parametrize(
    ("truth", "without"),
    [([True, True], "specificity"), ([False, False], "sensitivity")],
)
def test_a_side_without_samples_has_no_share(truth: list[bool], without: str) -> None:
    counts = ThresholdTable(np.array(truth), np.array([0.2, 0.8])).at(0.5)
    assert getattr(counts, without).value is None
    assert counts.accuracy.value == 0.5


def test_no_samples_at_all() -> None:
    counts = ThresholdTable(np.zeros(0, dtype=np.bool_), np.zeros(0)).at(0.5)
    assert counts == BinaryCounts(tp=0, fn=0, fp=0, tn=0)
    assert counts.accuracy.value is None


def test_the_verdict_in_words() -> None:
    assert percentage(0.183) == "18.3 %"
    assert verdict_in_words(0.183, 0.23) == (
        "18.3 % malignant: below the threshold 0.23, read as benign."
    )
    assert verdict_in_words(0.5, 0.5) == (
        "50.0 % malignant: at or above the threshold 0.5, read as malignant."
    )


@pytest.mark.parametrize("seed", range(5))
def test_every_metric_of_a_threshold_agrees_with_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.random(120) < 0.3
    probability = np.round(rng.random(120), 1)
    reading = probability >= 0.4
    found = ThresholdTable(truth, probability).at(0.4).metrics
    for name, expected in (
        ("balanced_accuracy", balanced_accuracy_score(truth, reading)),
        ("precision", precision_score(truth, reading)),
        ("npv", precision_score(truth, reading, pos_label=False)),
        ("f1", f1_score(truth, reading)),
    ):
        told = found[name]
        assert told.value == pytest.approx(expected, abs=1e-12)
        assert told.low is not None
        assert told.high is not None
        assert told.low < told.value < told.high


def test_metrics_of_nothing_are_not_said() -> None:
    nothing = BinaryCounts(tp=0, fn=0, fp=0, tn=5).metrics
    assert {name for name, told in nothing.items() if told.value is not None} == {
        "accuracy",
        "specificity",
        "npv",
    }
