"""Temperature scaling makes probabilities honest, and nothing else."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit, log_softmax, softmax
from scipy.stats import rankdata

from training.errors import RunError
from training.evaluation.calibration import (
    FILE,
    Calibration,
    at_temperature,
    expected_calibration_error,
    fit_temperature,
    saved_temperature,
)


def _honest(n: int = 20_000, classes: int = 7) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return logits whose softmax is the chance that the label is drawn with."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 1.5, (n, classes))
    labels = (rng.random((n, 1)) > softmax(logits, axis=1).cumsum(axis=1)).sum(axis=1)
    return logits, labels.clip(0, classes - 1)


def _loss(output: NDArray[Any], labels: NDArray[np.int64]) -> float:
    return float(-np.log(output.astype(float))[np.arange(labels.size), labels].mean())


@pytest.mark.parametrize("surer", [0.5, 1.0, 3.0])
def test_the_temperature_of_seven_classes_is_found(surer: float) -> None:
    logits, labels = _honest()
    output = softmax(logits * surer, axis=1).astype(np.float32)
    found = fit_temperature(output, labels, "validation")
    assert found.temperature == pytest.approx(surer, rel=0.03)
    assert (found.fitted_on, found.n, found.note) == ("validation", 20_000, "")
    assert found.nll_before == pytest.approx(_loss(output, labels), abs=1e-5)
    assert found.ece_after is not None
    assert found.ece_before is not None
    assert found.ece_after < 0.01
    if surer != 1.0:
        assert found.ece_before > 0.1
    after = at_temperature(output, found.temperature)
    assert found.nll_after == pytest.approx(_loss(after, labels), abs=1e-5)
    assert expected_calibration_error(after, labels) == found.ece_after


@pytest.mark.parametrize("surer", [0.5, 3.0])
def test_the_temperature_of_two_sides_is_found_on_the_logits(surer: float) -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(-1, 2, 20_000)
    labels = (rng.random(20_000) < expit(logits)).astype(np.int64)
    output = expit(surer * logits).astype(np.float32)[:, np.newaxis]
    found = fit_temperature(output, labels, "validation")
    assert found.temperature == pytest.approx(surer, rel=0.04)
    after = at_temperature(output, found.temperature)
    assert after.shape == (20_000, 1)
    np.testing.assert_allclose(
        after[:, 0], expit(surer / found.temperature * logits), atol=2e-3, rtol=0
    )


def test_no_other_temperature_is_better() -> None:
    logits, labels = _honest(500)
    found = fit_temperature(softmax(2 * logits, axis=1).astype(np.float32), labels, "validation")
    assert found.nll_after is not None
    for other in found.temperature * np.array([0.9, 0.99, 1.01, 1.1]):
        loss = -log_softmax(2 * logits / other, axis=1)[np.arange(500), labels].mean()
        assert found.nll_after < loss


@pytest.mark.parametrize("temperature", [0.5, 0.9, 1.7, 10.0])
def test_two_sides_keep_the_order_of_the_pictures(temperature: float) -> None:
    least, most = np.finfo(np.float32).tiny, np.nextafter(np.float32(1), np.float32(0))
    near_1 = most - np.arange(20, dtype=np.float32) * np.float32(2**-24)
    close = np.nextafter(np.float32(0.5), np.float32([0, 1]))
    output = np.concatenate(
        [[0.0, least, 1e-30, 1e-7, 0.5, 1.0], near_1, close, np.random.default_rng(2).random(500)]
    ).astype(np.float32)[:, np.newaxis]
    after = at_temperature(output, temperature)
    above_0 = output[:, 0] > least  # 0 itself is taken for the least number there is
    np.testing.assert_array_equal(
        rankdata(after[above_0, 0], "dense"), rankdata(output[above_0, 0], "dense")
    )
    assert after[output[:, 0] == 0.0, 0] <= after[above_0, 0].min()
    assert ((after > 0.5) == (output > 0.5)).all()
    assert (after >= 0).all()
    assert (after <= 1).all()


@pytest.mark.parametrize("width", [1, 7])
def test_the_inverse_temperature_takes_it_back(width: int) -> None:
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 3, (200, 7))
    output = (softmax(logits, axis=1) if width == 7 else expit(logits[:, :1])).astype(np.float32)
    after = at_temperature(output, 1.6)
    assert np.abs(after - output).max() > 0.05
    np.testing.assert_allclose(at_temperature(after, 1 / 1.6), output, atol=1e-6, rtol=1e-5)
    assert (after.argmax(axis=1) == output.argmax(axis=1)).all()


def test_temperature_1_leaves_every_bit() -> None:
    output = np.array([[0.1], [0.7]], dtype=np.float32)
    assert at_temperature(output, 1.0) is output


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ([0, 0, 0, 0], "fewer than two classes"),
        ([], "fewer than two classes"),
        ([0, 0, 1, 1], "not plausible"),  # told apart without a mistake: never sure enough
        ([1, 1, 0, 0], "not plausible"),  # all wrong: never unsure enough
    ],
)
def test_a_bad_fit_changes_nothing_and_says_why(
    caplog: pytest.LogCaptureFixture, tmp_path: Path, labels: list[int], why: str
) -> None:
    output = np.array([0.1, 0.2, 0.7, 0.9], dtype=np.float32)[: len(labels), np.newaxis]
    with caplog.at_level(logging.WARNING):
        found = fit_temperature(output, np.array(labels, dtype=np.int64), "validation")
    assert found.temperature == 1.0
    assert why in found.note
    assert why in caplog.text
    assert (found.nll_before, found.ece_before) == (found.nll_after, found.ece_after)
    found.save(tmp_path)
    assert json.loads((tmp_path / FILE).read_text())["note"] == found.note


def test_the_calibration_error_of_a_worked_example() -> None:
    # Two at confidence 0.9 of which one is right; two at 0.6 of which both are.
    output = np.array([[0.9], [0.1], [0.6], [0.4]])
    labels = np.array([1, 1, 1, 0])
    assert expected_calibration_error(output, labels) == pytest.approx((2 * 0.4 + 2 * 0.4) / 4)


def test_a_run_folder_remembers_the_temperature(tmp_path: Path) -> None:
    assert saved_temperature(tmp_path) == 1.0
    Calibration(1.4, "validation", 9, 0.5, 0.4, 0.2, 0.1).save(tmp_path)
    assert saved_temperature(tmp_path) == 1.4


@pytest.mark.parametrize(
    "text", ["", "{}", '{"temperature": "hot"}', '{"temperature": 0}', '{"temperature": NaN}']
)
def test_a_damaged_calibration_is_named_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(RunError, match=r"calibration\.json cannot be read") as caught:
        saved_temperature(tmp_path)
    assert "lesionlab evaluate" in caught.value.mend
