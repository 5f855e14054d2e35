"""A picture turned and mirrored is the same lesion; how far the answers differ is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest
from PIL import Image

from training.inference import Predictor
from training.views import VIEWS, Spread, view_spread


class Corner:
    """A model that looks at the upper left corner alone."""

    @dataclass
    class Answer:
        probability: float

    def predict(self, images: list[Image.Image]) -> list[Answer]:
        return [self.Answer(np.asarray(image)[0, 0, 0] / 255) for image in images]


def test_the_eight_views_are_asked_about_each_once() -> None:
    """Of a picture whose corners are all different, each corner comes up twice."""
    pixels = np.zeros((5, 9, 3), np.uint8)
    pixels[0, 0], pixels[0, -1], pixels[-1, 0], pixels[-1, -1] = 51, 102, 153, 204
    spread = view_spread(cast(Predictor, Corner()), Image.fromarray(pixels))
    assert len(spread.values) == len(VIEWS) == 8
    assert spread.values[0] == pytest.approx(0.2)
    assert sorted(spread.values) == pytest.approx([0.2, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8])
    assert (spread.mean, spread.low, spread.high) == pytest.approx((0.5, 0.2, 0.8))
    assert spread.deviation == pytest.approx(np.std([0.2, 0.4, 0.6, 0.8]))
    assert spread.flips(0.5) == 4
    assert spread.flips(0.9) == 0


def test_views_that_agree_have_no_spread() -> None:
    assert Spread((0.3,) * 8).deviation == pytest.approx(0)
