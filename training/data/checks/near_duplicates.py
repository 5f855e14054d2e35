"""Finding pairs of pictures that look alike among hundreds of thousands.

Comparing every picture with every other takes time that grows with the square of their number.
Here each gets a key of about log2(n) bits, so that few share one, and is compared with those only
whose key is its own or differs in the bits that were decided most narrowly (multi-probe hashing
after Lv et al., 2007, "Multi-probe LSH: efficient indexing for high-dimensional similarity
search"). The key is made of numbers that neither mirroring nor a quarter turn changes, so that one
search finds all eight symmetries; more, with the pictures cut to their middle and to their corners,
find cuts.
What shares a key is then compared by its whole signature.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from training.data.checks.likeness import (
    CORNERS,
    INVERSE,
    MIDDLES,
    Window,
    as_units,
    cut,
    likeness,
    multiplied,
)
from training.data.measuring.signatures import Floats
from training.progress import Progress, no_progress

THRESHOLD = 0.968
"""Likeness from which two pictures count as near-duplicates.

In ISIC 2017 17 pairs lie above it, all of one photograph. In HAM10000 the search finds 181: 175
within one lesion, and of the 6 across lesions at least 2 that only look alike. At 0.967 it finds
188, 9 of them across lesions.
"""

_BLOCK = 8
"""Lowest frequencies along each axis that the key is made of."""
_FIRST = 24
"""Principal components of the unchanging numbers that are compared first, and give the key."""
_NEAR_IN_FIRST = 0.22
_NEAR_IN_ALL = 0.27
"""Distances in those components, and in all, above which two pictures are not compared further.

Of the pairs that comparing all pictures, whole and cut to their middle, finds in HAM10000, 98 % lie
nearer; in ISIC 2017, all.
"""
_NARROW_BITS = 7
_NARROW_BITS_AT_CORNERS = 5
"""Bits of a key that may be otherwise; fewer at the corners, of which there are four."""
_MOST_AT_A_KEY = 32
"""Pictures at one key that are compared; more are there only where masses look the same."""
_FITTED_ON = 4096
_MOST_THREADS = 8
_ROWS = 1024
_PROBES = 8
"""Keys of each picture that are looked up at once: few calls, and what they gather stays in the
processor's cache."""
_PAIRS = 1024

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NearDuplicates:
    """Pairs of pictures that look alike, each once.

    Attributes:
        first: Index of one picture, shape (pairs,), int64, rising.
        second: Index of the other, always greater.
        likeness: 1 for the same picture, at least `THRESHOLD`, float32.
        transform: Place in `likeness.TRANSFORMS` of what turns the first into the second.
    """

    first: Indices
    second: Indices
    likeness: NDArray[np.float32]
    transform: Indices


def find_near_duplicates(
    signatures: NDArray[np.int8], *, progress: Progress = no_progress
) -> NearDuplicates:
    """Find the pairs of pictures that look alike.

    Of pictures with the same signature, each is paired with the first of them only. Flat pictures
    look like nothing and are left out.

    Args:
        signatures: Shape (n, 16, 16), int8; see `signatures`.
        progress: May raise Cancelled.
    """
    what = "Looking for pictures that look alike"
    distinct, copies, originals = _distinct(signatures)
    index = _Index(signatures[distinct])
    found = [_empty()]
    progress(what, 0, len(distinct))
    blocks = [
        np.arange(start, min(start + _ROWS, len(distinct)))
        for start in range(0, len(distinct), _ROWS)
    ]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS), "alike") as pool:
        try:
            for rows, pairs in zip(blocks, pool.map(partial(_of_rows, index), blocks), strict=True):
                found.append(pairs)
                progress(what, int(rows[-1]) + 1, len(distinct))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    pairs = _best_of_each(_joined(found))
    same = NearDuplicates(
        originals, copies, np.ones(len(copies), dtype=np.float32), np.zeros_like(copies)
    )
    there = NearDuplicates(
        distinct[pairs.first], distinct[pairs.second], pairs.likeness, pairs.transform
    )
    return _best_of_each(_joined([same, there]))


