"""Augmentation is a function of (seed, epoch, sample, repeat) that keeps to its ranges."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from training.augmentation import augment
from training.config import AugmentationConfig

Picture = NDArray[np.uint8]
FLIPS = AugmentationConfig()
NONE = AugmentationConfig(horizontal_flip=False, vertical_flip=False, quarter_turns=False)
TURNS = AugmentationConfig(horizontal_flip=False, vertical_flip=False)
EVERYTHING = AugmentationConfig(
    rotation=180, shift=0.1, zoom=0.2, brightness=0.2, contrast=0.2, saturation=0.3, colour=0.1
)
RANGES = {
    "rotation": 20.0,
    "shift": 0.2,
    "zoom": 0.3,
    "brightness": 0.3,
    "contrast": 0.4,
    "saturation": 0.5,
    "colour": 0.2,
}


def _only(**ranges: float | str) -> AugmentationConfig:
    return NONE.model_copy(update=ranges)


def _noise(size: tuple[int, int] = (12, 12)) -> Picture:
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    picture.flags.writeable = False  # as what lies in the cache
    return picture


def _smooth(size: tuple[int, int] = (48, 64)) -> Picture:
    """Return a picture without sharp edges."""
    coarse = np.random.default_rng(1).integers(60, 200, (4, 5, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize(size[::-1], Image.Resampling.BICUBIC))


def _spot(size: tuple[int, int], x: float, y: float) -> Picture:
    """Return a dark picture with a bright spot whose middle is (x, y)."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    light = 250 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 18)
    return np.repeat(light[..., None], 3, axis=2).astype(np.uint8)


def _place(picture: Picture) -> tuple[float, float]:
    """Return the middle (x, y) of a bright spot."""
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    light = picture[..., 0].astype(float)
    return (columns * light).sum() / light.sum(), (rows * light).sum() / light.sum()


def _many(picture: Picture, config: AugmentationConfig, n: int = 200) -> list[Picture]:
    return [augment(picture, config, 0, epoch, 0) for epoch in range(n)]


def test_it_is_a_function_of_its_arguments() -> None:
    picture = _smooth()
    first = augment(picture, EVERYTHING, 1, 2, 3)
    np.testing.assert_array_equal(first, augment(picture, EVERYTHING, 1, 2, 3))
    others = [(0, 2, 3), (1, 0, 3), (1, 2, 0), (1, 2, 3, 1)]
    changed = {augment(picture, EVERYTHING, *key).tobytes() for key in others}
    assert len(changed | {first.tobytes()}) == 5


