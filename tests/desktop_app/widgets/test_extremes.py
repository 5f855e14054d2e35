"""However long a curve is, nothing that stands out is lost in a narrow drawing of it."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.widgets.extremes import ExtremesPyramid


@pytest.mark.parametrize("pieces", [1, 7, 100, 900])
@pytest.mark.parametrize(
    ("first", "last"), [(0, 100_003), (17, 99_999), (500, 640), (99_990, 100_003)]
)
def test_the_extremes_are_those_of_the_values(first: int, last: int, pieces: int) -> None:
    values = np.random.default_rng(1).normal(0, 1, 100_003)
    pyramid = ExtremesPyramid()
    for piece in np.array_split(values, 321):
        pyramid.extend(piece)

    places, (low, high) = pyramid.reduced(first, last, pieces)

    ends = np.append(places[1:], last)
    assert len(places) <= pieces + 1
    assert ends[-1] == last
    assert np.all(np.diff(places) > 0)
    for start, end, lowest, highest in zip(places, ends, low, high, strict=True):
        assert lowest <= values[max(start, first) : end].min()
        assert highest >= values[max(start, first) : end].max()
    assert low.min() == values[places[0] : last].min()
    assert high.max() == values[places[0] : last].max()


def test_growing_is_like_being_given_all_at_once() -> None:
    values = np.random.default_rng(2).normal(0, 1, 5_000)
    grown = ExtremesPyramid()
    for number in range(0, 5_000, 13):
        grown.extend(values[number : number + 13])
        grown.reduced(0, len(grown), 50)

    places, extremes = grown.reduced(0, 5_000, 50)

    expected_places, expected = ExtremesPyramid(values).reduced(0, 5_000, 50)
    assert places.tolist() == expected_places.tolist()
    assert np.array_equal(extremes, expected)


def test_a_gap_stays_a_gap_and_hides_no_neighbour() -> None:
    values = np.ones(1_000)
    values[200:600] = np.nan
    values[100] = np.inf

    places, (low, high) = ExtremesPyramid(values).reduced(0, 1_000, 10)

    gaps = places[np.isnan(low)]
    assert len(gaps) >= 2
    assert all(200 <= place < 600 for place in gaps)
    assert np.nanmax(high) == 1
