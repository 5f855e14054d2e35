"""What is asked where only the probability of positive matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.predictions import positive_probability

if TYPE_CHECKING:
    from training.inference import Predictor

Scores = Callable[[NDArray[np.uint8]], NDArray[np.floating[Any]]]
"""From preprocessed pictures, shape (n, height, width, 3), to probabilities of positive, (n,)."""


def positive_scores(predictor: Predictor) -> Scores:
    """Return a predictor's probability of positive, flipped and calibrated as its run asks."""
    dataset = predictor.run.dataset

    def ask(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
        return positive_probability(predictor.scores(pictures), dataset.classes, dataset.positive)

    return ask
