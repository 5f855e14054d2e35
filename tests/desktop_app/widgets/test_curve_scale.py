"""Axes have round ticks, and a few wild values do not flatten the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest

from desktop_app.widgets.curve_range import y_range
from desktop_app.widgets.curve_scale import Scale, tick_texts, value_text


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 20, ["0", "5", "10", "15", "20"]),
        (0, 0.001, ["0.0000", "0.0002", "0.0004", "0.0006", "0.0008", "0.0010"]),
    ],
)
def test_ticks_are_round(low: float, high: float, texts: list[str]) -> None:
    assert tick_texts(Scale(low, high, 0, 300).ticks(50)) == texts


def test_a_logarithmic_axis_has_powers_of_ten() -> None:
    ticks = Scale(0.0008, 3, 0, 200, log=True).ticks(50)
    assert ticks == pytest.approx([0.001, 0.01, 0.1, 1])
    assert tick_texts(ticks) == ["0.001", "0.01", "0.1", "1"]


@pytest.mark.parametrize("log", [False, True])
def test_a_pixel_leads_back_to_its_value(log: bool) -> None:
    scale = Scale(0.1, 50, 300, 10, log)
    assert scale.value(scale.pixels(7.5)) == pytest.approx(7.5)
    assert scale.pixels(0.1) == 300


def test_what_has_no_logarithm_has_no_place() -> None:
    assert np.isnan(Scale(0.1, 1, 0, 9, log=True).pixels(np.array([0.0, -1.0, math.nan]))).all()


def test_a_huge_value_is_near_enough_to_be_painted() -> None:
    assert abs(Scale(0, 1, 100, 0).pixels(1e30)) < 1e4


def test_a_diverged_loss_does_not_flatten_what_came_before() -> None:
    learning = np.linspace(2.3, 0.4, 300)
    diverged = np.concatenate((learning, 0.4 * 2.0 ** np.arange(100)))
    low, high = y_range([diverged], log=False)
    assert low == 0
    assert 2.3 <= high < 12


def test_a_few_wild_steps_at_the_start_are_left_out() -> None:
    values = np.linspace(1, 0.5, 1_000)
    values[:3] = 1e6
    assert y_range([values], log=False)[1] < 2


def test_nothing_is_left_out_of_an_ordinary_curve() -> None:
    values = 2.3 * np.exp(-np.linspace(0, 5, 500)) + 0.02
    low, high = y_range([values, values * 1.5], log=False)
    assert low <= values.min()
    assert high >= 1.5 * values.max()


@pytest.mark.parametrize("log", [False, True])
def test_without_values_there_still_is_a_range(log: bool) -> None:
    low, high = y_range([np.array([np.nan])], log=log)
    assert low < high
    assert math.isfinite(high)


def test_values_are_short_to_read() -> None:
    assert [value_text(v) for v in (0.123456, 3e-5, 12_345.0, math.nan, 0.0)] == [
        "0.1235",
        "3e-5",
        "1.234e4",
        "–",
        "0.0000",
    ]
