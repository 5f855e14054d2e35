"""What is drawn on a picture looks like what it is called, and is the same every time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from training.data.synthetic import LesionParameters, draw_lesion
from training.shortcuts.artefacts import ARTEFACTS, STRENGTHS, draw

SIZE = 96
SEEDS = range(6)


def lesion(size: int = SIZE) -> NDArray[np.uint8]:
    bare = LesionParameters(0.2, 0.2, 0.2, 0.3, skin_type=2, hairs=0, vignette=0.0, seed=1)
    return draw_lesion(bare, size=size)


def change(
    artefact: str, strength: float, seed: int, picture: NDArray[np.uint8]
) -> NDArray[np.float64]:
    drawn = draw(picture, artefact, strength=strength, seed=seed)
    return np.asarray(drawn.astype(np.float64) - picture)


@pytest.mark.parametrize("artefact", ARTEFACTS)
def test_the_same_seed_draws_the_same_and_another_seed_something_else(artefact: str) -> None:
    picture = lesion()
    kept = picture.copy()
    first, again, other = (draw(picture, artefact, seed=seed) for seed in (3, 3, 4))
    assert first.shape == picture.shape
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)
    np.testing.assert_array_equal(picture, kept)


@pytest.mark.parametrize("artefact", ARTEFACTS)
def test_a_larger_strength_changes_more(artefact: str) -> None:
    picture = lesion()
    changed = [
        np.mean([np.abs(change(artefact, strength, seed, picture)).mean() for seed in SEEDS])
        for strength in STRENGTHS.values()
    ]
    assert changed[0] > 0.1
    assert all(less * 1.1 < more for less, more in pairwise(changed))


@pytest.mark.parametrize("artefact", ARTEFACTS)
def test_every_size_shows_the_same_drawing(artefact: str) -> None:
    """What is seen large is what a small picture's model was asked about."""
    for seed in SEEDS:
        small = change(artefact, 0.6, seed, np.full((SIZE, SIZE, 3), 170, np.uint8))
        skin = np.full((3 * SIZE, 3 * SIZE, 3), 170, np.uint8)
        large = Image.fromarray(draw(skin, artefact, strength=0.6, seed=seed))
        shrunk = np.asarray(large.resize((SIZE, SIZE), Image.Resampling.BOX)) - 170.0
        assert np.corrcoef(small.ravel(), shrunk.ravel())[0, 1] > 0.7


@pytest.mark.parametrize("artefact", ARTEFACTS)
@pytest.mark.parametrize("shape", [(40, 90), (90, 40), (16, 16)])
def test_pictures_of_every_shape_can_be_drawn_on(artefact: str, shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), 170, np.uint8)
    changed = [change(artefact, 1.0, seed, picture) for seed in SEEDS]
    assert all(one.shape == (*shape, 3) for one in changed)
    assert np.any(np.stack(changed))


def test_a_pen_mark_is_violet_and_leaves_the_middle() -> None:
    picture = lesion()
    middle = slice(SIZE * 3 // 8, SIZE * 5 // 8)
    for seed in SEEDS:
        changed = change("pen", 0.6, seed, picture)
        inked = changed.sum(axis=-1) < -120
        assert inked.mean() > 0.003
        red, green, blue = changed[inked].mean(axis=0)
        assert min(abs(red), abs(green)) > 1.5 * abs(blue)
        assert np.abs(changed[middle, middle]).max() <= 6


def test_a_ruler_has_many_ticks_along_one_edge() -> None:
    picture = np.full((256, 256, 3), 170, np.uint8)
    for seed in SEEDS:
        grey = draw(picture, "ruler", strength=1.0, seed=seed).mean(axis=-1)
        ticks = []
        for turned in (np.rot90(grey, turns) for turns in range(4)):
            edge = turned[-32:]  # the ruler's, in one of the four
            dark = edge < np.median(edge, axis=1, keepdims=True) - 15
            ticks.append(np.count_nonzero(np.diff(dark.astype(int), axis=1) == 1, axis=1).max())
        assert max(ticks) >= 15
        assert np.all(grey[64:-64, 64:-64] == 170)


def test_a_vignette_darkens_the_corners_alone() -> None:
    picture = np.full((SIZE, SIZE, 3), 170, np.uint8)
    drawn = draw(picture, "vignette", strength=1.0, seed=0)
    assert drawn[:4, :4].mean() < 20
    assert np.all(drawn[SIZE // 2 - 8 : SIZE // 2 + 8, SIZE // 2 - 8 : SIZE // 2 + 8] == 170)


def test_a_patch_has_one_strong_colour_at_the_edge() -> None:
    picture = np.full((SIZE, SIZE, 3), 170, np.uint8)
    for seed in SEEDS:
        drawn = draw(picture, "patch", strength=1.0, seed=seed).astype(int)
        coloured = np.ptp(drawn, axis=-1) > 60
        assert coloured.mean() > 0.02
        edge = np.concatenate([coloured[0], coloured[-1], coloured[:, 0], coloured[:, -1]])
        assert edge.any()
        assert not coloured[SIZE * 3 // 8 : SIZE * 5 // 8, SIZE * 3 // 8 : SIZE * 5 // 8].any()


def test_hair_is_thin_and_dark_and_bubbles_shine() -> None:
    picture = np.full((SIZE, SIZE, 3), 170, np.uint8)
    for seed in SEEDS:
        hair = change("hair", 0.6, seed, picture)
        assert hair.max() <= 0
        assert 0.01 < (hair.sum(axis=-1) < -60).mean() < 0.4
        bubbles = change("bubbles", 1.0, seed, picture)
        assert bubbles.min() < -20  # the rim
        assert bubbles.max() > 40  # the lamp
