"""What a layer of convolution does, in plain numpy: filter, ReLU, pooling, dropout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float32]
"""One number a pixel, shape (height, width)."""


@dataclass(frozen=True, eq=False)
class Filter:
    """A small grid of weights that slides over a picture.

    Attributes:
        name: What a lesson's text calls it.
        title: What a person is told.
        weights: Shape (side, side), float32; the side is odd.
    """

    name: str
    title: str
    weights: Grid


def _filter(name: str, title: str, rows: list[list[float]], divisor: float = 1.0) -> Filter:
    return Filter(name, title, np.array(rows, np.float32) / np.float32(divisor))


FILTERS: Mapping[str, Filter] = MappingProxyType(
    {
        known.name: known
        for known in (
            _filter("identity", "nothing", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
            _filter("blur", "blur", [[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),
            _filter("sharpen", "sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
            _filter("edge", "edges", [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
            _filter("vertical", "upright edges", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
            _filter("horizontal", "level edges", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        )
    }
)
"""Filters one knows, by name; upright and level edges are Sobel's."""


def convolve(picture: Grid, weights: Grid) -> Grid:
    """Return what a filter makes of a picture, as a layer of convolution computes it.

    Each number is the sum of the weights times the pixels below them (a cross-correlation: the
    filter is not turned over); outside the picture is 0, so that the result has its size.

    Args:
        picture: Shape (height, width).
        weights: Shape (side, side), the side odd.
    """
    margin = len(weights) // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(picture, margin), weights.shape)
    result: Grid = np.einsum("yxij,ij->yx", windows, weights, optimize=True).astype(np.float32)
    return result


def relu(values: Grid) -> Grid:
    """Return the values, with 0 for those below 0."""
    return np.maximum(values, np.float32(0))


def max_pool(values: Grid, side: int = 2) -> Grid:
    """Return the largest value of each square; what does not fill a square at the end is left out.

    Args:
        values: Shape (height, width).
        side: Side of a square.

    Returns:
        Shape (height // side, width // side).
    """
    height, width = (length // side for length in values.shape)
    squares = values[: height * side, : width * side].reshape(height, side, width, side)
    pooled: Grid = squares.max(axis=(1, 3))
    return pooled


def drop_out(values: Grid, share: float, *, seed: int) -> tuple[Grid, NDArray[np.bool_]]:
    """Return values as dropout leaves them in training, and which it keeps.

    Those that are kept are divided by their share, so that their sum stays about the same.

    Args:
        values: Any shape.
        share: Share that is left out, 0 to below 1.
        seed: Another seed leaves out others.

    Returns:
        Values and mask, both shaped as `values`.
    """
    kept = np.random.default_rng(seed).random(values.shape) >= share
    return (np.where(kept, values, 0) / np.float32(1 - share)).astype(np.float32), kept
