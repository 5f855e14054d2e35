"""The curves of a part as plots, and where the operating point stands on each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from desktop_app.widgets.threshold_curve import ThresholdPlot
from desktop_app.widgets.threshold_drawing import Bar, Line
from training.evaluation.curves import Curve
from training.evaluation.reliability import Reliability
from training.evaluation.results import PartResults, Tick

DIAGONAL = np.array([0.0, 1.0])


def roc_plot(results: PartResults) -> ThresholdPlot:
    """Return sensitivity over 1 - specificity."""
    return _plot(
        results.roc,
        ("1 - specificity", "Sensitivity"),
        lambda at, x, y: f"Sens. {y:.3f}, spec. {1 - x:.3f} at {at:.3f}",
    )


def precision_recall_plot(results: PartResults) -> ThresholdPlot:
    """Return precision over recall, beside the share of positives."""
    return _plot(
        results.precision_recall,
        ("Recall", "Precision"),
        lambda at, x, y: f"Recall {x:.3f}, prec. {y:.3f} at {at:.3f}",
        chance=np.full(2, _share(results)),
    )


def gain_plot(results: PartResults) -> ThresholdPlot:
    """Return the share of positives found over the share of pictures looked at."""
    return _plot(
        results.gain,
        ("Read as malignant", "Malignant found"),
        lambda at, x, y: f"{100 * y:.1f} % found in {100 * x:.1f} % at {at:.3f}",
    )


def decision_plot(results: PartResults) -> ThresholdPlot:
    """Return net benefit over the threshold, beside treating all and none."""
    curve = results.decision
    top = max(1e-3, float(np.nanmax(curve.model, initial=0.0)), _share(results) or 0.0) * 1.1
    return ThresholdPlot(
        curve.thresholds,
        curve.thresholds,
        curve.model,
        ("Threshold", "Net benefit"),
        lambda at, _, y: f"Net benefit {y:.3f} at {at:.3f}",
        (
            Line("All", curve.thresholds, curve.treat_all),
            Line("None", DIAGONAL, np.zeros(2), dots=True),
        ),
        y_range=(-0.3 * top, top),
        name="Model",
    )


def calibration_plot(reliability: Reliability) -> ThresholdPlot:
    """Return what was observed over what was predicted, in bins with their intervals."""
    bins = [each for each in reliability.bins if each.observed.value is not None]
    predicted = np.array([each.predicted for each in bins])
    return ThresholdPlot(
        predicted,
        predicted,
        np.array([float(each.observed.value or 0.0) for each in bins]),
        ("Predicted probability", "Observed share"),
        lambda _, x, y: f"Predicted {x:.3f}, observed {y:.3f}",
        (Line("Calibrated", DIAGONAL, DIAGONAL),),
        tuple(
            Bar(each.predicted, each.observed.low, each.observed.high)
            for each in bins
            if each.observed.low is not None and each.observed.high is not None
        ),
        dotted=True,
    )


def markers(results: PartResults, tick: Tick) -> dict[str, tuple[float, float]]:
    """Return where the operating point stands on "roc", "precision_recall", "gain", "decision".

    NaN where that cannot be told.
    """
    curves = {
        "roc": results.roc,
        "precision_recall": results.precision_recall,
        "gain": results.gain,
    }
    places = {
        name: (float(curve.x[tick.point]), float(curve.y[tick.point]))
        for name, curve in curves.items()
    }
    benefit = float("nan") if tick.net_benefit is None else tick.net_benefit
    return places | {"decision": (tick.threshold, benefit)}


def _plot(
    curve: Curve,
    axes: tuple[str, str],
    words: Callable[[float, float, float], str],
    *,
    chance: NDArray[np.float64] = DIAGONAL,
) -> ThresholdPlot:
    """Return a curve beside what chance would reach from 0 to 1."""
    line = Line("Chance", DIAGONAL, chance)
    return ThresholdPlot(curve.thresholds, curve.x, curve.y, axes, words, (line,))


def _share(results: PartResults) -> float:
    n = results.table.positives + results.table.negatives
    return results.table.positives / n if n else float("nan")