class _Index:
    """Pictures by key.

    Args:
        signatures: Shape (n, 16, 16), int8, none of them flat.
    """

    def __init__(self, signatures: NDArray[np.int8]) -> None:
        self.signatures = signatures
        n = len(signatures)
        chosen = np.random.default_rng(0).permutation(n)[:_FITTED_ON]
        sample = _unchanging(as_units(signatures[chosen]))
        self._mean = sample.mean(axis=0) if n else np.zeros(sample.shape[1], dtype=np.float32)
        _, axes = np.linalg.eigh((sample - self._mean).T @ (sample - self._mean))
        self._axes = axes[:, ::-1]
        blocks = [signatures[start : start + _ROWS] for start in range(0, n, _ROWS)]
        self._places = np.concatenate(
            [self._placed(as_units(block)) for block in blocks]
            or [np.empty((0, len(self._axes)), dtype=np.float32)]
        )
        bits = min(_FIRST, math.ceil(math.log2(max(n, 2))))
        self._first = np.ascontiguousarray(self._places[:, :_FIRST])
        self._powers = 1 << np.arange(bits)
        self._middle = np.median(self._places[:, :bits], axis=0) if n else np.zeros(bits)
        keys = self._keys(self._offsets(self._places))
        self._order = np.argsort(keys, kind="stable")
        counts = np.bincount(keys, minlength=1 << bits)
        self._starts = np.cumsum(counts) - counts
        self._counts = np.minimum(counts, _MOST_AT_A_KEY)

    def near(self, units: Floats, narrow_bits: int, nearest: tuple[float, float]) -> Indices:
        """Return who may look like some pictures.

        Args:
            units: Signatures of length 1, shape (m, 16, 16).
            narrow_bits: Bits of the key that may be otherwise.
            nearest: Distances in the first components, and in all, that are near enough.

        Returns:
            Shape (pairs, 2): place among `units`, and row; a pair may stand there repeatedly.
        """
        places = self._placed(units)
        offsets = self._offsets(places)
        keys = self._keys(offsets)
        narrow = min(narrow_bits, len(self._powers) - 1)
        bits = self._powers[np.argpartition(np.abs(offsets), narrow, axis=1)[:, :narrow]]
        flipped = np.array(list(product((0, 1), repeat=narrow)), dtype=np.int64) @ bits.T
        found = []
        steps = (
            (np.ascontiguousarray(places[:, :_FIRST]), self._first, nearest[0]),
            (places, self._places, nearest[1]),
        )
        for start in range(0, len(flipped), _PROBES):
            own, row = self._at(keys ^ flipped[start : start + _PROBES])
            for here, there, most in steps:
                apart = here.take(own, axis=0)
                apart -= there.take(row, axis=0)
                near = np.einsum("ij,ij->i", apart, apart) <= most**2
                own, row = own[near], row[near]
            found.append(np.stack([own, row], axis=1))
        return np.concatenate(found)

    def _at(self, keys: NDArray[np.int64]) -> tuple[Indices, Indices]:
        """Return which column of keys, shape (probes, n), has one of which row.

        Returns:
            Columns and rows, as two arrays of one length.
        """
        columns = np.broadcast_to(np.arange(keys.shape[1]), keys.shape).ravel()
        starts, counts = self._starts.take(keys.ravel()), self._counts.take(keys.ravel())
        own = columns.repeat(counts)
        shift = (starts - counts.cumsum() + counts).repeat(counts)
        return own, self._order.take(shift + np.arange(len(own)))

    def _placed(self, units: Floats) -> Floats:
        return multiplied(_unchanging(units) - self._mean, self._axes)

    def _offsets(self, places: Floats) -> Floats:
        return np.asarray(places[:, : len(self._powers)] - self._middle)

    def _keys(self, offsets: Floats) -> NDArray[np.int64]:
        return np.asarray((offsets > 0) @ self._powers, dtype=np.int64)


