"""Which pictures of a data set the gallery shows, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop_app.inspect.picture_index import (
    CLASS_ORDER,
    NAME_ORDER,
    TABLE_ORDER,
    PictureIndex,
    Positions,
    column_title,
)

_SHORT = 3
"""Words up to this length occur so often that they are sought in another way."""


@dataclass(frozen=True)
class OneOf:
    """The pictures with a certain value in a column.

    Attributes:
        column: Name of a text column.
        value: The value; empty for what is not recorded.
    """

    column: str
    value: str


@dataclass(frozen=True)
class Between:
    """The pictures whose number lies in a range.

    Attributes:
        column: Name of a column of numbers.
        low: From this on.
        high: Up to below this.
    """

    column: str
    low: float
    high: float


Condition = OneOf | Between


def condition_text(condition: Condition) -> str:
    """Return a condition in words: "site: back", "age 40–44"."""
    title = column_title(condition.column)
    if isinstance(condition, Between):
        return f"{title} {condition.low:g}–{condition.high - 1:g}"
    return f"{title}: {condition.value or 'not recorded'}"


def find(
    index: PictureIndex,
    text: str = "",
    conditions: Sequence[Condition] = (),
    order: str = TABLE_ORDER,
) -> Positions:
    """Return the positions of pictures, in the order to show them.

    Args:
        index: The pictures.
        text: Words that must all occur in a picture's name or values; case does not matter.
        conditions: All must hold.
        order: One of `index.orders`.

    Returns:
        Shape (pictures found,), int64.
    """
    chosen = np.ones(len(index), dtype=bool)
    for condition in conditions:
        chosen &= _holds(index, condition)
    for word in text.lower().split():
        chosen &= _contains(index, word)
    positions = np.flatnonzero(chosen)
    return positions[np.argsort(_rank(index, order, positions), kind="stable")]


def _holds(index: PictureIndex, condition: Condition) -> NDArray[np.bool_]:
    if isinstance(condition, Between):
        numbers = index.numbers[condition.column]
        return np.asarray((numbers >= condition.low) & (numbers < condition.high), dtype=bool)
    if condition.column in index.identifiers:
        return np.asarray(index.identifiers[condition.column] == condition.value, dtype=bool)
    column = index.texts[condition.column]
    if condition.value not in column.names:
        return np.zeros(len(index), dtype=bool)
    return np.asarray(column.codes == column.names.index(condition.value), dtype=bool)


def _contains(index: PictureIndex, word: str) -> NDArray[np.bool_]:
    lines, starts = index.lines
    sought = word.encode(errors="replace")
    if len(sought) <= _SHORT:
        return np.asarray(np.logical_or.reduceat(_starts_here(lines, sought), starts), dtype=bool)
    found, place = [], lines.find(sought)
    while place >= 0:
        found.append(place)
        place = lines.find(sought, place + 1)
    contains = np.zeros(len(index), dtype=bool)
    contains[np.searchsorted(starts, np.array(found, dtype=np.int64), side="right") - 1] = True
    return contains


def _starts_here(lines: bytes, sought: bytes) -> NDArray[np.bool_]:
    """Return for every byte whether the word starts there: fast where it does so very often."""
    letters = np.frombuffer(lines, dtype=np.uint8)
    here: NDArray[np.bool_] = letters == sought[0]
    for offset, letter in enumerate(sought[1:], start=1):
        here[:-offset] &= letters[offset:] == letter
        here[-offset:] = False
    return here


def _rank(index: PictureIndex, order: str, positions: Positions) -> NDArray[np.generic]:
    """Return what to sort the positions by; nan, which is last, where nothing is known."""
    if order == TABLE_ORDER:
        return positions
    if order == NAME_ORDER:
        return index.name_rank[positions]
    if order == CLASS_ORDER:
        return index.texts["class"].codes[positions]
    name, _, direction = order.lower().rpartition(" ")
    numbers = np.asarray(index.numbers[name][positions], dtype=np.float64)
    return numbers if direction == "rising" else -numbers
