"""Between pixels in NumPy and pictures in Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter


def to_qimage(picture: NDArray[np.uint8] | QImage) -> QImage:
    """Return a picture as a QImage that owns its pixels.

    Args:
        picture: RGB, shape (height, width, 3), uint8; or a QImage, returned as it is.

    Raises:
        ValueError: The array has another shape or type.
    """
    if isinstance(picture, QImage):
        return picture
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise ValueError(
            f"A picture is (height, width, 3) uint8, not {picture.shape} {picture.dtype}."
        )
    pixels = np.ascontiguousarray(picture)
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def to_pixels(image: QImage) -> NDArray[np.uint8]:
    """Return the pixels of a picture, shape (height, width, 3), uint8; what is clear is white."""
    opaque = QImage(image.size(), QImage.Format.Format_RGB888)
    opaque.fill(Qt.GlobalColor.white)
    painter = QPainter(opaque)
    painter.drawImage(0, 0, image)
    painter.end()
    rows = np.frombuffer(opaque.constBits(), dtype=np.uint8).reshape(opaque.height(), -1)
    return rows[:, : 3 * opaque.width()].reshape(opaque.height(), opaque.width(), 3).copy()
