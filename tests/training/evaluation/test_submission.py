"""Files of the ISIC challenges, and scores that are those of their public scorer.

The scorer, isic-challenge-scoring of PyPI, does not run with the pandas that LesionLab needs: it is
asked in an environment of its own, whose `python` the variable LESIONLAB_ISIC_SCORER names. To make
one: `python -m venv scorer && scorer/bin/pip install "isic-challenge-scoring==5.6.0" "pandas<3"`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sklearn.metrics as sk
from numpy.typing import NDArray

from training.errors import RunError
from training.evaluation.predictions import Predictions
from training.evaluation.submission import (
    Submission,
    challenge_scores,
    submission,
)

HAM = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
ISIC2019 = ("AK", "BCC", "BKL", "DF", "MEL", "NV", "SCC", "VASC")
SCORER = os.environ.get("LESIONLAB_ISIC_SCORER", "")
needs_scorer = pytest.mark.skipif(
    not SCORER, reason="LESIONLAB_ISIC_SCORER names no python with isic-challenge-scoring"
)
METRICS = (
    "accuracy",
    "sensitivity",
    "specificity",
    "dice",
    "ppv",
    "npv",
    "auc",
    "auc_sens_80",
    "ap",
)


def _predictions(
    classes: tuple[str, ...],
    n: int = 150,
    *,
    digits: int | None = None,
    seed: int = 0,
    dtype: type = np.float32,
) -> Predictions:
    rng = np.random.default_rng(seed)
    k = len(classes)
    y_true = np.concatenate([np.arange(k), rng.integers(0, k, n - k)])
    scores = rng.dirichlet(np.ones(k), n) + 0.6 * rng.random((n, 1)) * np.eye(k)[y_true]
    scores /= scores.sum(axis=1, keepdims=True)
    if digits is not None:
        scores = np.round(scores, digits)
    ids = np.array([f"ISIC_{i:07}" for i in rng.permutation(n)], dtype=np.str_)
    return Predictions("test", ids, y_true, scores.astype(dtype), classes, (classes[0],))


def _truth_csv(sent: Submission) -> str:
    """Return the truth as the challenges give it, by name: the scorer's weights rely on that."""
    lines = sorted(
        ",".join((name, *(repr(float(each)) for each in row)))
        for name, row in zip(sent.image.tolist(), sent.truth.tolist(), strict=True)
    )
    lines.insert(0, ",".join(("image", *sent.columns)))
    return "\n".join(lines) + "\n"


