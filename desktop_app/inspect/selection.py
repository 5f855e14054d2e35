"""Which samples of a part the gallery shows, and in which order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.evaluation.results import PartResults
from training.evaluation.review import (
    ALL,
    AS_STORED,
    CONFIDENT_WRONG,
    LEAST_CERTAIN,
    Sought,
    binary_reading,
    find,
)

ORDERS = (CONFIDENT_WRONG, LEAST_CERTAIN, AS_STORED)


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
    sought = ALL if cell is None else Sought(*cell)
    return find(binary_reading(results, threshold), results.predictions, order, sought)
