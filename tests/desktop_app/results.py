"""Results made by hand, for views that show them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults


def results(
    truth: Sequence[int], probability: Sequence[float], part: str = "validation"
) -> PartResults:
    """Return results of a binary model.

    Args:
        truth: 1 for malignant.
        probability: Probability of malignant.
        part: Name of the part; the samples are called `part/0`, `part/1` ...
    """
    return PartResults(
        Predictions(
            part=part,
            sample_id=np.array([f"{part}/{number}" for number in range(len(truth))]),
            y_true=np.array(truth, dtype=np.int64),
            y_score=np.array(probability, dtype=np.float32)[:, None],
            classes=("benign", "malignant"),
            positive=("malignant",),
        )
    )


def class_results(truth: Sequence[int], scores: Sequence[Sequence[float]]) -> PartResults:
    """Return results of a model that tells nevus, keratosis and melanoma apart."""
    return PartResults(
        Predictions(
            part="validation",
            sample_id=np.array([f"validation/{number}" for number in range(len(truth))]),
            y_true=np.array(truth, dtype=np.int64),
            y_score=np.array(scores, dtype=np.float32),
            classes=("nevus", "keratosis", "melanoma"),
            positive=("melanoma",),
        )
    )
