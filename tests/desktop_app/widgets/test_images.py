"""Pixels cross between NumPy and Qt unchanged."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from desktop_app.widgets.images import to_qimage


def test_every_pixel_arrives() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    image = to_qimage(pixels)
    assert (image.width(), image.height()) == (7, 5)
    for y, x in np.ndindex(5, 7):
        assert image.pixelColor(x, y).getRgb()[:3] == tuple(int(v) for v in pixels[y, x])


def test_the_picture_does_not_depend_on_the_array() -> None:
    pixels = np.zeros((4, 4, 3), dtype=np.uint8)
    image = to_qimage(pixels)
    pixels[:] = 255
    assert image.pixelColor(0, 0).red() == 0


def test_a_slice_is_read_rightly() -> None:
    pixels = np.arange(6 * 6 * 3, dtype=np.uint8).reshape(6, 6, 3)
    image = to_qimage(pixels[::2, ::2])
    assert image.pixelColor(1, 1).red() == pixels[2, 2, 0]


def test_a_qimage_is_taken_as_it_is() -> None:
    image = QImage(2, 2, QImage.Format.Format_RGB32)
    assert to_qimage(image) is image


@pytest.mark.parametrize("pixels", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)])
def test_anything_else_is_refused(pixels) -> None:
    with pytest.raises(ValueError, match="uint8"):
        to_qimage(pixels)
