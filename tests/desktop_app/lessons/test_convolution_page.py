"""A filter slides from place to place, and what layers make of a picture is laid out."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.lessons.convolution_page import ConvolutionPage
from training.lessons.filters import FILTERS, convolve, max_pool, relu


@pytest.fixture
def page(qtbot: QtBot) -> ConvolutionPage:
    page = ConvolutionPage()
    qtbot.addWidget(page)
    page.resize(930, 640)
    page.show()
    return page


def test_the_result_grows_place_by_place(page: ConvolutionPage) -> None:
    picture = np.random.default_rng(0).random((12, 12)).astype(np.float32)
    weights = FILTERS["edge"].weights
    result = convolve(picture, weights)
    page.begin_slide("edges", picture, weights)
    page.slide.add_rows(result)
    page.slide.player.pause()
    page.slide.player.go_to(30)
    shown = page.slide.result.values
    assert np.count_nonzero(~np.isnan(shown)) == 30
    assert np.allclose(shown.flat[:30], result.flat[:30])
    assert page.slide._sum.text() == f"Sum: {result.flat[29]:.2f}"
    assert not page.grab().isNull()

    page.slide.show_stages(relu(result), max_pool(relu(result)))
    page.slide.stage.set_choice("pooled")
    page.slide.stage.chosen.emit("pooled")
    assert page.slide.result.values.shape == (6, 6)


def test_maps_of_a_layer_are_shown_beside_what_was_seen(page: ConvolutionPage) -> None:
    layers = [
        ("first", np.ones((8, 8, 4), np.float32)),
        ("second", -np.ones((4, 4, 6), np.float32)),
    ]
    page.show_maps(np.zeros((16, 16, 3), np.uint8), layers)
    assert len(page.maps.pictures) == 1 + 4
    page.layer.set_choice("1")
    page.layer.chosen.emit("1")
    assert len(page.maps.pictures) == 1 + 6
    page.show_filters(np.random.default_rng(0).normal(size=(5, 3, 3, 3)).astype(np.float32))
    assert len(page.filters.pictures) == 5
    page.show_dropout(np.ones((4, 4)), np.zeros((3, 4, 4)))
    assert [shown.title for shown in page.dropout.pictures] == [
        "As it is",
        "Step 1",
        "Step 2",
        "Step 3",
    ]
    page.clear()
    assert page.maps.pictures == ()
