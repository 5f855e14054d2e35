"""Signatures: what a picture looks like in grey, in 256 small numbers.

A signature holds the 16 x 16 lowest frequencies of the discrete cosine transform of the picture,
reduced to a square and without its mean; a higher frequency counts for more, so that the vignette
of a dermatoscope, which all pictures share, does not outweigh the pattern of the lesion. The
likeness of two pictures is the cosine of the angle between their signatures: 1 for the same
picture, however bright, however rich in contrast, however large. Mirrored and by quarter turns, a
signature only changes signs and is transposed; and cut to a window, it is multiplied by a matrix
from each side. All that near-duplicates are told by needs no picture again.

The perceptual hash of Zauner (2010, "Implementation and benchmarking of perceptual image hash
functions", section 3.2.1) keeps the signs of the 8 x 8 lowest frequencies. Pictures of lesions, a
dark spot on light skin, share too many of those signs.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from training.errors import DataError

SIDE = 16
"""Frequencies kept along each axis."""
FLATTEST = 1.0
"""Standard deviation in grey levels, 0 to 255, below which a picture looks like nothing."""
_EMPHASIS = 0.7
"""Power of the frequency that it is multiplied by."""
_BYTES = SIDE * SIDE

Floats = NDArray[np.float32]


def signatures_of(grey: Floats) -> list[str]:
    """Return the signatures of pictures as text.

    Args:
        grey: The pictures reduced to squares, shape (n, side, side), side at least 16, in
            grey levels; their means do not count.

    Returns:
        Of each, Base64 of 256 signed bytes, row by row. All are 0 where the picture is flat.
    """
    cosines = _cosines(grey.shape[1])
    frequencies = cosines @ grey @ cosines.T
    frequencies[:, 0, 0] = 0
    variance = np.square(frequencies).sum(axis=(1, 2))
    weighted = frequencies * emphasis()
    weighted[variance < FLATTEST**2] = 0
    highest = np.abs(weighted).max(axis=(1, 2), keepdims=True, initial=1e-6)
    levels = np.rint(weighted * (127 / highest)).astype(np.int8)
    return [base64.b64encode(one.tobytes()).decode() for one in levels]


def decoded(signatures: Sequence[str]) -> NDArray[np.int8]:
    """Return signatures as numbers, shape (n, 16, 16), int8.

    Raises:
        DataError: One is no signature.
    """
    length = len(base64.b64encode(bytes(_BYTES)))
    try:
        if any(len(text) != length for text in signatures):
            raise ValueError("a signature is too short or too long")
        values = [base64.b64decode(text, validate=True) for text in signatures]
    except (ValueError, binascii.Error) as error:
        raise DataError(
            f"The signatures of the pictures cannot be read: {error}.",
            mend="Delete pictures.csv, and check the data set again: it is then made anew.",
        ) from error
    return np.frombuffer(b"".join(values), dtype=np.int8).reshape(-1, SIDE, SIDE)


@cache
def emphasis() -> Floats:
    """Return what each frequency is multiplied by, shape (16, 16); 0 for the mean."""
    down, across = np.mgrid[:SIDE, :SIDE]
    return np.asarray(np.hypot(down, across) ** _EMPHASIS, dtype=np.float32)


@cache
def window(start: float, length: float) -> Floats:
    """Return the matrix that cuts an axis of a transform (without emphasis) to a window.

    Args:
        start: Where the window starts, as a share of the axis.
        length: Its length, likewise. What lies outside the picture is mirrored into it.

    Returns:
        Shape (16, 16): applied to the frequencies of the whole, it gives those of the window.
    """
    places = (np.arange(4 * SIDE) + 0.5) / (4 * SIDE)
    here = _scale()[:, np.newaxis] * np.cos(np.pi * np.outer(np.arange(SIDE), places))
    there = _scale() * np.cos(np.pi * np.outer(start + length * places, np.arange(SIDE)))
    return np.asarray(here @ there / len(places), dtype=np.float32)


def _scale() -> NDArray[np.float64]:
    return np.where(np.arange(SIDE) == 0, 1.0, np.sqrt(2.0))


@cache
def _cosines(side: int) -> Floats:
    """Return the 16 lowest rows of the cosine transform of an axis, in which a mean stays one."""
    places = (np.arange(side) + 0.5) / side
    waves = np.cos(np.pi * np.outer(np.arange(SIDE), places))
    return np.asarray(_scale()[:, np.newaxis] * waves / side, dtype=np.float32)
