"""Temperature scaling: probabilities that are as sure as they are right.

Source: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On Calibration of Modern Neural Networks, ICML
2017, arXiv:1706.04599.

Log-probabilities are divided by one number, the temperature, and made to sum up to 1 again. Which
class is the likeliest does not change, and for two sides neither does the order of the pictures.
The scores from before are those that the inverse temperature gives again.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import RunError
from training.evaluation.predictions import Predictions
from training.files import write_json_atomically

logger = logging.getLogger(__name__)

FILE = "calibration.json"
_LOWEST, _HIGHEST = 0.25, 10.0
"""Below the lowest, numbers near 1 could no longer be told apart."""
_BINS = 15

Scores = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Calibration:
    """The temperature of a run, with what it rests on.

    Attributes:
        temperature: What log-probabilities are divided by; 1 changes nothing.
        fitted_on: The part that it was fitted on.
        n: Samples that it rests on.
        nll_before: Mean negative log-likelihood of the truth at temperature 1; None without
            samples.
        nll_after: The same at `temperature`.
        ece_before: Expected calibration error at temperature 1.
        ece_after: The same at `temperature`.
        note: Why nothing was changed; empty where something was.
    """

    temperature: float
    fitted_on: str
    n: int
    nll_before: float | None
    nll_after: float | None
    ece_before: float | None
    ece_after: float | None
    note: str = ""

    def save(self, folder: Path) -> None:
        """Write `calibration.json` into a run folder."""
        write_json_atomically(folder / FILE, asdict(self))


def saved_temperature(folder: Path) -> float:
    """Return the temperature that a run folder holds; 1 where it holds none.

    Raises:
        RunError: The file is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        return 1.0
    try:
        temperature = float(json.loads(path.read_text(encoding="utf-8"))["temperature"])
        if not _LOWEST <= temperature <= _HIGHEST:
            raise ValueError(f"temperature {temperature} is not plausible")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{path} cannot be read: {error}.",
            mend="Run `lesionlab evaluate --part validation` on the run to make it again.",
        ) from error
    return temperature


def fit_temperature(y_score: Scores, labels: NDArray[np.int64], fitted_on: str) -> Calibration:
    """Return the temperature at which the truth is likeliest.

    It stays 1 where labels are all the same, or where the best one lies at the end of what is
    plausible, 0.25 to 10, as it does for a part that is told apart without a mistake.

    Args:
        y_score: A model's output, shape (n, 1) for a binary one, else (n, classes).
        labels: What it should have answered: 0 or 1, or the index of the class; shape (n,).
        fitted_on: Name of the part.
    """
    from scipy.optimize import minimize_scalar

    log_p = _log_probabilities(y_score)

    def loss(log_temperature: float) -> float:
        return _nll(log_p / np.exp(log_temperature), labels)

    temperature, note = 1.0, ""
    if np.unique(labels).size < 2:
        note = f"the {fitted_on} part has fewer than two classes"
    else:
        bounds = (np.log(_LOWEST), np.log(_HIGHEST))
        found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6})
        temperature = float(np.exp(found.x))
        if not _LOWEST * 1.001 < temperature < _HIGHEST / 1.001 or not found.fun <= loss(0.0):
            note = f"the best one, {temperature:.3g}, is not plausible"
            temperature = 1.0
    if note:
        logger.warning("No temperature scaling: %s", note)
    n = int(labels.size)
    return Calibration(
        temperature,
        fitted_on,
        n,
        nll_before=loss(0.0) if n else None,
        nll_after=loss(float(np.log(temperature))) if n else None,
        ece_before=expected_calibration_error(y_score, labels) if n else None,
        ece_after=expected_calibration_error(at_temperature(y_score, temperature), labels)
        if n
        else None,
        note=note,
    )


def at_temperature(y_score: Scores, temperature: float) -> Scores:
    """Return a model's output at a temperature.

    Args:
        y_score: Shape (n, 1) for a binary model, else (n, classes).
        temperature: Above 0; the inverse of one that was applied takes it back.

    Returns:
        The same shape, float64, in which scores that differ still do; `y_score` itself at 1.
    """
    if temperature == 1.0:
        return y_score
    from scipy.special import softmax

    p = softmax(_log_probabilities(y_score) / temperature, axis=1)
    return np.asarray(p[:, 1:] if y_score.shape[1] == 1 else p)


def with_temperature(predictions: Predictions, temperature: float) -> Predictions:
    """Return predictions at another temperature than they are at.

    Args:
        predictions: As a run keeps them; they say what they were calibrated with.
        temperature: Above 0; 1 for the model's own output.
    """
    if temperature == predictions.temperature:
        return predictions
    output = at_temperature(predictions.y_score, 1.0 / predictions.temperature)
    y_score = at_temperature(output, temperature)
    return replace(predictions, y_score=y_score, temperature=temperature)


def expected_calibration_error(y_score: Scores, labels: NDArray[np.int64]) -> float:
    """Return how far confidence and accuracy are apart on average, in 15 bins of equal width.

    Args:
        y_score: Shape (n, 1) for a binary model, else (n, classes); n at least 1.
        labels: 0 or 1, or the index of the class, shape (n,).
    """
    p = np.exp(_log_probabilities(y_score))
    confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
    bins = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.bincount(bins, weights=right - confidence, minlength=_BINS)
    return float(np.abs(gaps).sum() / labels.size)


def _log_probabilities(y_score: Scores) -> NDArray[np.float64]:
    """Return the logarithm of the probability of every class, shape (n, 2 or more).

    What float32 has rounded to 0 or 1 is taken for the number next to it.
    """
    p = y_score.astype(np.float64)
    if p.shape[1] == 1:
        nearly_1 = p if y_score.dtype == np.float64 else np.minimum(p, 1.0 - 2.0**-25)
        p = np.hstack([1.0 - nearly_1, p])
    return np.log(np.maximum(p, np.finfo(np.float32).tiny))


def _nll(log_p: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the mean negative log-likelihood of the labels, from logarithms up to a constant."""
    from scipy.special import logsumexp

    own = log_p[np.arange(labels.size), labels]
    return float(np.mean(logsumexp(log_p, axis=1) - own))
