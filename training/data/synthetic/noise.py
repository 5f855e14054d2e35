"""Random fields that look the same at every picture size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]
"""One number a pixel, shape (height, width)."""


def smooth_noise(rng: np.random.Generator, size: int, *, cells: int) -> Field:
    """Return smooth noise with mean 0 and a standard deviation a little below 1.

    Args:
        rng: Source of randomness; how far it advances depends on `cells` alone.
        size: Pixels a side.
        cells: Independent values a side: the larger, the finer the noise.
    """
    coarse = Image.fromarray(rng.standard_normal((cells, cells), dtype=np.float32))
    return np.asarray(coarse.resize((size, size), Image.Resampling.BICUBIC))


def fractal_noise(rng: np.random.Generator, size: int, *, cells: int, octaves: int) -> Field:
    """Return noise with detail at several scales, each half as strong as the one before.

    Args:
        rng: Source of randomness.
        size: Pixels a side.
        cells: Independent values a side at the coarsest scale.
        octaves: Number of scales.
    """
    field = smooth_noise(rng, size, cells=cells)
    for octave in range(1, octaves):
        field = field + smooth_noise(rng, size, cells=cells * 2**octave) * (0.5**octave)
    return field


def smooth_step(field: Field, low: float, high: float) -> Field:
    """Return 0 below `low`, 1 above `high`, and a smooth rise between."""
    share: Field = ((field - low) / (high - low)).clip(0, 1)
    return share * share * (3 - 2 * share)


def pixel_grid(height: int, width: int) -> tuple[Field, Field]:
    """Return x and y of every pixel's centre in picture widths and heights, from -0.5 to 0.5."""
    x, y = np.meshgrid(_centres(width), _centres(height))
    return x, y


def _centres(size: int) -> Field:
    return ((np.arange(size, dtype=np.float32) + 0.5) / size - 0.5).astype(np.float32)
