"""Small grey pictures as images for the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from desktop_app.widgets.images import to_qimage
from training.explain.colours import colours

_LARGE = 112
"""Pixels that a picture has at least, so that its own stay squares when it is shown larger."""


def grey_image(values: NDArray[np.number], largest: float = 1.0) -> QImage:
    """Return a picture in grey, 0 black.

    Args:
        values: Shape (height, width).
        largest: The value that is white.
    """
    shares = np.clip(values.astype(np.float64) / largest, 0.0, 1.0)
    grey = np.rint(255 * shares).astype(np.uint8)
    return _enlarged(np.repeat(grey[..., None], 3, axis=2))


def signed_image(values: NDArray[np.number], largest: float) -> QImage:
    """Return a picture in cividis: yellow above 0, blue below.

    Args:
        values: Shape (height, width).
        largest: The absolute value that has the strongest colour.
    """
    shares = 0.5 + 0.5 * values.astype(np.float64) / (largest or 1.0)
    return _enlarged(colours(np.nan_to_num(shares, nan=0.5), "cividis"))


def _enlarged(pixels: NDArray[np.uint8]) -> QImage:
    times = max(1, _LARGE // max(pixels.shape[:2]))
    return to_qimage(np.ascontiguousarray(pixels.repeat(times, axis=0).repeat(times, axis=1)))
