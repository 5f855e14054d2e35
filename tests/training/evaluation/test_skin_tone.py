"""Skin tone is estimated from the border of a picture, by the angle of Chardon 1991."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from training.evaluation.skin_tone import CATEGORIES, ita_of, lab_of, skin_tones


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (100.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
    ],
)
def test_colours_are_those_of_the_standard(
    rgb: tuple[int, int, int], lab: tuple[float, float, float]
) -> None:
    found = lab_of(np.array([rgb], dtype=np.uint8))[0]
    assert found == pytest.approx(lab, abs=0.02)


def _picture(skin: tuple[int, int, int], lesion: tuple[int, int, int]) -> NDArray[np.uint8]:
    picture = np.empty((60, 80, 3), dtype=np.uint8)
    picture[:] = skin
    picture[15:45, 20:60] = lesion
    return picture


def test_the_angle_is_that_of_the_skin_and_not_of_the_lesion() -> None:
    skin = (224, 190, 165)
    lightness, _, yellow = lab_of(np.array([skin], dtype=np.uint8))[0]
    expected = np.degrees(np.arctan((lightness - 50) / yellow))
    for lesion in ((60, 30, 20), (200, 180, 160)):
        assert ita_of(_picture(skin, lesion)) == pytest.approx(expected)


def test_hairs_and_a_black_rim_are_left_out() -> None:
    picture = _picture((224, 190, 165), (60, 30, 20))
    clean = ita_of(picture)
    picture[:, ::10] = 5
    picture[:3] = 0
    assert ita_of(picture) == pytest.approx(clean)
    assert np.isnan(ita_of(np.zeros((20, 20, 3), dtype=np.uint8)))


def test_darker_skin_has_a_smaller_angle() -> None:
    skins = ((250, 225, 205), (225, 190, 160), (190, 140, 105), (130, 90, 60), (70, 45, 35))
    angles = [ita_of(_picture(skin, (0, 0, 0))) for skin in skins]
    assert angles == sorted(angles, reverse=True)


def test_categories_are_those_of_chardon() -> None:
    angles = [70, 55, 41.1, 41, 28, 10.5, 10, 0, -30, -31, float("nan")]
    assert skin_tones(angles) == [
        "very light",
        "light",
        "light",
        "intermediate",
        "tan",
        "tan",
        "brown",
        "brown",
        "dark",
        "dark",
        "",
    ]
    assert len(CATEGORIES) == 6
