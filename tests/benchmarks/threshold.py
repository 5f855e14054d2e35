"""One slider tick in the engine: matrix, all metrics with intervals, and the point on each curve.

For 1,000,000 scores, against counting the confusion matrix with scikit-learn.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from sklearn.metrics import confusion_matrix

from tests.benchmarks.measure import compare
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults

SCORES = 1_000_000
RUNS, TICKS, AIM = 3, 200, 0.01
TICK_AIM = 2.0
"""Milliseconds that a tick may take."""


def main() -> dict[str, Any]:
    results = _results()
    curves = (results.roc, results.precision_recall, results.gain, results.decision)
    thresholds = np.random.default_rng(1).random(TICKS).tolist()
    ticks: list[float] = []

    def ours() -> float:
        seconds = []
        for threshold in thresholds:
            begin = time.perf_counter()
            tick = results.tick(threshold)
            for curve in curves[:3]:
                _ = (curve.x[tick.point], curve.y[tick.point])
            _ = results.binary_matrix(threshold)
            seconds.append(time.perf_counter() - begin)
        ticks.extend(seconds)
        return float(np.median(seconds))

    def theirs() -> float:
        begin = time.perf_counter()
        confusion_matrix(results.is_positive, results.probability >= thresholds[0])
        return time.perf_counter() - begin

    figures = compare(theirs, ours, runs=RUNS, aim=AIM)
    late = float(np.percentile(ticks, 99)) * 1000
    return figures | {
        "scores": SCORES,
        "tick_aim_milliseconds": TICK_AIM,
        "tick_met": late <= TICK_AIM,
        "tick_milliseconds": {
            "p50": round(float(np.median(ticks)) * 1000, 4),
            "p99": round(late, 4),
        },
    }


def _results() -> PartResults:
    rng = np.random.default_rng(0)
    truth = rng.random(SCORES) < 0.1
    score = (rng.random(SCORES) + 0.5 * truth) / 1.5
    names = np.arange(SCORES).astype(np.str_)
    labels = truth.astype(np.int64)
    return PartResults(
        Predictions("test", names, labels, score[:, np.newaxis], ("nv", "mel"), ("mel",))
    )
