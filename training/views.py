"""What a model says about a picture that is turned and mirrored: a lesion has no top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from training.inference import Predictor

_Turn = Image.Transpose

VIEWS: Mapping[str, _Turn | None] = MappingProxyType(
    {
        "as it is": None,
        "turned by 90°": _Turn.ROTATE_90,
        "turned by 180°": _Turn.ROTATE_180,
        "turned by 270°": _Turn.ROTATE_270,
        "mirrored left to right": _Turn.FLIP_LEFT_RIGHT,
        "mirrored top to bottom": _Turn.FLIP_TOP_BOTTOM,
        "mirrored on the diagonal": _Turn.TRANSPOSE,
        "mirrored on the other diagonal": _Turn.TRANSVERSE,
    }
)
"""The eight views that quarter turns and mirrors make, by what a person calls them."""


@dataclass(frozen=True)
class Spread:
    """The probabilities of positive of a picture's eight views.

    Attributes:
        values: One for each of `VIEWS`, in that order; the first is the picture as it is.
    """

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Their mean: the answer with test-time augmentation."""
        return float(np.mean(self.values))

    @property
    def low(self) -> float:
        """The lowest."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The highest."""
        return max(self.values)

    @property
    def deviation(self) -> float:
        """Their standard deviation about the mean."""
        return float(np.std(self.values))

    def flips(self, threshold: float) -> int:
        """Return how many views read otherwise than the picture as it is."""
        first, *others = (value >= threshold for value in self.values)
        return sum(reading != first for reading in others)


def view_spread(predictor: Predictor, image: Image.Image) -> Spread:
    """Ask about a picture in its eight views.

    Args:
        predictor: What is asked, on the thread that may ask it.
        image: Upright, RGB.
    """
    views = [image if turn is None else image.transpose(turn) for turn in VIEWS.values()]
    return Spread(tuple(answer.probability for answer in predictor.predict(views)))
