"""How pigments and covers change the colour of what lies behind them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.data.synthetic.noise import Field

Picture = NDArray[np.float32]
"""Shape (height, width, 3), RGB, 0 to 1."""

MELANIN = np.array([0.62, 1.0, 1.38], np.float32)
"""Absorption of brown pigment in red, green and blue, relative to green."""
BLOOD = np.array([0.12, 1.0, 0.82], np.float32)
"""Absorption of blood, likewise."""


def absorb(picture: Picture, amount: Field, absorption: NDArray[np.float32]) -> Picture:
    """Return a picture seen through a pigment (Beer-Lambert law).

    Args:
        picture: What is behind the pigment.
        amount: Optical density of the pigment at each pixel, in green.
        absorption: The pigment's absorption in red, green and blue, shape (3,).
    """
    passed: NDArray[np.float32] = np.exp(-amount[..., None] * absorption)
    return picture * passed


def blend(picture: Picture, colour: NDArray[np.float32], share: Field) -> Picture:
    """Return a picture partly covered by one colour.

    Args:
        picture: What is covered.
        colour: RGB of the cover, shape (3,).
        share: How far each pixel is covered, 0 (not at all) to 1 (wholly).
    """
    return picture + share[..., None] * (colour - picture)
