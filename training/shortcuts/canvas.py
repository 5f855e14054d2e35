"""Drawing with smooth edges, at any size of picture."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from training.data.synthetic.noise import Field, smooth_noise

_SMOOTHING = 3
"""Pixels of the canvas a pixel of the picture."""


class Canvas:
    """A mask that Pillow draws on, larger than the picture.

    Attributes:
        mask: Pillow's picture of mode "L", to draw on.
        side: Its longer side in pixels; lengths are shares of it.
    """

    def __init__(self, height: int, width: int) -> None:
        self._size = width, height
        self.mask = Image.new("L", (width * _SMOOTHING, height * _SMOOTHING))
        self.side = max(self.mask.size)

    def cover(self, *, blur: float = 0.0, turn: float = 0.0) -> Field:
        """Return how far each pixel of the picture is covered, 0 to 1, shape (height, width).

        Args:
            blur: Radius of a soft edge, as a share of the longer side.
            turn: Degrees to turn what was drawn about the middle.
        """
        mask = self.mask
        if turn:
            mask = mask.rotate(turn, Image.Resampling.BILINEAR)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.side))
        shrunk = mask.resize(self._size, Image.Resampling.BOX)
        return np.asarray(shrunk, dtype=np.float32) / np.float32(255)


def texture(rng: np.random.Generator, shape: tuple[int, int], *, cells: int) -> Field:
    """Return smooth noise for a picture of any shape, as `smooth_noise` makes it."""
    height, width = shape
    return smooth_noise(rng, max(shape), cells=cells)[:height, :width]
