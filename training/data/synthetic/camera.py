"""A second photograph of the same skin: the camera held otherwise, and set otherwise."""

from __future__ import annotations

import numpy as np

from training.data.synthetic.optics import Picture

_FARTHEST, _NEAREST = 0.90, 1.12
_SHIFT = 0.04


def photographed_again(rng: np.random.Generator, picture: Picture) -> Picture:
    """Return what a camera sees that is turned, moved and exposed by chance.

    What comes into view at the edges is mirrored skin.

    Args:
        rng: Source of randomness.
        picture: Shape (size, size, 3).
    """
    import cv2

    size = len(picture)
    middle = (size - 1) / 2
    degrees, zoom = rng.uniform(0, 360), rng.uniform(_FARTHEST, _NEAREST)
    turn = np.array(cv2.getRotationMatrix2D((middle, middle), degrees, zoom), np.float64)
    turn[:, 2] += rng.uniform(-_SHIFT, _SHIFT, 2) * size
    seen = cv2.warpAffine(
        np.ascontiguousarray(picture, np.float32),
        turn,
        (size, size),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    exposure = rng.normal(1, 0.05) * rng.normal(1, 0.015, 3)
    return np.asarray(seen * exposure, np.float32)
