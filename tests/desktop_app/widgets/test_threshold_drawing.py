"""The legend of a curve stands where it hides least of the lines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from desktop_app.widgets.curve_frame import Frame
from desktop_app.widgets.curve_scale import Scale
from desktop_app.widgets.threshold_drawing import Line, emptiest_corner

FRAME = Frame(
    QRectF(0, 0, 200, 100),
    Scale(0.0, 1.0, 0.0, 200.0),
    Scale(0.0, 1.0, 100.0, 0.0),
    None,
    ("Threshold", "Net benefit", ""),
)


def lines(*ends: tuple[float, float]) -> list[Line]:
    """Return straight lines by their height at the left and at the right."""
    return [Line("it", np.array([0.0, 1.0]), np.array(each)) for each in ends]


def test_it_stands_at_the_upper_right_where_that_is_free() -> None:
    place = emptiest_corner(FRAME, lines((0.5, 0.1)), 60, 40)
    assert (place.right() > 190, place.top() < 10) == (True, True)


def test_it_gives_way_to_a_line_even_between_its_points() -> None:
    rising, along_the_bottom = (0.7, 0.9), (0.1, 0.1)
    place = emptiest_corner(FRAME, lines(rising, rising, along_the_bottom), 60, 40)
    assert place.bottom() > 90
    assert not QRectF(0, 0, 200, 50).intersects(place)
