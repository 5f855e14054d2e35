"""Which samples of a part the gallery shows, and in which order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.evaluation.results import PartResults

ORDERS = ("Most confident wrong first", "Least certain first", "In the data's order")


def select(
    results: PartResults,
    threshold: float,
    order: str,
    cell: tuple[int, int] | None = None,
) -> NDArray[np.int64]:
    """Return positions of samples within a part, in the order to show them.

    Args:
        results: The part.
        threshold: Where the binary reading is made.
        order: One of `ORDERS`.
        cell: Row and column of the binary matrix to show alone; None shows all.

    Returns:
        Shape (samples shown,), int64.
    """
    read = results.probability >= threshold
    wrong = read != results.is_positive
    distance = np.abs(results.probability - threshold)
    if order == ORDERS[0]:
        # Wrong ones from the surest to the least sure, then right ones from the least sure on.
        positions = np.argsort(np.where(wrong, -1.0 - distance, distance), kind="stable")
    elif order == ORDERS[1]:
        positions = np.argsort(distance, kind="stable")
    else:
        positions = np.arange(read.size)
    if cell is not None:
        true, as_read = cell
        shown = (results.is_positive == bool(true)) & (read == bool(as_read))
        positions = positions[shown[positions]]
    return positions.astype(np.int64)
