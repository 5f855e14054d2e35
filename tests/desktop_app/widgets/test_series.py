"""A curve keeps every point in order, however it comes, and shows what a width needs."""

from __future__ import annotations

import math

import numpy as np
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
    series.smooth(0.9)
    series.extend([1], [2])
    series.clear()
    series.extend([3], [4])
    assert (series.x.tolist(), series.y.tolist()) == ([3], [4])
    assert series.smoothed.tolist() == pytest.approx([4])


def test_points_need_both_coordinates() -> None:
    with pytest.raises(ValueError, match="2 x values, but 1 y values"):
        GrowingSeries().extend([1, 2], [1])


def test_few_points_are_seen_as_they_are_with_one_beyond_each_end() -> None:
    series = GrowingSeries(np.arange(10.0), np.arange(10.0) ** 2)
    x, y = series.seen(2.5, 5.5, 100)
    assert x.tolist() == [2, 3, 4, 5, 6]
    assert y.tolist() == [4, 9, 16, 25, 36]


def test_of_many_points_a_width_sees_as_much_as_it_can_show() -> None:
    y = np.sin(np.arange(1_000_000) / 1e5)
    y[123_456] = 9.0  # one wild step
    series = GrowingSeries(np.arange(1_000_000), y)

    whole_x, whole_y = series.seen(0, 1_000_000, 500)
    part_x, part_y = series.seen(123_400, 123_500, 500)

    assert len(whole_x) <= 2 * 501
    assert whole_y.max() == 9
    assert whole_y.min() == y.min()
    assert part_y.tolist() == y[part_x.astype(int)].tolist()
    assert part_y.max() == 9


def test_a_smoothed_curve_grows_as_if_it_were_smoothed_at_once() -> None:
    y = np.random.default_rng(0).normal(0, 1, 1_000)
    grown, whole = GrowingSeries(), GrowingSeries(np.arange(1_000), y)
    for series in (grown, whole):
        series.smooth(0.95)
    for start in range(0, 1_000, 7):
        piece = slice(start, start + 7)
        grown.extend(np.arange(1_000)[piece], y[piece])
        assert len(grown.smoothed) == len(grown)

    assert np.allclose(grown.smoothed, whole.smoothed)
    assert np.abs(grown.smoothed).max() < np.abs(y).max()


def test_the_nearest_point_is_found() -> None:
    series = GrowingSeries([1, 2, 4], [0, 0, 0])
    assert [series.nearest(x) for x in (-9, 1.4, 1.6, 2.9, 3.1, 9)] == [0, 0, 1, 1, 2, 2]
    assert GrowingSeries().nearest(1) is None


def test_what_is_not_finite_is_a_gap() -> None:
    series = GrowingSeries([1, 2, 3], [math.inf, math.nan, 1])
    assert np.isnan(series.y).tolist() == [True, True, False]
