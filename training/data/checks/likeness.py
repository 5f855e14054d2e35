"""How alike two pictures are, mirrored, turned by quarters, or one of them cut a little.

Everything is reckoned from their signatures.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from training.data.checks.signatures import SIDE, Floats, emphasis, window

TRANSFORMS = (
    "same",
    "mirrored left to right",
    "mirrored top to bottom",
    "half turn",
    "mirrored at the diagonal",
    "quarter turn clockwise",
    "quarter turn anticlockwise",
    "mirrored at the other diagonal",
)
"""What turns the first picture of a pair into the second."""
INVERSE = np.array([0, 1, 2, 3, 4, 6, 5, 7])
"""Place in `TRANSFORMS` of what turns the second into the first."""
ZOOMS = (1.0, 0.95, 0.9)
"""Shares of width and height that a cut from the middle keeps, where the search begins."""

_LENGTHS = (0.9, 0.925, 0.95, 0.975, 1.0, 1.025)
_SHIFTS = (-0.04, -0.02, 0.0, 0.02, 0.04)
_ROUNDS = 2
_PROMISING = 0.88
"""Likeness before the windows are moved below which nothing comes of moving them."""


def as_units(signatures: NDArray[np.int8]) -> Floats:
    """Return signatures, shape (n, 16, 16), of length 1, or 0 where a picture is flat."""
    return _lengthened(signatures.astype(np.float32))


def cut(units: Floats, zoom: float) -> Floats:
    """Return the signatures of the middle of pictures.

    Args:
        units: Signatures of length 1, shape (n, 16, 16).
        zoom: Share of width and height that is kept.
    """
    if zoom == 1:
        return units
    matrix = window((1 - zoom) / 2, zoom)
    return _lengthened(np.asarray(matrix @ _plain(units) @ matrix.T * emphasis(), np.float32))


def likeness(
    first: Floats, middle: Floats, second: Floats, zoom: float
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return how alike pairs of pictures are.

    The best of the eight symmetries of a square is taken with the first picture cut to its middle;
    then start and length of the window are moved along each axis in turn, as long as it helps, so
    that a cut off the middle and a slightly other shape are recognised too.

    Args:
        first: Signatures of length 1, shape (n, 16, 16).
        middle: `cut(first, zoom)`.
        second: Signatures of length 1, shape (n, 16, 16).
        zoom: One of `ZOOMS`: share of the first that shows what the second shows.

    Returns:
        Likeness, -1 to 1, and place in `TRANSFORMS`, shape (n,) each.
    """
    by_transform = _by_transform(middle, second)
    transform = by_transform.argmax(axis=1)
    best = by_transform.max(axis=1, initial=-1)
    promising = np.flatnonzero(best >= _PROMISING)
    turned = _turned(first[promising], transform[promising])
    best[promising] = _aligned(turned, second[promising], best[promising], zoom)
    return best, transform


def _by_transform(first: Floats, second: Floats) -> Floats:
    """Return the likeness in each of `TRANSFORMS`, shape (n, 8).

    A mirrored axis changes the sign of its odd frequencies, so that four sums of one product give
    the likeness for the four ways of mirroring.
    """
    upright, transposed = first * second, first.swapaxes(1, 2) * second
    signs = _signs().reshape(4, -1).T
    return np.concatenate([one.reshape(len(one), -1) @ signs for one in (upright, transposed)], 1)


def _turned(units: Floats, transform: NDArray[np.int64]) -> Floats:
    transposed = (transform >= 4)[:, np.newaxis, np.newaxis]
    turned = np.where(transposed, units.swapaxes(1, 2), units)
    return np.asarray(turned * _signs()[transform % 4])


def _aligned(first: Floats, second: Floats, best: Floats, zoom: float) -> Floats:
    """Return the likeness at the best windows of the first, shape (n,)."""
    windows, centre = _windows(), _centre(zoom)
    plain = _plain(first)
    down = np.full(len(first), centre)
    across = down.copy()
    for _ in range(_ROUNDS):
        part = plain @ windows[across].swapaxes(1, 2)
        for place, matrix in enumerate(windows):
            found = _cosine(matrix @ part, second)
            down[found > best] = place
            best = np.maximum(best, found)
        part = windows[down] @ plain
        for place, matrix in enumerate(windows):
            found = _cosine(part @ matrix.T, second)
            across[found > best] = place
            best = np.maximum(best, found)
    return best


def _cosine(plain: Floats, units: Floats) -> Floats:
    weighted = plain * emphasis()
    lengths = np.sqrt(np.einsum("nij,nij->n", weighted, weighted))
    products = np.einsum("nij,nij->n", weighted, units)
    return np.asarray(products / np.maximum(lengths, 1e-6))


def _lengthened(values: Floats) -> Floats:
    lengths = np.sqrt(np.einsum("nij,nij->n", values, values))
    return np.asarray(values / np.maximum(lengths, 1e-6)[:, np.newaxis, np.newaxis], np.float32)


def _plain(units: Floats) -> Floats:
    """Return signatures without emphasis."""
    weights = emphasis()
    return np.asarray(units / np.where(weights > 0, weights, 1), dtype=np.float32)


@cache
def _signs() -> Floats:
    """Return the signs of the frequencies for the four ways of mirroring, shape (4, 16, 16)."""
    odd = np.where(np.arange(SIDE) % 2, -1, 1)
    same = np.ones(SIDE)
    ways = ((same, same), (same, odd), (odd, same), (odd, odd))
    return np.stack([np.outer(down, across) for down, across in ways]).astype(np.float32)


@cache
def _windows() -> Floats:
    """Return the matrices of all windows of an axis, shape (windows, 16, 16)."""
    return np.stack(
        [window((1 - length) / 2 + shift, length) for length in _LENGTHS for shift in _SHIFTS]
    )


def _centre(zoom: float) -> int:
    """Return the place among the windows of the middle."""
    return _LENGTHS.index(zoom) * len(_SHIFTS) + _SHIFTS.index(0.0)
