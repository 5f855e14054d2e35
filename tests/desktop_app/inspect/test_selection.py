"""The pictures most worth a look come first."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.inspect.selection import ORDERS, select
from tests.desktop_app.results import results

TRUTH = [0, 0, 0, 1, 1, 1]
PROBABILITY = [0.1, 0.6, 0.95, 0.9, 0.4, 0.5]


def test_wrong_ones_come_first_the_surest_of_them_at_the_top() -> None:
    order = select(results(TRUTH, PROBABILITY), 0.5, ORDERS[0])

    # Wrong: 2 (off by 0.45), then 1 and 4 (0.1). Right: 5 (0.0), then 0 and 3 (0.4).
    assert order[0] == 2
    assert set(order[1:3]) == {1, 4}
    assert order[3] == 5
    assert set(order[4:]) == {0, 3}


def test_the_least_certain_are_those_next_to_the_threshold() -> None:
    order = select(results(TRUTH, PROBABILITY), 0.8, ORDERS[1])

    distances = np.abs(np.array(PROBABILITY) - 0.8)[order]
    assert np.all(np.diff(distances) >= -1e-6)


def test_the_order_of_the_data_can_be_kept() -> None:
    assert select(results(TRUTH, PROBABILITY), 0.5, ORDERS[2]).tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("cell", "positions"),
    [((0, 0), {0}), ((0, 1), {1, 2}), ((1, 0), {4}), ((1, 1), {3, 5})],
)
def test_a_cell_holds_exactly_its_pictures_whatever_the_order(
    order: str, cell: tuple[int, int], positions: set[int]
) -> None:
    chosen = select(results(TRUTH, PROBABILITY), 0.5, order, cell)

    assert set(chosen.tolist()) == positions
    assert len(chosen) == len(positions)


def test_the_four_cells_are_as_large_as_the_matrix_says() -> None:
    rng = np.random.default_rng(0)
    part = results(rng.integers(0, 2, 200), rng.random(200).round(2))

    for threshold in (0.0, 0.25, 0.5, 1.0):
        sizes = [
            [select(part, threshold, ORDERS[0], (true, read)).size for read in (0, 1)]
            for true in (0, 1)
        ]
        assert sizes == part.binary_matrix(threshold).counts.tolist()


def test_of_no_samples_none_is_chosen() -> None:
    assert select(results([], []), 0.5, ORDERS[0]).size == 0