def _scorer(sent: Submission, folder: Path, metric: str = "balanced_accuracy") -> dict[str, Any]:
    """Return what the public scorer says of a submission."""
    truth, said = folder / "truth.csv", folder / "said.csv"
    truth.write_text(_truth_csv(sent))
    said.write_text(sent.to_csv())
    command = [SCORER, "-W", "ignore", "-m", "isic_challenge_scoring", "-o", "json"]
    done = subprocess.run(
        [*command, "classification", str(truth), str(said), "-m", metric],
        capture_output=True,
        text=True,
        timeout=240,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


CASES = [
    ("2018", HAM, None, np.float32),
    ("2018", HAM, 1, np.float32),  # ties of scores, scores of exactly 0.5, two highest ones
    ("2018", HAM, None, np.float64),
    ("2018", HAM, 0, np.float32),  # hard votes, some for nothing
]


@needs_scorer
@pytest.mark.parametrize(("year", "classes", "digits", "dtype"), CASES)
def test_the_scores_are_those_of_the_public_scorer(
    tmp_path: Path, year: str, classes: tuple[str, ...], digits: int | None, dtype: type
) -> None:
    sent = submission(_predictions(classes, digits=digits, dtype=dtype), year)  # type: ignore[arg-type]
    ours, theirs = challenge_scores(sent), _scorer(sent, tmp_path)
    assert ours.balanced_accuracy == pytest.approx(theirs["overall"], abs=1e-9)
    assert ours.balanced_accuracy == pytest.approx(
        theirs["aggregate"]["balanced_accuracy"], abs=1e-9
    )
    for metric in METRICS:
        mean = theirs["macro_average"][metric]
        assert getattr(ours.macro, metric) == pytest.approx(mean, abs=1e-9), metric
        for column in sent.columns:
            told = getattr(ours.categories[column], metric)
            expected = theirs["per_category"][metric][column]
            assert told == pytest.approx(expected, abs=1e-9), (metric, column)


@needs_scorer
def test_a_picture_that_the_scorer_does_not_count_is_not_counted(tmp_path: Path) -> None:
    told = _predictions(HAM)
    told.sample_id[10] = "ISIC_0035068"
    sent = submission(told)
    ours, theirs = challenge_scores(sent), _scorer(sent, tmp_path)
    assert ours.balanced_accuracy == pytest.approx(theirs["overall"], abs=1e-9)
    assert ours.macro.auc == pytest.approx(theirs["macro_average"]["auc"], abs=1e-9)


@needs_scorer
def test_two_categories_of_2017_are_scored_alike(tmp_path: Path) -> None:
    classes = ("melanoma", "nevus", "seborrheic keratosis")
    sent = submission(_predictions(classes), "2017")
    folder = tmp_path
    renamed = Submission("2018", sent.columns, sent.image, sent.scores, sent.truth, ())
    ours, theirs = challenge_scores(sent), _scorer(renamed, folder, metric="auc")
    assert ours.macro.auc == pytest.approx(theirs["overall"], abs=1e-9)
    for metric in METRICS:
        for column in sent.columns:
            expected = theirs["per_category"][metric][column]
            assert getattr(ours.categories[column], metric) == pytest.approx(expected, abs=1e-9)


# The same rules, written down from the scorer's documentation, without the package


@pytest.mark.parametrize("digits", [None, 1, 0])
def test_the_scores_follow_the_scorers_rules(digits: int | None) -> None:
    sent = submission(_predictions(HAM, digits=digits))
    told = challenge_scores(sent)
    rows = []
    for row, truth in zip(sent.scores, sent.truth, strict=True):
        winners = np.flatnonzero(row == row.max())
        rows.append((int(truth.argmax()), int(winners[0]) if winners.size == 1 else -1))
    recalls = [
        np.mean([said == k for true, said in rows if true == k]) for k in range(len(sent.columns))
    ]
    assert told.balanced_accuracy == pytest.approx(np.mean(recalls), abs=1e-12)
    for k, column in enumerate(sent.columns):
        truth, score = sent.truth[:, k], sent.scores[:, k]
        reading, found = score > 0.5, told.categories[column]
        assert found.accuracy == pytest.approx(sk.accuracy_score(truth, reading), abs=1e-12)
        assert found.sensitivity == pytest.approx(sk.recall_score(truth, reading), abs=1e-12)
        assert found.specificity == pytest.approx(
            sk.recall_score(truth, reading, pos_label=False), abs=1e-12
        )
        ppv = sk.precision_score(truth, reading, zero_division=1.0)
        assert found.ppv == pytest.approx(ppv, abs=1e-12)
        assert found.dice == pytest.approx(sk.f1_score(truth, reading), abs=1e-12)
        assert found.auc == pytest.approx(sk.roc_auc_score(truth, score), abs=1e-12)
        assert found.ap == pytest.approx(sk.average_precision_score(truth, score), abs=1e-12)
        assert found.auc_sens_80 == pytest.approx(_area_above(truth, score), abs=1e-9)


def _area_above(truth: NDArray[np.bool_], score: NDArray[np.float64]) -> float:
    """Return the area between sensitivity 0.8 and 1, by cutting each step of the ROC curve."""
    fpr, tpr, _ = sk.roc_curve(truth, score, drop_intermediate=False)
    area = 0.0
    for x0, x1, y0, y1 in zip(fpr, fpr[1:], tpr, tpr[1:], strict=False):
        if y1 < 0.8:
            continue
        if y0 < 0.8:
            x0, y0 = x0 + (x1 - x0) * (0.8 - y0) / (y1 - y0), 0.8
        area += (x1 - x0) * (y0 + y1) / 2
    return area


def test_what_has_nothing_to_divide_by_counts_as_1() -> None:
    scores = np.array([[0.9, 0.1], [0.8, 0.2]])
    truth = np.array([[True, False], [True, False]])
    sent = Submission("2018", ("MEL", "NV"), np.array(["a", "b"]), scores, truth, ())
    nevus = challenge_scores(sent).categories["NV"]
    assert (nevus.sensitivity, nevus.specificity, nevus.ppv, nevus.dice) == (1.0, 1.0, 1.0, 1.0)
    assert (nevus.auc, nevus.auc_sens_80, nevus.ap) == (None, None, None)


# The files


def test_the_file_of_2018_has_a_column_a_class_in_the_challenges_order() -> None:
    told = _predictions(HAM, 20)
    lines = submission(told).to_csv().splitlines()
    assert lines[0] == "image,MEL,NV,BCC,AKIEC,BKL,DF,VASC"
    assert len(lines) == 21
    first = lines[1].split(",")
    assert first[0] == told.sample_id[0]
    order = [HAM.index(name) for name in ("mel", "nv", "bcc", "akiec", "bkl", "df", "vasc")]
    assert [float(text) for text in first[1:]] == told.y_score[0, order].tolist()


def test_the_file_of_2019_says_which_columns_the_model_does_not_know() -> None:
    sent = submission(_predictions(ISIC2019, 20))
    assert sent.to_csv().startswith("image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK\n")
    assert sent.notes == ("The model does not know UNK: its column is 0.",)
    assert (sent.scores[:, -1] == 0).all()
    assert challenge_scores(sent).categories["UNK"].auc is None


def test_binary_files() -> None:
    rng = np.random.default_rng(0)
    ids = np.array(["a", "b"], dtype=np.str_)
    scores = rng.random((2, 1))
    told = Predictions("test", ids, np.array([0, 1]), scores, ("nevus", "melanoma"), ("melanoma",))
    first, second = scores[:, 0].tolist()
    assert submission(told).to_csv() == f"a,{first!r}\nb,{second!r}\n"
    sent = submission(told, "2017")
    assert sent.to_csv().splitlines()[0] == "image_id,melanoma,seborrheic_keratosis"
    assert sent.scores[:, 0].tolist() == scores[:, 0].tolist()
    assert sent.notes == ("The model does not know seborrheic_keratosis: its column is 0.",)


def test_classes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(RunError, match="none of them is melanoma"):
        submission(_predictions(("a", "b", "c")), "2018")
    with pytest.raises(RunError, match="no category for SCC"):
        submission(_predictions(ISIC2019), "2018")
    assert submission(_predictions(("a", "b", "c"))).challenge == "2016"
    nobody = np.zeros(0, dtype=np.int64)
    empty = Predictions("test", nobody.astype(np.str_), nobody, np.zeros((0, 7)), HAM, ("mel",))
    with pytest.raises(RunError, match="no picture"):
        challenge_scores(submission(empty))
