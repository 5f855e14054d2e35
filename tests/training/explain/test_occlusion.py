"""Occlusion points to what the probability falls with, for any scorer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.corner_models import CORNER, SIZE, corner_model
from tests.data.pictures import noise
from training.errors import Cancelled
from training.explain.occlusion import occlusion
from training.inference import score


def red_corner(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(pictures[:, :CORNER, :CORNER, 0].mean(axis=(1, 2)) / 255)


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    """Return skin with a red corner: what covers it takes the red away."""
    pixels = np.full((SIZE, SIZE, 3), (120, 90, 80), np.uint8)
    pixels[:CORNER, :CORNER] = (250, 20, 20)
    return pixels


def test_the_map_points_to_the_corner_that_alone_counts(picture: NDArray[np.uint8]) -> None:
    heat = occlusion(red_corner, picture, patch=4, stride=4)
    assert heat.shape == (SIZE, SIZE)
    assert heat.dtype == np.float32
    # A patch of 4 x 4 takes a quarter of the corner from red 250 to the skin's 120.
    np.testing.assert_allclose(heat[:CORNER, :CORNER], (250 - 120) / 255 / 4, atol=1e-6)
    heat[:CORNER, :CORNER] = 0
    assert not heat.any()


def test_a_keras_model_can_be_asked_as_well() -> None:
    model = corner_model()
    pixels = np.asarray(noise(0, (SIZE, SIZE)))
    pixels = np.concatenate([pixels[:, :CORNER] // 2 + 128, pixels[:, CORNER:] // 2], axis=1)
    heat = occlusion(lambda pictures: score(model, pictures)[:, 0], pixels)
    assert heat[: CORNER // 2, : CORNER // 2].min() > 0.01
    reach = CORNER + 5  # a patch that starts in the corner ends here
    heat[:reach, :reach] = 0
    assert np.abs(heat).max() < 1e-6


def test_what_speaks_against_is_below_zero(picture: NDArray[np.uint8]) -> None:
    heat = occlusion(lambda pictures: 1 - red_corner(pictures), picture)
    assert heat.min() < -0.1
    assert heat.max() <= 1e-6


@pytest.mark.parametrize(("height", "width", "patch"), [(30, 47, None), (9, 40, 7), (3, 3, 8)])
def test_every_pixel_is_covered_by_some_patch(height: int, width: int, patch: int | None) -> None:
    asked: list[NDArray[np.uint8]] = []

    def scores(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
        asked.append(pictures.copy())
        return np.zeros(len(pictures))

    pixels = np.full((height, width, 3), 200, np.uint8)
    pixels[height // 4 : -height // 4, width // 4 : -width // 4] = 10
    assert np.isfinite(occlusion(scores, pixels, patch=patch)).all()
    drawn = np.concatenate(asked[1:])
    dark = pixels[..., 0] == 10
    assert ((drawn[..., 0] == 200) & dark).any(axis=0)[dark].all()


def test_a_picture_with_a_black_border_is_covered_with_its_mean() -> None:
    asked: list[NDArray[np.uint8]] = []

    def scores(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
        asked.append(pictures.copy())
        return np.zeros(len(pictures))

    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[8:32, 8:32] = 100
    occlusion(scores, pixels)
    assert np.all(asked[1][0, 0, 0] == pixels.mean(axis=(0, 1)).astype(np.uint8))


def test_it_asks_in_batches_tells_how_far_it_is_and_can_be_cancelled(
    picture: NDArray[np.uint8],
) -> None:
    sizes: list[int] = []
    told: list[tuple[int, int]] = []

    def scores(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
        sizes.append(len(pictures))
        return np.zeros(len(pictures))

    def progress(what: str, done: int, total: int) -> None:
        assert what
        told.append((done, total))

    occlusion(scores, picture, patch=8, stride=8, batch_size=5, progress=progress)
    assert sizes == [1, 5, 5, 5, 1]
    assert told == [(0, 16), (5, 16), (10, 16), (15, 16), (16, 16)]

    def cancel(what: str, done: int, total: int) -> None:
        if done:
            raise Cancelled

    sizes.clear()
    with pytest.raises(Cancelled):
        occlusion(scores, picture, patch=8, stride=8, batch_size=5, progress=cancel)
    assert sizes == [1, 5]