def _unchanging(units: Floats) -> Floats:
    """Return numbers that mirroring and quarter turns leave as they are, shape (n, 63).

    Two frequencies that a quarter turn exchanges give the greater and the smaller of their sizes.
    The numbers of two pictures are never further apart than the lowest frequencies of the pictures
    themselves in their best position.
    """
    block = units[:, :_BLOCK, :_BLOCK]
    sizes = np.abs(block)
    down, across = np.triu_indices(_BLOCK, 1)
    one, other = sizes[:, down, across], sizes[:, across, down]
    even, odd = np.arange(2, _BLOCK, 2), np.arange(1, _BLOCK, 2)
    return np.concatenate(
        [
            np.maximum(one, other),
            np.minimum(one, other),
            block[:, even, even],
            sizes[:, odd, odd],
        ],
        axis=1,
    )


def _distinct(signatures: NDArray[np.int8]) -> tuple[Indices, Indices, Indices]:
    """Return the first row of every signature that is not flat; its copies; what they copy."""
    rows = np.flatnonzero(signatures.any(axis=(1, 2)))
    if not len(rows):
        return rows, rows, rows
    flat = np.ascontiguousarray(signatures[rows].reshape(len(rows), -1))
    texts = flat.view(np.dtype((np.void, flat.shape[1]))).ravel()
    _, firsts, inverse = np.unique(texts, return_index=True, return_inverse=True)
    original = firsts[inverse]
    copies = np.flatnonzero(original != np.arange(len(rows)))
    return rows[np.sort(firsts)], rows[copies], rows[original[copies]]


def _of_rows(index: _Index, rows: Indices) -> NearDuplicates:
    """Return the pairs of some rows with any others."""
    units = as_units(index.signatures[rows])
    middles = (_NARROW_BITS, (_NEAR_IN_FIRST, _NEAR_IN_ALL))
    corners = (_NARROW_BITS_AT_CORNERS, (_NEAR_IN_FIRST, _NEAR_IN_FIRST))
    return _joined(
        [_compared(index, units, rows, part, *middles) for part in MIDDLES]
        + [_compared(index, units, rows, part, *corners) for part in CORNERS]
    )


def _compared(
    index: _Index,
    units: Floats,
    rows: Indices,
    part: Window,
    narrow_bits: int,
    nearest: tuple[float, float],
) -> NearDuplicates:
    """Return the pairs of some rows, cut to a part, with any others that look alike."""
    shown = cut(units, part)
    found = [_empty()]
    near = index.near(shown, narrow_bits, nearest)
    # A whole picture finds another as that one finds it.
    whole = part.length == 1
    near = near[rows[near[:, 0]] < near[:, 1] if whole else rows[near[:, 0]] != near[:, 1]]
    for start in range(0, len(near), _PAIRS):
        own, second = near[start : start + _PAIRS].T
        others = as_units(index.signatures[second])
        alike, transform = likeness(units[own], shown[own], others, part)
        kept = alike >= THRESHOLD
        found.append(_pairs(rows[own[kept]], second[kept], alike[kept], transform[kept]))
    return _joined(found)


def _pairs(
    first: Indices, second: Indices, alike: NDArray[np.float32], transform: Indices
) -> NearDuplicates:
    """Return pairs with the lesser index first."""
    return NearDuplicates(
        np.minimum(first, second),
        np.maximum(first, second),
        np.minimum(alike, np.float32(1)),
        np.where(first > second, INVERSE[transform], transform),
    )


def _best_of_each(pairs: NearDuplicates) -> NearDuplicates:
    """Return every pair once, with its greatest likeness, in order."""
    order = np.lexsort((-pairs.likeness, pairs.second, pairs.first))
    first, second = pairs.first[order], pairs.second[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    kept = order[new]
    return NearDuplicates(
        pairs.first[kept], pairs.second[kept], pairs.likeness[kept], pairs.transform[kept]
    )


def _joined(parts: list[NearDuplicates]) -> NearDuplicates:
    return NearDuplicates(
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.second for part in parts]),
        np.concatenate([part.likeness for part in parts]),
        np.concatenate([part.transform for part in parts]),
    )


def _empty() -> NearDuplicates:
    none = np.empty(0, dtype=np.int64)
    return NearDuplicates(none, none, np.empty(0, dtype=np.float32), none)
