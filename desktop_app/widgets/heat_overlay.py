"""Maps over pictures, as images for the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from desktop_app.widgets.images import to_qimage
from training.explain.colours import colours, overlay


def heat_image(shown: NDArray[np.float32], *, signed: bool, opacity: float) -> QImage:
    """Return a map as an image to draw over its picture.

    Args:
        shown: Shape (height, width), float32, as `HeatMap.shown` gives it: -1 to 1
            where signed, else 0 to 1.
        signed: Whether values below 0 have a meaning: yellow speaks for positive, blue against.
        opacity: Of the largest value, 0 (clear) to 1.
    """
    rgba = np.ascontiguousarray(overlay(shown, signed=signed, opacity=opacity))
    height, width, _ = rgba.shape
    # The copy owns its bytes; without it the image would outlive the array.
    return QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def legend_image(*, signed: bool, width: int, height: int) -> QImage:
    """Return the colours of a map from its lowest value, left, to its highest.

    Args:
        signed: As for `heat_image`.
        width: Pixels.
        height: Pixels.
    """
    row = colours(np.linspace(0, 1, width), "cividis" if signed else "viridis")
    return to_qimage(np.broadcast_to(row, (height, width, 3)))
