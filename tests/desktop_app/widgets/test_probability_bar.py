"""The bar says in words and in length on which side of the threshold a picture is."""

from __future__ import annotations

import pytest

from desktop_app.theme import current_colours
from desktop_app.widgets.probability_bar import ProbabilityBar


@pytest.fixture
def bar(qtbot) -> ProbabilityBar:
    widget = ProbabilityBar("malignant")
    qtbot.addWidget(widget)
    widget.resize(400, widget.sizeHint().height())
    return widget


def filled_share(bar: ProbabilityBar, colour: str) -> float:
    image = bar.grab().toImage()
    row = 14
    return sum(image.pixelColor(x, row).name() == colour for x in range(400)) / 400


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.183, "18.3 % malignant, below the threshold"),
        (0.23, "23.0 % malignant, at or above the threshold"),
        (1.0, "100.0 % malignant, at or above the threshold"),
        (None, "No picture yet"),
    ],
)
def test_it_says_the_side_in_words(bar: ProbabilityBar, probability, words: str) -> None:
    bar.set_values(probability, 0.23)
    assert bar.text() == words
    assert bar.accessibleDescription() == f"{words}; threshold 0.230"


def test_the_length_is_the_probability(bar: ProbabilityBar) -> None:
    bar.set_values(0.6, 0.23)
    assert filled_share(bar, current_colours().positive) == pytest.approx(0.6, abs=0.04)


def test_the_colour_follows_the_side(bar: ProbabilityBar) -> None:
    bar.set_values(0.6, 0.7)
    assert filled_share(bar, current_colours().negative) > 0.5
    assert filled_share(bar, current_colours().positive) == 0


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_a_marker_at_the_end_is_inside(bar: ProbabilityBar, threshold: float) -> None:
    bar.set_values(None, threshold)
    assert filled_share(bar, current_colours().text) > 0
