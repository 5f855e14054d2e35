"""A curve keeps every point in order, however it comes."""

from __future__ import annotations

import pytest

from desktop_app.widgets.series import GrowingSeries


def test_many_small_and_large_pieces_are_kept_in_order() -> None:
    series = GrowingSeries()
    expected = []
    for length in (1, 3, 0, 250, 5, 3000):
        piece = [float(len(expected) + n) for n in range(length)]
        series.extend(piece, [-value for value in piece])
        expected += piece
    assert len(series) == len(expected)
    assert series.x.tolist() == expected
    assert series.y.tolist() == [-value for value in expected]


def test_clearing_starts_anew() -> None:
    series = GrowingSeries()
    series.extend([1], [2])
    series.clear()
    series.extend([3], [4])
    assert (series.x.tolist(), series.y.tolist()) == ([3], [4])


def test_points_need_both_coordinates() -> None:
    with pytest.raises(ValueError, match="2 x values, but 1 y values"):
        GrowingSeries().extend([1, 2], [1])
