"""What is seen of a picture in passing, when it is read for an import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.measuring.signatures import signatures_of
from training.preprocessing import Decoded

SMALLEST = 64
"""Pixels that a side should have at least to be measured, if the picture has them."""

_SIDE = 32
_GREY = np.array((0.299, 0.587, 0.114), dtype=np.float32)


class PictureFacts(NamedTuple):
    """What was seen of one picture.

    Colours are those of the picture reduced to 32 x 32 pixels, so that noise does not count.

    Attributes:
        width: Pixels, upright.
        height: Pixels, upright.
        mode: Pillow's mode of the file, such as "RGB" or "CMYK".
        format: Pillow's name of the format; "DICOM" for what Pillow does not read.
        rotated: 1 where the camera's note turned it upright, else 0.
        mean_r: Mean of red, 0 to 255; likewise the others.
        mean_g: Green.
        mean_b: Blue.
        spread_r: Standard deviation of red; likewise the others.
        spread_g: Green.
        spread_b: Blue.
        signature: What it looks like, for finding near-duplicates; see `signatures`.
    """

    width: int
    height: int
    mode: str
    format: str
    rotated: int
    mean_r: float
    mean_g: float
    mean_b: float
    spread_r: float
    spread_g: float
    spread_b: float
    signature: str


class Glance(NamedTuple):
    """One picture, reduced to what its facts are made of.

    Attributes:
        width: Pixels, upright.
        height: Pixels, upright.
        mode: Pillow's mode of the file.
        format: Pillow's name of the format, or "DICOM".
        turned: Whether the camera's note turned it upright.
        small: The picture as 32 x 32 pixels, in RGB.
    """

    width: int
    height: int
    mode: str
    format: str
    turned: bool
    small: Image.Image


def glance_at(picture: Decoded) -> Glance:
    """Return what the facts of a picture are made of; the picture itself may then go.

    Args:
        picture: The picture, from `training.preprocessing.decode_image`, with sides of at least
            `SMALLEST` or those of the file.
    """
    small = picture.image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return Glance(*picture.size, picture.mode, picture.format, picture.turned, small)


def facts_of(glances: Sequence[Glance]) -> list[PictureFacts]:
    """Return what can be seen of pictures.

    Many at once, as NumPy's calls take longer than what they reckon for one. The facts of a picture
    do not depend on those beside it.
    """
    sheet = Image.new("RGB", (_SIDE, _SIDE * len(glances)))  # given to NumPy as one
    for place, glance in enumerate(glances):
        sheet.paste(glance.small, (0, place * _SIDE))
    pixels = np.asarray(sheet, dtype=np.float32).reshape(len(glances), _SIDE * _SIDE, 3)
    # Whole numbers: their sum is the same in any order.
    mean = np.ones(_SIDE * _SIDE, dtype=np.float32) @ pixels / np.float32(_SIDE * _SIDE)
    pixels -= mean[:, np.newaxis]
    products = pixels.swapaxes(1, 2) @ pixels
    spread = np.sqrt(products.diagonal(axis1=1, axis2=2) / np.float32(_SIDE * _SIDE))
    grey = (pixels @ _GREY).reshape(len(glances), _SIDE, _SIDE)
    return [
        PictureFacts(
            glance.width,
            glance.height,
            glance.mode,
            glance.format,
            int(glance.turned),
            *means,
            *spreads,
            signature,
        )
        for glance, means, spreads, signature in zip(
            glances, _channels(mean), _channels(spread), signatures_of(grey), strict=True
        )
    ]


def _channels(values: NDArray[np.float32]) -> list[tuple[float, float, float]]:
    """Return red, green and blue of each picture."""
    return [(round(r, 2), round(g, 2), round(b, 2)) for r, g, b in values.tolist()]
