"""Maps have the colours that people know, and leave the picture to be seen."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pyqtgraph
import pytest

from training.evaluation.skin_tone import lab_of
from training.explain.colours import ColourMap, colours, laid_over, overlay
from training.explain.heat_map import HeatMap


@pytest.mark.parametrize("name", get_args(ColourMap))
def test_the_colour_maps_are_those_of_that_name(name: ColourMap) -> None:
    known = pyqtgraph.colormap.get(name).getLookupTable(nPts=256)[:, :3].astype(int)
    ours = colours(np.linspace(0, 1, 256), name)
    assert np.abs(ours.astype(int) - known).max() <= 12
    lightness = lab_of(ours)[:, 0]
    assert np.all(np.diff(lightness[::8]) > 0)
    np.testing.assert_array_equal(colours(np.array([-3.0, 7.0]), name), ours[[0, -1]])


def test_what_has_no_weight_is_clear_and_the_most_is_as_opaque_as_asked() -> None:
    shown = np.array([[0.0, 0.5, 1.0]], np.float32)
    rgba = overlay(shown, signed=False, opacity=0.8)
    assert rgba.shape == (1, 3, 4)
    assert rgba[0, :, 3].tolist() == [0, 102, 204]
    picture = np.full((1, 3, 3), 77, np.uint8)
    over = laid_over(picture, shown, signed=False, opacity=0.8)
    assert over[0, 0].tolist() == [77, 77, 77]
    assert over[0, 2, 0] > over[0, 2, 2]  # yellow
    np.testing.assert_array_equal(laid_over(picture, shown, signed=False, opacity=0), picture)


def test_for_and_against_have_colours_of_their_own() -> None:
    rgba = overlay(np.array([[-1.0, 0.0, 1.0]], np.float32), signed=True).astype(int)
    against, neither, towards = rgba[0]
    assert against[2] > against[0]  # blue
    assert towards[0] > towards[2]  # yellow
    assert neither[3] == 0
    assert against[3] == towards[3] > 0


def test_a_map_is_shown_at_any_size_with_its_largest_value_one() -> None:
    values = np.zeros((4, 6), np.float32)
    values[0, 0], values[3, 5] = -0.02, 0.01
    heat = HeatMap(values, "occlusion", 0.4)
    shown = heat.shown(40, 60)
    assert shown.shape == (40, 60)
    assert shown[0, 0] == pytest.approx(-1)
    assert shown[-1, -1] == pytest.approx(0.5)
    empty = HeatMap(np.zeros((4, 6), np.float32), "grad-cam", 0.4)
    assert not empty.shown(8, 8).any()
    assert [line.count(",") for line in heat.to_csv().splitlines()] == [5] * 4
    assert heat.to_csv().startswith("-0.02,0,")
