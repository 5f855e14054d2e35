"""A map lies over its picture in the colours of the engine."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from desktop_app.widgets.heat_overlay import heat_image, legend_image
from desktop_app.widgets.images import to_pixels, to_qimage
from training.explain.colours import colours, laid_over


def test_what_is_painted_is_what_the_command_writes() -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (12, 17, 3), dtype=np.uint8)
    for signed in (False, True):
        shown = rng.uniform(-1 if signed else 0, 1, (12, 17)).astype(np.float32)
        image = heat_image(shown, signed=signed, opacity=0.7)
        canvas = to_qimage(picture).convertToFormat(QImage.Format.Format_ARGB32)
        painter = QPainter(canvas)
        painter.drawImage(0, 0, image)
        painter.end()
        expected = laid_over(picture, shown, signed=signed, opacity=0.7).astype(int)
        assert np.abs(to_pixels(canvas) - expected).max() <= 3


def test_the_image_owns_its_pixels() -> None:
    shown = np.ones((5, 7), np.float32)
    image = heat_image(shown, signed=False, opacity=1.0)
    shown[:] = 0
    red, green, blue = colours(np.ones(1), "viridis")[0].tolist()
    assert image.pixelColor(6, 4) == QColor(red, green, blue, 255)
    assert (image.width(), image.height()) == (7, 5)


def test_the_legend_runs_from_the_lowest_value_to_the_highest() -> None:
    for signed, name in ((False, "viridis"), (True, "cividis")):
        pixels = to_pixels(legend_image(signed=signed, width=64, height=4))
        assert pixels.shape == (4, 64, 3)
        ends = colours(np.array([0.0, 1.0]), name)  # type: ignore[arg-type]
        np.testing.assert_array_equal(pixels[2, [0, -1]], ends)
