"""What `lesionlab evaluate` prints about a part."""

from __future__ import annotations

import numpy as np
import pytest

from training.cli.reports import print_report
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults


def _part(group: np.ndarray | None, classes: tuple[str, ...]) -> PartResults:
    rng = np.random.default_rng(0)
    y_true = np.arange(60) % len(classes)
    scores = rng.dirichlet(np.ones(len(classes)), 60) + 0.3 * np.eye(len(classes))[y_true]
    y_score = (scores / 1.3).astype(np.float32)
    names = np.array([str(i) for i in range(60)], dtype=np.str_)
    return PartResults(Predictions("test", names, y_true, y_score, classes, ("mel",), group))


@pytest.mark.parametrize("groups", [None, 20])
def test_all_numbers_of_a_class_model_are_printed_with_their_intervals(
    capsys: pytest.CaptureFixture[str], groups: int | None
) -> None:
    part = _part(None if groups is None else np.arange(60) // 3, ("bcc", "df", "mel", "nv"))
    print_report(part.to_dict(0.5))
    printed = capsys.readouterr().out
    for title, estimate in (
        ("accuracy", part.class_matrix().accuracy),
        ("balanced accuracy", part.class_estimates["balanced_accuracy"]),
        ("macro AUC", part.class_estimates["macro_auc"]),
        ("top-2 accuracy", part.class_estimates["top_2_accuracy"]),
        ("top-3 accuracy", part.class_estimates["top_3_accuracy"]),
    ):
        line = (
            f"    {title:18} {estimate.value:.3f}  "
            f"(95 % interval {estimate.low:.3f} to {estimate.high:.3f}, n = 60)\n"
        )
        assert line in printed
    assert ("20 groups" in printed) == (groups == 20)


def test_what_three_classes_cannot_tell_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(_part(None, ("bcc", "mel", "nv")).to_dict(0.5))
    printed = capsys.readouterr().out
    assert "top-2" in printed
    assert "top-3" not in printed


def test_a_binary_model_has_no_numbers_of_classes(capsys: pytest.CaptureFixture[str]) -> None:
    truth = np.array([0, 1, 1])
    scores = np.array([[0.2], [0.7], [0.4]], dtype=np.float32)
    names = np.array(["a", "b", "c"], dtype=np.str_)
    predictions = Predictions("test", names, truth, scores, ("nv", "mel"), ("mel",))
    print_report(PartResults(predictions).to_dict(0.5))
    printed = capsys.readouterr().out
    assert "sensitivity" in printed
    assert "by the highest score" not in printed
