"""Changes to training pictures that keep the lesion what it is.

OpenCV computes them, without Python's lock, so that a batch takes as many processors as there are.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from training.config import AugmentationConfig
from training.sampling import AUGMENTATION_STREAM

_LUMA = np.array((0.299, 0.587, 0.114))
"""Share of red, green and blue in the brightness of a colour (ITU-R BT.601)."""
_DRAWN = 10
"""Numbers drawn for every picture, used or not: one range changes nothing about the others."""


def augment(
    picture: NDArray[np.uint8],
    config: AugmentationConfig,
    seed: int,
    epoch: int,
    sample: int,
    repeat: int = 0,
) -> NDArray[np.uint8]:
    """Return one picture as training sees it: a pure function of its arguments.

    Turning by quarters and mirroring move pixels and change none. Rotation, shift and zoom are one
    bilinear interpolation, together with those. The colours change in one pass.

    Args:
        picture: Shape (height, width, 3), uint8; it is left as it is.
        config: What may be changed, and how far.
        seed: Seed of the run.
        epoch: Epoch, from 0.
        sample: Position of the sample within the training part, before shuffling.
        repeat: How often the sample was drawn before in the same epoch.

    Returns:
        Same shape, uint8, memory of its own. A picture that is not square is turned by quarters to
        180 degrees only.
    """
    key = (seed, AUGMENTATION_STREAM, epoch, sample, *([repeat] if repeat else []))
    rng = np.random.default_rng(key)
    mirror, flip, quarter = (int(number) for number in rng.integers((2, 2, 4)))
    amounts = rng.uniform(-1.0, 1.0, _DRAWN)
    if not config.quarter_turns:
        quarter = 0
    elif picture.shape[0] != picture.shape[1]:
        quarter = 2 * (quarter // 2)
    across = bool(config.horizontal_flip and mirror)
    down = bool(config.vertical_flip and flip)
    if config.rotation or config.shift or config.zoom:
        changed = _warped(picture, config, quarter, across, down, amounts[:4])
    else:
        changed = _turned(picture, quarter, across, down)
    if config.brightness or config.contrast or config.saturation or config.colour:
        changed = _recoloured(changed, config, amounts[4:])
    return changed


def _turned(
    picture: NDArray[np.uint8], quarter: int, across: bool, down: bool
) -> NDArray[np.uint8]:
    """Return a picture turned by quarters anticlockwise, then mirrored."""
    cv2 = _opencv()
    # A quarter turn is a mirroring at the diagonal and one more.
    across ^= quarter in (2, 3)
    down ^= quarter in (1, 2)
    turned: NDArray[np.uint8] = cv2.transpose(picture) if quarter % 2 else picture
    if across or down:
        turned = cv2.flip(turned, -1 if across and down else int(across))
    return turned if turned is not picture else picture.copy()


def _warped(
    picture: NDArray[np.uint8],
    config: AugmentationConfig,
    quarter: int,
    across: bool,
    down: bool,
    amounts: NDArray[np.float64],
) -> NDArray[np.uint8]:
    """Return a picture turned by quarters, mirrored, then rotated, zoomed and shifted.

    Args:
        picture: Shape (height, width, 3), uint8.
        config: How far.
        quarter: Quarter turns, anticlockwise.
        across: Whether left and right are mirrored.
        down: Whether top and bottom are.
        amounts: Rotation, shift to the right, shift down, zoom: each -1 to 1.
    """
    cv2 = _opencv()
    height, width = picture.shape[:2]
    angle = np.deg2rad(config.rotation * amounts[0])
    scale = 1.0 + config.zoom * amounts[3]
    shift = config.shift * amounts[1:3] * (width, height)
    middle = np.array(((width - 1) / 2, (height - 1) / 2))
    # From a place in the result back to the one in the picture, both seen from the middle.
    sine, cosine = np.sin(angle), np.cos(angle)
    back = np.array(((cosine, -sine), (sine, cosine))) / scale
    mirrored = np.diag((-1.0 if across else 1.0, -1.0 if down else 1.0))
    quarter_back = np.linalg.matrix_power(np.array(((0.0, -1.0), (1.0, 0.0))), quarter)
    linear = quarter_back @ mirrored @ back
    offset = middle - linear @ (middle + shift)
    border = cv2.BORDER_REPLICATE if config.fill == "nearest" else cv2.BORDER_REFLECT
    warped: NDArray[np.uint8] = cv2.warpAffine(
        picture,
        np.column_stack((linear, offset)),
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
    )
    return warped


def _recoloured(
    picture: NDArray[np.uint8], config: AugmentationConfig, amounts: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Return a picture in other light: `matrix @ (red, green, blue) + offset`, saturating.

    Args:
        picture: Shape (height, width, 3), uint8.
        config: How far.
        amounts: Brightness, contrast, saturation, red, green, blue: each -1 to 1.
    """
    cv2 = _opencv()
    brightness, contrast, saturation = 1.0 + amounts[:3] * (
        config.brightness,
        config.contrast,
        config.saturation,
    )
    light = brightness * np.diag(1.0 + config.colour * amounts[3:])
    saturated = saturation * np.eye(3) + (1.0 - saturation) * _LUMA
    matrix = saturated @ light
    # Contrast is stretched away from the picture's own grey, so that it stays as bright.
    grey = float(_LUMA @ matrix @ np.array(cv2.mean(picture)[:3]))
    offset = np.full(3, (1.0 - contrast) * grey)
    recoloured: NDArray[np.uint8] = cv2.transform(
        picture, np.column_stack((contrast * matrix, offset))
    )
    return recoloured


@cache
def _opencv() -> ModuleType:
    """Return OpenCV, which leaves parallel work to the threads that call it."""
    import cv2

    cv2.setNumThreads(0)
    return cv2
