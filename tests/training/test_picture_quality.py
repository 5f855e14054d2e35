"""A photograph that is unfit to be judged is told so, in words; a fit one is left in peace."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from tests.data.pictures import noise
from training.picture_quality import SMALLEST, quality_doubts


@pytest.fixture(scope="module")
def lesion() -> Image.Image:
    """A dark spot with a grained skin around it, as a camera sees one."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[:450, :600]
    away = np.hypot(rows - 225, columns - 300)
    skin = np.array([215.0, 165.0, 145.0]) - 95.0 * (away < 110)[..., None]
    coarse = Image.fromarray(rng.integers(0, 256, (113, 150), dtype=np.uint8))
    grain = np.asarray(coarse.resize((600, 450)), dtype=np.float64) - 128
    pixels = skin + 0.25 * grain[..., None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _only(doubts: tuple[str, ...]) -> str:
    [doubt] = doubts
    return doubt


def test_a_sharp_and_well_lit_picture_raises_no_doubt(lesion: Image.Image) -> None:
    assert quality_doubts(lesion) == ()


@pytest.mark.parametrize("scale", [0.5, 1.0, 4.0])
def test_blur_is_told_at_any_number_of_pixels(lesion: Image.Image, scale: float) -> None:
    size = (round(600 * scale), round(450 * scale))
    assert quality_doubts(lesion.resize(size)) == ()
    blurred = lesion.filter(ImageFilter.GaussianBlur(15)).resize(size)
    assert "blurred" in _only(quality_doubts(blurred))


def test_dark_and_bright_pictures_are_told(lesion: Image.Image) -> None:
    assert "too dark" in _only(quality_doubts(ImageEnhance.Brightness(lesion).enhance(0.25)))
    assert "too bright" in _only(quality_doubts(ImageEnhance.Brightness(lesion).enhance(3.0)))


def test_a_tiny_picture_is_told_with_its_size(lesion: Image.Image) -> None:
    assert "tiny (64 x 48 pixels)" in _only(quality_doubts(lesion.resize((64, 48))))
    assert quality_doubts(lesion.resize((SMALLEST * 4 // 3, SMALLEST))) == ()


def test_one_colour_is_told_and_not_called_blurred() -> None:
    pixels = np.random.default_rng(0).integers(118, 123, (200, 200, 3), dtype=np.uint8)
    assert "of one colour" in _only(quality_doubts(Image.fromarray(pixels)))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (97, 20_000)])
def test_odd_shapes_get_an_answer(size: tuple[int, int]) -> None:
    doubts = quality_doubts(noise(1, size))
    assert any("tiny" in doubt for doubt in doubts) == (min(size) < SMALLEST)
