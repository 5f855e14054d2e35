"""An estimate of skin tone from the skin around a lesion: the individual typology angle (ITA).

It is an estimate from pictures that were not made to measure colour: light, camera and flash move
it by whole categories. What a data set records of skin type is to be preferred.

Source: A. Chardon, I. Cretois, C. Hourseau, Skin colour typology and suntanning pathways,
International Journal of Cosmetic Science 13 (1991) 191-208.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

COLUMN = "skin_tone"
"""What the column is called where it is asked for."""
TITLE = "skin tone, an estimate from the pictures' border (ITA)"
"""What it is called wherever it is shown."""
CATEGORIES = ("very light", "light", "intermediate", "tan", "brown", "dark")
"""From above 55 degrees down to below -30."""
_EDGES = (-30.0, 10.0, 28.0, 41.0, 55.0)
_BORDER = 0.1
"""Width of the border that is looked at, as a share of each side."""
_DARK = 20.0
"""Lightness below which a border pixel is taken for the dermatoscope's black rim or a hair."""
_ENOUGH = 0.2
"""Share of border pixels that must be left."""

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def ita_of(picture: NDArray[np.uint8]) -> float:
    """Return the typology angle of a picture's border, in degrees; NaN where the border is black.

    Args:
        picture: sRGB, shape (height, width, 3), uint8.
    """
    _, lab = _lit_border(picture)
    if not len(lab):
        return float("nan")
    lightness, _, yellow = np.median(lab, axis=0)
    return float(np.degrees(np.arctan2(lightness - 50.0, yellow)))


def skin_colour(picture: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return the colour of a picture's border, shape (3,), uint8; None where the border is black.

    Args:
        picture: sRGB, shape (height, width, 3), uint8.
    """
    pixels, _ = _lit_border(picture)
    return np.median(pixels, axis=0).astype(np.uint8) if len(pixels) else None


def _lit_border(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the border's pixels that may be skin, as RGB and L*a*b*; none where it is black."""
    height, width = picture.shape[:2]
    rows, columns = max(1, round(_BORDER * height)), max(1, round(_BORDER * width))
    border = np.ones((height, width), dtype=np.bool_)
    border[rows : height - rows, columns : width - columns] = False
    pixels = picture[border]
    lab = lab_of(pixels)
    lit = lab[:, 0] >= _DARK
    lit &= lit.sum() >= _ENOUGH * len(lab)
    return pixels[lit], lab[lit]


def skin_tones(angles: Sequence[float]) -> list[str]:
    """Return the category of each angle, '' for NaN: "very light" above 55 degrees, and so on."""
    names = CATEGORIES[::-1]
    return [
        "" if np.isnan(angle) else names[int(np.searchsorted(_EDGES, angle, "left"))]
        for angle in angles
    ]


def lab_of(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return sRGB as CIE L*a*b* under D65.

    Source: IEC 61966-2-1 for sRGB; ISO/CIE 11664-4 for L*a*b*.

    Args:
        pixels: Shape (n, 3), uint8.

    Returns:
        Shape (n, 3), float64.
    """
    share = pixels / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    # Multiplied by hand: for so small a matrix BLAS's threads cost more than they save.
    xyz = np.einsum("ij,kj->ik", linear, _TO_XYZ) / _WHITE
    small = 6 / 29
    f = np.where(xyz > small**3, np.cbrt(xyz), xyz / (3 * small**2) + 4 / 29)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)
