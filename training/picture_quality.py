"""Whether a picture is fit to be judged at all: blurred, tiny, badly exposed, or of one colour.

Everything is measured at a fixed size, so that a doubt does not depend on the camera's pixels. The
thresholds were chosen on HAM10000 and ISIC 2017 so that well under 2 % of the genuine pictures are
doubted; the benchmark `picture_quality` measures that, and the share of spoilt copies that is
caught.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SMALLEST = 96
"""Pixels of the shorter side below which too little is seen."""

_SHARP_SIDE = 144
_COARSE_SIDE = 32
_SHARPEST_BLUR = 8.0
"""Variance of the Laplacian, grey 0 to 255; genuine pictures begin at 9."""
_DARK = 85.0
"""Lightness, 0 to 255, that all but a twentieth of the picture is below."""
_WHITE, _WHITE_SHARE = 245.0, 0.3
_FLAT = 4.0
"""Standard deviation of the liveliest colour channel."""

_TINY_WORDS = "The picture is tiny ({width} x {height} pixels): too little of the lesion is seen."
_FLAT_WORDS = "The picture is nearly of one colour: there is nothing to see on it."
_DARK_WORDS = "The picture is too dark: take it again with more light."
_BRIGHT_WORDS = (
    "The picture is too bright: large parts are plain white. Take it again with less light."
)
_BLURRED_WORDS = "The picture is blurred: take it again in focus, or crop it less tightly."

Floats = NDArray[np.float64]


def quality_doubts(image: Image.Image) -> tuple[str, ...]:
    """Return what is wrong with a picture as a photograph, in sentences; none where it is fit.

    Blur is the variance of the Laplacian: J. L. Pech-Pacheco, G. Cristobal, J. Chamorro-Martinez,
    J. Fernandez-Valdivia, Diatom autofocusing in brightfield microscopy, ICPR 2000. Of a picture
    that is tiny or badly exposed it says nothing, and is left out.

    Args:
        image: Upright, RGB, as a person chose it: the crop, not the whole, and not yet at the
            model's size.
    """
    width, height = image.size
    doubts = []
    if min(width, height) < SMALLEST:
        doubts.append(_TINY_WORDS.format(width=width, height=height))
    coarse = _shrunk(image, (_COARSE_SIDE, _COARSE_SIDE))
    light = coarse @ np.array([0.299, 0.587, 0.114])
    flat = coarse.std(axis=(0, 1)).max() < _FLAT
    if np.percentile(light, 95) < _DARK:
        doubts.append(_DARK_WORDS)
    elif (light > _WHITE).mean() > _WHITE_SHARE:
        doubts.append(_BRIGHT_WORDS)
    if flat:
        doubts.append(_FLAT_WORDS)
    if not doubts and _sharpness(image) < _SHARPEST_BLUR:
        doubts.append(_BLURRED_WORDS)
    return tuple(doubts)


def _sharpness(image: Image.Image) -> float:
    """Return the variance of the Laplacian at a shorter side of 144 pixels."""
    width, height = image.size
    scale = _SHARP_SIDE / min(width, height)
    most = 4 * _SHARP_SIDE  # a long strip is squeezed rather than made huge
    size = (min(most, round(width * scale)), min(most, round(height * scale)))
    grey = _shrunk(image, size) @ np.array([0.299, 0.587, 0.114])
    middle = grey[1:-1, 1:-1]
    sides = grey[1:-1, :-2] + grey[1:-1, 2:] + grey[:-2, 1:-1] + grey[2:, 1:-1]
    return float((sides - 4 * middle).var())


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Floats:
    """Return a picture at a size, shape (height, width, 3), 0 to 255."""
    size = (max(3, size[0]), max(3, size[1]))
    smaller = size[0] <= image.width and size[1] <= image.height
    way = Image.Resampling.BOX if smaller else Image.Resampling.BILINEAR
    # The gap lets large photographs be halved cheaply first.
    resized = image.resize(size, way, reducing_gap=3.0)
    return np.asarray(resized, dtype=np.float64).reshape(size[1], size[0], 3)
