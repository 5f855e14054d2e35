"""How alike two pictures are, mirrored, turned by quarters, or one of them cut a little.

Everything is reckoned from their signatures.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.data.measuring.signatures import SIDE, Floats, emphasis, window

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


class Window(NamedTuple):
    """A part of a picture, in shares of its sides.

    Attributes:
        down: Where it starts from the top.
        across: Where it starts from the left.
        length: Its height and its width.
    """

    down: float
    across: float
    length: float


MIDDLES = tuple(Window((1 - length) / 2, (1 - length) / 2, length) for length in (1.0, 0.95, 0.9))
"""The whole picture and cuts from its middle, where the search begins."""
CORNERS = tuple(Window(down, across, 0.95) for down in (0.0, 0.05) for across in (0.0, 0.05))
"""Cuts from the corners, where it begins as well."""

_LENGTHS = (0.9, 0.925, 0.95, 0.975, 1.0, 1.025)
_SHIFTS = (-0.04, -0.02, 0.0, 0.02, 0.04)
_ROUNDS = 2
_SMALL = 32
_NEGLIGIBLE = 1e-4
"""Share of the greatest eigenvalue below which others are left out."""
_PROMISING = 0.88
"""Likeness before the windows are moved below which nothing comes of moving them."""


def as_units(signatures: NDArray[np.int8]) -> Floats:
    """Return signatures, shape (n, 16, 16), of length 1, or 0 where a picture is flat."""
    return _lengthened(signatures.astype(np.float32))


def cut(units: Floats, part: Window) -> Floats:
    """Return the signatures of a part of pictures.

    Args:
        units: Signatures of length 1, shape (n, 16, 16).
        part: Which part.
    """
    if part.length == 1:
        return units
    down, across = window(part.down, part.length), window(part.across, part.length)
    return _lengthened(np.asarray(down @ _plain(units) @ across.T * emphasis(), np.float32))


def likeness(
    first: Floats, shown: Floats, second: Floats, part: Window
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return how alike pairs of pictures are.

    The best of the eight symmetries of a square is taken with the first picture cut to a part; then
    start and length of the part are moved along each axis in turn, as long as it helps, so that a
    cut elsewhere and a slightly other shape are recognised too.

    Args:
        first: Signatures of length 1, shape (n, 16, 16).
        shown: `cut(first, part)`.
        second: Signatures of length 1, shape (n, 16, 16).
        part: One of `MIDDLES` and `CORNERS`: what of the first the second shows.

    Returns:
        Likeness, -1 to 1, and place in `TRANSFORMS`, shape (n,) each.
    """
    by_transform = _by_transform(shown, second)
    transform = by_transform.argmax(axis=1)
    best = by_transform.max(axis=1, initial=-1)
    promising = np.flatnonzero(best >= _PROMISING)
    back = _turned(second[promising], INVERSE[transform[promising]])
    best[promising] = _aligned(first[promising], back, best[promising], part)
    return best, transform


def multiplied(rows: Floats, matrix: Floats) -> Floats:
    """Return the product of rows, all axes after the first taken as one, and a matrix.

    In pieces so small that NumPy's BLAS starts no threads, which would wait for one another beside
    those that call this.
    """
    width, n = matrix.shape[0], len(rows)
    pieces = np.zeros((-(-n // _SMALL), _SMALL, width), dtype=np.float32)
    pieces.reshape(-1, width)[:n] = rows.reshape(n, width)
    return np.asarray((pieces @ matrix).reshape(-1, matrix.shape[1])[:n], dtype=np.float32)


def _by_transform(first: Floats, second: Floats) -> Floats:
    """Return the likeness in each of `TRANSFORMS`, shape (n, 8).

    A mirrored axis changes the sign of its odd frequencies, so that four sums of one product give
    the likeness for the four ways of mirroring.
    """
    upright, transposed = first * second, first.swapaxes(1, 2) * second
    signs = _signs().reshape(4, -1).T
    return np.concatenate([multiplied(one, signs) for one in (upright, transposed)], axis=1)


def _turned(units: Floats, transform: NDArray[np.int64]) -> Floats:
    transposed = (transform >= 4)[:, np.newaxis, np.newaxis]
    turned = np.where(transposed, units.swapaxes(1, 2), units)
    return np.asarray(turned * _signs()[transform % 4])


def _aligned(first: Floats, second: Floats, best: Floats, part: Window) -> Floats:
    """Return the likeness at the best windows of the first, shape (n,)."""
    windows, plain, weighted = _windows(), _plain(first), second * emphasis()
    across = np.broadcast_to(window(part.across, part.length), plain.shape)
    down = np.broadcast_to(window(part.down, part.length), plain.shape)
    for _ in range(_ROUNDS):
        found = _cosines(plain @ across.swapaxes(1, 2), weighted)
        best, down = _better(found, best, windows, down)
        found = _cosines((down @ plain).swapaxes(1, 2), weighted.swapaxes(1, 2))
        best, across = _better(found, best, windows, across)
    return best


def _better(found: Floats, best: Floats, windows: Floats, chosen: Floats) -> tuple[Floats, Floats]:
    """Return the likeness and the matrices with those windows that are better than the chosen."""
    place = found.argmax(axis=1)
    highest = found.max(axis=1, initial=-1)
    matrices = np.where((highest > best)[:, np.newaxis, np.newaxis], windows[place], chosen)
    return np.maximum(best, highest), matrices


def _cosines(plain: Floats, weighted: Floats) -> Floats:
    """Return the likeness for every window down, shape (n, windows).

    For all windows at once: the product of W P with S is that of W with S P', and with the squared
    emphasis as a sum of v v' over its eigenvectors, the length of W P is a sum of products of
    W' diag(v) W with P diag(v) P'.

    Args:
        plain: First signatures without emphasis, cut across; shape (n, 16, 16).
        weighted: Second signatures with emphasis once more, likewise.
    """
    across = plain.swapaxes(1, 2)
    products = multiplied(weighted @ across, _windows().reshape(-1, SIDE * SIDE).T)
    squares = np.zeros_like(products)
    for vector, matrices in zip(*_lengths(), strict=True):
        squares += multiplied((plain * vector) @ across, matrices)
    return np.asarray(products / np.sqrt(np.maximum(squares, 1e-12)), dtype=np.float32)


@cache
def _lengths() -> tuple[Floats, Floats]:
    """Return eigenvectors v of the squared emphasis, and W' diag(v) W of every window by value.

    Returns:
        Shapes (kept, 16) and (kept, 256, windows).
    """
    values, vectors = np.linalg.eigh(np.square(emphasis()).astype(np.float64))
    kept = np.abs(values) > _NEGLIGIBLE * np.abs(values).max()
    values, vectors = values[kept], vectors[:, kept].T
    windows = _windows().astype(np.float64)
    inner = np.einsum("kia,ri,kib->rabk", windows, vectors, windows) * values[:, None, None, None]
    return vectors.astype(np.float32), inner.reshape(len(values), -1, len(windows)).astype(
        np.float32
    )


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
