"""A digit drawn by hand, brought into the form of the pictures that a network has learned from."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le, Len
from numpy.typing import NDArray
from PIL import Image

from training.lessons.action import LessonError

Row = Annotated[tuple[Annotated[float, Ge(0), Le(1)], ...], Len(4, 512)]
Drawing = Annotated[tuple[Row, ...], Len(4, 512)]
"""Rows of ink from 0 (paper) to 1, all of the same length."""

_INK = 0.05
_MNIST_SIDE = 28
_MNIST_DIGIT = 20
_BLOCK = 4


def as_the_data_set(drawing: Drawing, size: tuple[int, int]) -> NDArray[np.float32]:
    """Return a drawing as a picture of a data set.

    MNIST fits digits into 20 x 20 pixels without changing their shape, and puts their centre of
    mass into the middle of 28 x 28 (http://yann.lecun.com/exdb/mnist/). The small digits fill
    32 x 32 pixels, of which each block of 4 x 4 is counted (doi:10.24432/C50P49).

    Args:
        drawing: Rows of ink from 0 to 1.
        size: Height and width of the data set's pictures.

    Returns:
        Ink from 0 to 1, shape `size`.

    Raises:
        LessonError: The drawing is empty, or its rows differ in length.
    """
    if len({len(row) for row in drawing}) > 1:
        raise LessonError("The rows of a drawing must have the same length.")
    ink = np.array(drawing, np.float32)
    rows, columns = np.flatnonzero((ink > _INK).any(axis=1)), np.flatnonzero((ink > _INK).any(0))
    if not len(rows):
        raise LessonError("Nothing is drawn yet.", mend="Draw a digit first.")
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if size == (_MNIST_SIDE, _MNIST_SIDE):
        return _by_mass(_fitted(digit, _MNIST_DIGIT), _MNIST_SIDE)
    height, width = size
    whole = _in_the_middle(_fitted(digit, _BLOCK * max(size)), _BLOCK * height, _BLOCK * width)
    blocks = whole.reshape(height, _BLOCK, width, _BLOCK)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def _fitted(digit: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Return a digit whose longer side has so many pixels; its shape is kept."""
    factor = side / max(digit.shape)
    height, width = (max(1, round(length * factor)) for length in digit.shape)
    resized = Image.fromarray(digit).resize((width, height), Image.Resampling.BOX)
    return np.asarray(resized, np.float32).clip(0.0, 1.0)


def _by_mass(digit: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    height, width = digit.shape
    total = digit.sum()
    row = float((digit.sum(axis=1) * np.arange(height)).sum() / total)
    column = float((digit.sum(axis=0) * np.arange(width)).sum() / total)
    middle = (side - 1) / 2
    top = int(np.clip(round(middle - row), 0, side - height))
    left = int(np.clip(round(middle - column), 0, side - width))
    return _placed(digit, top, left, side, side)


def _in_the_middle(digit: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    return _placed(
        digit, (height - digit.shape[0]) // 2, (width - digit.shape[1]) // 2, height, width
    )


def _placed(
    digit: NDArray[np.float32], top: int, left: int, height: int, width: int
) -> NDArray[np.float32]:
    picture = np.zeros((height, width), np.float32)
    picture[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return picture
