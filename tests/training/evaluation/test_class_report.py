"""The report by class agrees with scikit-learn; intervals keep groups whole."""

from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    multilabel_confusion_matrix,
    precision_recall_fscore_support,
    roc_auc_score,
    top_k_accuracy_score,
)

from training.evaluation.bootstrap import bootstrap, group_codes, group_sums
from training.evaluation.class_report import ClassReport, class_report
from training.evaluation.intervals import Estimate, roc_auc, wilson

CLASSES = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")


def _case(
    n: int = 300, *, digits: int | None = None, seed: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return labels of seven uneven classes and scores that know something; digits make ties."""
    rng = np.random.default_rng(seed)
    y_true = rng.choice(7, n, p=[0.05, 0.05, 0.1, 0.05, 0.15, 0.55, 0.05])
    scores = rng.dirichlet(np.ones(7), n) + 0.4 * rng.random((n, 1)) * np.eye(7)[y_true]
    scores /= scores.sum(axis=1, keepdims=True)
    return y_true, scores if digits is None else np.round(scores, digits)


def _report(
    y_true: NDArray[np.int64],
    scores: NDArray[np.float64],
    groups: NDArray[np.int64] | None = None,
) -> ClassReport:
    names = tuple(f"class {k}" for k in range(scores.shape[1]))
    return class_report(y_true, scores.argmax(axis=1), scores, names, groups)


@pytest.mark.parametrize("digits", [None, 1])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_number_agrees_with_scikit_learn(seed: int, digits: int | None) -> None:
    y_true, scores = _case(seed=seed, digits=digits)
    assert set(y_true) == set(range(7))
    y_pred = scores.argmax(axis=1)
    report = _report(y_true, scores)
    one_hot = np.eye(7)[y_true]
    for average, found in ((None, report.rows), ("macro", report.macro)):
        precision, recall, f1, support = precision_recall_fscore_support(
            y_true, y_pred, average=average, zero_division=0
        )
        areas = roc_auc_score(one_hot, scores, average=average)
        precisions = average_precision_score(one_hot, scores, average=average)
        for name, expected in (
            ("precision", precision),
            ("recall", recall),
            ("f1", f1),
            ("auc", areas),
            ("average_precision", precisions),
        ):
            _same(found, name, expected)
        if average is None:
            assert [row.support for row in report.rows] == support.tolist()
    weighted = precision_recall_fscore_support(y_true, y_pred, average="weighted", zero_division=0)
    for name, expected in zip(("precision", "recall", "f1"), weighted, strict=False):
        _same(report.weighted, name, expected)
    _same(report.weighted, "auc", roc_auc_score(one_hot, scores, average="weighted"))
    _same(
        report.weighted,
        "average_precision",
        average_precision_score(one_hot, scores, average="weighted"),
    )
    matrices = multilabel_confusion_matrix(y_true, y_pred)
    _same(report.rows, "specificity", matrices[:, 0, 0] / matrices[:, 0].sum(axis=1))
    _same(report.rows, "incorrect", 1 - matrices[:, 1, 1] / matrices[:, 1].sum(axis=1))
    balanced = balanced_accuracy_score(y_true, y_pred)
    assert report.balanced_accuracy.value == pytest.approx(balanced, abs=1e-12)
    assert report.accuracy.value == pytest.approx(accuracy_score(y_true, y_pred), abs=1e-12)


def _same(found: object, name: str, expected: object) -> None:
    rows = found if isinstance(found, tuple) else (found,)
    values = [getattr(row, name).value for row in rows]
    np.testing.assert_allclose(values, np.atleast_1d(expected), rtol=0, atol=1e-12)


def test_top_k_agrees_with_scikit_learn_where_nothing_ties() -> None:
    y_true, scores = _case()
    report = _report(y_true, scores)
    for k, found in ((2, report.top_2), (3, report.top_3)):
        share = top_k_accuracy_score(y_true, scores, k=k)
        assert found == wilson(round(share * 300), 300)
        name = f"top_{k}"
        _same(report.weighted, name, share)
        by_class = [
            top_k_accuracy_score(y_true[y_true == c], scores[y_true == c], k=k, labels=range(7))
            for c in range(7)
        ]
        _same(report.rows, name, by_class)
        _same(report.macro, name, np.mean(by_class))


def test_a_tie_with_the_true_class_is_no_hit() -> None:
    y_true = np.array([0, 1, 2])
    constant = _report(y_true, np.full((3, 4), 0.25))
    assert constant.top_3 is not None
    assert constant.top_3.value == 0.0
    scores = np.array([[0.4, 0.4, 0.1, 0.1], [0.4, 0.4, 0.1, 0.1], [0.5, 0.3, 0.1, 0.1]])
    assert _report(y_true, scores).top_2 == wilson(2, 3)


def test_what_cannot_miss_is_left_out() -> None:
    y_true = np.array([0, 1, 0, 1])
    report = _report(y_true, np.eye(2)[y_true])
    assert (report.top_2, report.rows[0].top_2, report.macro.top_3) == (None, None, None)


def test_a_class_that_does_not_occur_is_left_out_of_the_averages() -> None:
    y_true, scores = _case()
    there = y_true != 3
    y_true, scores = y_true[there], scores[there]
    report = _report(y_true, scores)
    others = (0, 1, 2, 4, 5, 6)
    recall = [(scores.argmax(axis=1)[y_true == k] == k).mean() for k in others]
    _same(report.macro, "recall", np.mean(recall))
    areas = [roc_auc_score(y_true == k, scores[:, k]) for k in others]
    _same(report.macro, "auc", np.mean(areas))
    absent = report.rows[3]
    assert (absent.support, absent.recall.value, absent.auc.value) == (0, None, None)
    assert (absent.f1.value, absent.average_precision.value) == (None, None)
    assert absent.specificity.value is not None


def test_a_class_that_nothing_is_read_as_has_no_precision() -> None:
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    report = _report(np.array([0, 1, 1]), scores)
    assert report.rows[1].precision.value is None
    assert report.rows[1].f1.value == 0.0
    _same(report.macro, "precision", np.mean([1 / 3, 0]))


def test_one_class_or_none_has_no_area() -> None:
    one = _report(np.zeros(3, dtype=np.int64), np.full((3, 4), 0.25))
    assert one.macro.auc == Estimate(None, None, None, 3)
    assert one.accuracy.value == 1.0
    none = _report(np.zeros(0, dtype=np.int64), np.zeros((0, 4)))
    nothing = Estimate(None, None, None, 0)
    assert (none.macro.auc, none.balanced_accuracy, none.rows[0].f1) == (nothing,) * 3


def test_the_methods_are_those_that_the_report_names() -> None:
    row = _report(*_case()).rows[4]
    assert (row.recall.method, row.auc.method, row.f1.method) == ("wilson", "delong", "bootstrap")
    y_true, scores = _case()
    assert row.auc == roc_auc(y_true == 4, scores[:, 4])


def test_the_report_is_plain_json() -> None:
    report = _report(*_case()).to_dict()
    assert json.loads(json.dumps(report, allow_nan=False))["macro"]["name"] == "macro"


@pytest.mark.parametrize("grouped", [False, True])
def test_the_intervals_are_those_of_samples_drawn_one_by_one(grouped: bool) -> None:
    y_true, scores = _case(200)
    groups = np.random.default_rng(3).integers(0, 80, 200) if grouped else None
    units = [np.array([i]) for i in range(200)]
    if groups is not None:
        units = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    rng = np.random.default_rng(4)
    drawn: dict[str, list[float]] = {"recall": [], "auc": [], "average_precision": []}
    for _ in range(300):
        taken = np.concatenate([units[i] for i in rng.integers(len(units), size=len(units))])
        truth, said = y_true[taken], scores[taken]
        there = np.unique(truth)
        drawn["recall"].append(
            float(np.mean([(said.argmax(1)[truth == k] == k).mean() for k in there]))
        )
        drawn["auc"].append(np.mean([roc_auc_score(truth == k, said[:, k]) for k in there]))
        drawn["average_precision"].append(
            np.mean([average_precision_score(truth == k, said[:, k]) for k in there])
        )
    macro = _report(y_true, scores, groups).macro
    for name, values in drawn.items():
        found = getattr(macro, name)
        low, high = np.quantile(values, (0.025, 0.975))
        assert found.low == pytest.approx(low, abs=0.12 * (high - low))
        assert found.high == pytest.approx(high, abs=0.12 * (high - low))
        assert found.low < found.value < found.high
        assert (found.n, found.method) == (200, "bootstrap")


def test_ten_pictures_of_one_lesion_are_not_ten_lesions() -> None:
    y_true, scores = _case(100)
    many, said, lesion = np.repeat(y_true, 10), np.repeat(scores, 10, axis=0), np.arange(1000) // 10
    once, by_lesion = _report(y_true, scores), _report(many, said, lesion)
    by_picture = _report(many, said)
    assert (once.groups, by_lesion.groups) == (None, 100)
    for name in ("recall", "auc", "f1", "average_precision"):
        one, ten, single = (getattr(each.macro, name) for each in (once, by_lesion, by_picture))
        assert (ten.value, ten.low, ten.high) == pytest.approx((one.value, one.low, one.high))
        assert single.high - single.low < 0.5 * (one.high - one.low)


def test_the_same_interval_comes_every_time() -> None:
    y_true, scores = _case()
    assert _report(y_true, scores) == _report(y_true, scores)


def test_a_perfect_part_has_no_interval() -> None:
    y_true = np.arange(30) % 3
    assert _report(y_true, np.eye(3)[y_true]).balanced_accuracy == Estimate(1.0, None, None, 30)


def test_the_interval_of_a_mean_is_the_known_one() -> None:
    values = np.random.default_rng(5).normal(10, 2, 400)
    codes = group_codes(400, None)
    rows = np.zeros(400, dtype=np.int64)
    total, count = group_sums(rows, 1, codes, values), group_sums(rows, 1, codes)
    (found,) = bootstrap(lambda counts: (total @ counts) / (count @ counts), codes)
    half = 1.96 * values.std() / 20
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.03)
    assert found.high == pytest.approx(values.mean() + half, abs=0.03)
