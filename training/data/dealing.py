"""Dealing groups out to parts so that every part has its share of every class.

scikit-learn's `StratifiedGroupKFold` balances classes as well, but looks at the groups one by one:
it takes a second for HAM10000 and a minute for 400,000 samples, knows folds of one size only, and
promises no fold a sample of a rare class. Groups of the same composition (so many samples of this
class, so many of that) are interchangeable, and there are few compositions: here all groups of one
composition are dealt at once, and what rounding owes a part is carried over to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TIE = 1e-3
"""Weight of a part's size against its classes: it decides where the classes leave a choice."""


def deal(
    groups: NDArray[np.int64],
    labels: NDArray[np.int64],
    draws: NDArray[np.uint64],
    shares: Sequence[float],
) -> NDArray[np.int64]:
    """Give every group a part.

    First every part gets a group of every class, the smallest there is. The rest goes out by
    composition, the largest groups first, each part's count being what brings its number of
    samples of each class nearest to its share, in least squares relative to the class's size.

    Args:
        groups: Group of every sample, 0 to G - 1, each at least once, shape (n,).
        labels: Class of every sample, shape (n,).
        draws: A random number for every group, which decides among groups alike, shape (G,).
        shares: Share of all samples for each part; their sum is 1.

    Returns:
        Part of every group as an index into `shares`, shape (G,). A class that has fewer groups
        than there are parts is missing from some.
    """
    cells = _cells(groups, labels)
    ledger = _Ledger(cells, shares)
    parts = np.full(draws.size, -1, dtype=np.int64)
    for group, part in _first_of_every_class(cells, draws, len(shares)):
        parts[group] = part
        ledger.give(cells.of_group(group), part)
    waiting = np.flatnonzero(parts < 0)
    composition, example = _compositions(cells)
    order = waiting[
        np.lexsort((draws[waiting], example[composition[waiting]], -cells.sizes[waiting]))
    ]
    for alike in np.split(order, np.flatnonzero(np.diff(composition[order])) + 1):
        if alike.size:
            counts = ledger.deal(cells.of_group(int(alike[0])), alike.size)
            parts[alike] = np.repeat(np.arange(len(shares)), counts)
    return parts


@dataclass(frozen=True, eq=False)
class _Cells:
    """How many samples of which class are in which group, sorted by group.

    Attributes:
        group: Group of each cell, shape (cells,).
        label: Class of each cell.
        count: Samples of that class in that group, at least 1.
        starts: First cell of each group, and the end of the last, shape (G + 1,).
        sizes: Samples of each group, shape (G,).
    """

    group: NDArray[np.int64]
    label: NDArray[np.int64]
    count: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def of_group(self, group: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the classes of a group, and how many samples it has of each."""
        cells = slice(self.starts[group], self.starts[group + 1])
        return self.label[cells], self.count[cells]


def _cells(groups: NDArray[np.int64], labels: NDArray[np.int64]) -> _Cells:
    width = int(labels.max()) + 1
    keys, count = np.unique(groups * width + labels, return_counts=True)
    group, label = np.divmod(keys, width)
    starts = np.searchsorted(group, np.arange(int(group[-1]) + 2))
    return _Cells(group, label, count, starts, np.bincount(groups))


def _first_of_every_class(
    cells: _Cells, draws: NDArray[np.uint64], parts: int
) -> list[tuple[int, int]]:
    """Return (group, part) pairs that give every part a group of every class, rarest class first.

    A group that serves several classes is taken once.
    """
    order = np.lexsort((draws[cells.group], cells.sizes[cells.group], cells.label))
    _, starts, counts = np.unique(cells.label[order], return_index=True, return_counts=True)
    part_of: dict[int, int] = {}
    for place in np.argsort(counts, kind="stable"):
        having = cells.group[order[starts[place] : starts[place] + counts[place]]].tolist()
        there = {part_of[group] for group in having if group in part_of}
        free = (group for group in having if group not in part_of)
        for part in sorted(set(range(parts)) - there):
            group = next(free, None)
            if group is None:
                break
            part_of[group] = part
    return list(part_of.items())


def _compositions(cells: _Cells) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the composition of every group, shape (G,), and the first group that has each.

    Each (class, count) pair stands for a random number of 64 bits and each composition for the
    sum of its pairs, so that two different ones are practically never taken for the same.
    """
    pairs, pair = np.unique(np.stack([cells.label, cells.count]), axis=1, return_inverse=True)
    numbers = np.random.default_rng(0).integers(2**64, size=(pairs.shape[1],), dtype=np.uint64)
    sums = np.add.reduceat(numbers[pair.ravel()], cells.starts[:-1])
    _, example, composition = np.unique(sums, return_index=True, return_inverse=True)
    return composition, example


class _Ledger:
    """What every part is owed of every class: its share of what is dealt, less what it was given.

    The last column holds samples of any class.
    """

    def __init__(self, cells: _Cells, shares: Sequence[float]) -> None:
        totals = np.bincount(cells.label, cells.count)
        self._weights = 1.0 / np.append(totals, totals.sum() / _TIE).clip(min=1.0)
        self._shares = np.asarray(shares, dtype=np.float64)
        self._owed = np.zeros((len(shares), totals.size + 1))

    def give(self, contents: tuple[NDArray[np.int64], NDArray[np.int64]], part: int) -> None:
        """Enter that a part was given a group of some contents."""
        columns, counts = self._columns(contents)
        given = np.zeros_like(self._shares)
        given[part] = 1.0
        self._owed[:, columns] += np.outer(self._shares - given, counts)

    def deal(
        self, contents: tuple[NDArray[np.int64], NDArray[np.int64]], groups: int
    ) -> NDArray[np.int64]:
        """Divide groups of the same contents and return how many each part is given."""
        columns, counts = self._columns(contents)
        owed = self._owed[:, columns]
        pull = self._weights[columns] * counts
        fair = groups * self._shares
        wanted = np.maximum(fair + owed @ pull / (pull @ counts), 0.0)
        given = _rounded(wanted * (groups / wanted.sum()), groups)
        self._owed[:, columns] = owed + np.outer(fair - given, counts)
        return given

    def _columns(
        self, contents: tuple[NDArray[np.int64], NDArray[np.int64]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        labels, counts = contents
        return np.append(labels, self._owed.shape[1] - 1), np.append(counts, counts.sum())


def _rounded(exact: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Return whole numbers of the given sum by largest remainder."""
    whole = np.floor(exact).astype(np.int64)
    most = np.argsort(whole - exact, kind="stable")
    whole[most[: total - int(whole.sum())]] += 1
    return whole