def test_any_number_of_threads_gives_the_same() -> None:
    picture = _smooth()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda epoch: augment(picture, EVERYTHING, 0, epoch, 0), range(200)))
    for one, other in zip(found, _many(picture, EVERYTHING), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("config", [NONE, FLIPS, EVERYTHING])
@pytest.mark.parametrize("size", [(12, 12), (10, 16)])
def test_the_picture_is_left_as_it_is_and_the_result_is_ones_own(
    config: AugmentationConfig, size: tuple[int, int]
) -> None:
    picture = _noise(size)
    before = picture.copy()
    for changed in _many(picture, config, 20):
        assert (changed.shape, changed.dtype) == (picture.shape, np.uint8)
        assert not np.shares_memory(changed, picture)
        assert changed.flags.writeable
    np.testing.assert_array_equal(picture, before)


def test_a_square_picture_is_seen_in_all_eight_ways() -> None:
    picture = _noise()
    ways = [np.rot90(p, k) for p in (picture, picture[:, ::-1]) for k in range(4)]
    seen = {changed.tobytes() for changed in _many(picture, FLIPS)}
    assert seen == {way.tobytes() for way in ways}


def test_the_default_augmentation_is_that_of_earlier_versions() -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    corners = [int(augment(picture, FLIPS, 0, 0, sample)[0, 0, 0]) for sample in range(12)]
    assert corners == [3, 3, 6, 3, 3, 9, 9, 3, 6, 9, 0, 0]


def test_a_picture_that_is_not_square_is_only_turned_round() -> None:
    picture = _noise((4, 6))
    seen = {changed.tobytes() for changed in _many(picture, TURNS, 50)}
    assert seen == {picture.tobytes(), np.rot90(picture, 2).tobytes()}


@pytest.mark.parametrize(
    ("config", "ways"),
    [
        (NONE, [lambda p: p]),
        (_only(horizontal_flip=True), [lambda p: p, lambda p: p[:, ::-1]]),
        (_only(vertical_flip=True), [lambda p: p, lambda p: p[::-1]]),
        (TURNS, [lambda p, k=k: np.rot90(p, k) for k in range(4)]),
    ],
)
def test_only_what_was_asked_for_is_changed(config: AugmentationConfig, ways: list) -> None:
    picture = _noise()
    seen = {changed.tobytes() for changed in _many(picture, config, 60)}
    assert seen == {way(picture).tobytes() for way in ways}


@pytest.mark.parametrize("size", [(12, 12), (10, 16)])
def test_with_rotation_it_is_turned_and_mirrored_in_the_same_way(size: tuple[int, int]) -> None:
    """A rotation too small to see leaves what the quarter turns and mirrors do, pixel by pixel."""
    picture, barely = _noise(size), FLIPS.model_copy(update={"rotation": 1e-9})
    for sample in range(40):
        np.testing.assert_array_equal(
            augment(picture, barely, 0, 0, sample), augment(picture, FLIPS, 0, 0, sample)
        )


@pytest.mark.parametrize("field", RANGES)
def test_one_range_does_not_move_what_another_draws(field: str) -> None:
    """Turning mirrors on leaves the amount of everything else as it was."""
    picture = _smooth()
    plain = _only(**{field: RANGES[field]})
    mirrored = plain.model_copy(update={"horizontal_flip": True})
    same = [
        np.array_equal(
            augment(picture, plain, 0, epoch, 0), augment(picture, mirrored, 0, epoch, 0)
        )
        for epoch in range(40)
    ]
    assert 5 < sum(same) < 35


@pytest.mark.parametrize("field", RANGES)
def test_every_range_changes_the_picture(field: str) -> None:
    picture = _smooth()
    changed = _many(picture, _only(**{field: RANGES[field]}), 20)
    assert len({each.tobytes() for each in changed}) == 20


def test_a_rotation_turns_round_the_middle_by_at_most_its_range_both_ways() -> None:
    size, right = (61, 61), 50.0
    angles = []
    for changed in _many(_spot(size, right, 30), _only(rotation=20.0)):
        x, y = _place(changed)
        assert np.hypot(x - 30, y - 30) == pytest.approx(20, abs=0.3)
        angles.append(np.degrees(np.arctan2(y - 30, x - 30)))
    assert -20.5 < min(angles) < -15
    assert 15 < max(angles) < 20.5


def test_a_shift_moves_by_at_most_a_share_of_each_side() -> None:
    moves = np.array(
        [
            np.subtract(_place(changed), (40, 30))
            for changed in _many(_spot((61, 81), 40, 30), _only(shift=0.2))
        ]
    )
    for axis, most in enumerate((81 * 0.2, 61 * 0.2)):
        assert -most - 0.2 < moves[:, axis].min() < -0.8 * most
        assert 0.8 * most < moves[:, axis].max() < most + 0.2
    assert abs(np.corrcoef(moves.T)[0, 1]) < 0.3


def test_a_zoom_enlarges_and_reduces_by_at_most_its_share() -> None:
    scales = []
    for changed in _many(_spot((61, 61), 45, 30), _only(zoom=0.3)):
        x, y = _place(changed)
        assert y == pytest.approx(30, abs=0.2)
        scales.append((x - 30) / 15)
    assert 0.69 < min(scales) < 0.75
    assert 1.25 < max(scales) < 1.31


def test_what_comes_from_outside_is_the_edge_or_the_mirror_image() -> None:
    picture = np.zeros((40, 40, 3), dtype=np.uint8)
    picture[:, :3] = 250  # a bright edge at the left
    widths = {
        fill: max(
            int((changed[20, :, 0] > 125).sum())
            for changed in _many(picture, _only(shift=0.4, fill=fill), 50)
        )
        for fill in ("nearest", "reflect")
    }
    assert widths["nearest"] > 10  # drawn out
    assert widths["reflect"] <= 6  # twice its width


def _grey(picture: Picture) -> float:
    return float((picture @ np.array((0.299, 0.587, 0.114))).mean())


def test_brightness_scales_all_values_alike() -> None:
    picture = _smooth()
    factors = [changed.mean() / picture.mean() for changed in _many(picture, _only(brightness=0.2))]
    assert 0.79 < min(factors) < 0.83
    assert 1.17 < max(factors) < 1.21


def test_contrast_keeps_the_picture_as_bright() -> None:
    picture = _smooth()
    changed = _many(picture, _only(contrast=0.2))
    assert max(abs(_grey(each) - _grey(picture)) for each in changed) < 1
    spread = [each.std() / picture.std() for each in changed]
    assert min(spread) < 0.85
    assert max(spread) > 1.15


def test_saturation_changes_colours_and_keeps_greys() -> None:
    picture = _smooth()
    for changed in _many(picture, _only(saturation=0.5), 20):
        grey, before = (p @ np.array((0.299, 0.587, 0.114)) for p in (changed, picture))
        assert np.abs(grey - before).max() < 2
    grey = np.repeat(_smooth()[..., :1], 3, axis=2)
    for changed in _many(grey, _only(saturation=1.0), 20):
        assert np.abs(changed.astype(int) - grey).max() <= 1


def test_colour_scales_each_channel_by_itself() -> None:
    picture = _smooth()
    factors = np.array(
        [
            changed.mean(axis=(0, 1)) / picture.mean(axis=(0, 1))
            for changed in _many(picture, _only(colour=0.1))
        ]
    )
    assert (np.abs(factors - 1) < 0.11).all()
    assert (factors.max(axis=0) > 1.07).all()
    assert (factors.min(axis=0) < 0.93).all()
    assert np.abs(np.corrcoef(factors.T) - np.eye(3)).max() < 0.3


def test_colours_saturate_and_do_not_wrap() -> None:
    white, black = (np.full((8, 8, 3), value, dtype=np.uint8) for value in (250, 2))
    assert min(each.min() for each in _many(white, _only(brightness=0.3))) > 170
    assert max(each.max() for each in _many(black, _only(contrast=0.9))) < 10
