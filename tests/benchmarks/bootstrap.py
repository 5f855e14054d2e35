"""2,000 draws of whole lesions: AUC, sensitivity and specificity over 10,000 samples.

Against scikit-learn in a loop, which does a hundredth of the draws; its time is scaled up. Ours
also gives average precision.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from sklearn.metrics import recall_score, roc_auc_score

from tests.benchmarks.measure import compare
from training.evaluation.bootstrap import RESAMPLES
from training.evaluation.drawn_metrics import drawn_metrics

SAMPLES, LESIONS = 10_000, 7_500
SHARE = 100
RUNS, AIM = 3, 0.1
SECONDS_AIM = 1.0


def main() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    lesions = rng.integers(0, LESIONS, SAMPLES)
    truth = (np.random.default_rng(1).random(LESIONS) < 0.2)[lesions]
    score = (rng.random(SAMPLES) + 0.5 * truth) / 1.5
    rows = [np.flatnonzero(lesions == lesion) for lesion in np.unique(lesions)]

    def theirs() -> float:
        begin = time.perf_counter()
        draws = np.random.default_rng(2)
        for _ in range(RESAMPLES // SHARE):
            drawn = [rows[place] for place in draws.integers(len(rows), size=len(rows))]
            chosen = np.concatenate(drawn)
            t, p = truth[chosen], score[chosen]
            roc_auc_score(t, p)
            recall_score(t, p >= 0.5)
            recall_score(t, p >= 0.5, pos_label=False)
        return (time.perf_counter() - begin) * SHARE

    def ours() -> float:
        begin = time.perf_counter()
        drawn_metrics(truth, score, 0.5, lesions)
        return time.perf_counter() - begin

    figures = compare(theirs, ours, runs=RUNS, aim=AIM)
    return figures | {
        "samples": SAMPLES,
        "draws": RESAMPLES,
        "seconds_aim": SECONDS_AIM,
        "seconds_met": figures["seconds"] <= SECONDS_AIM,
    }
