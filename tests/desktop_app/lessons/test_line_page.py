"""A line turns into place at a pace that a person chooses."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.lessons.line_page import LinePage
from tests.screenshots_lessons import neuron_path
from training.lessons.surface import surface_of

X, Y = np.arange(-1.0, 5.0), 2 * np.arange(-1.0, 5.0) - 1


@pytest.fixture
def page(qtbot: QtBot) -> LinePage:
    page = LinePage()
    qtbot.addWidget(page)
    page.resize(930, 640)
    page.show_points(X, Y)
    page.show()
    return page


def test_epochs_are_played_one_after_the_other(qtbot: QtBot, page: LinePage) -> None:
    page.begin_fit(0.01)
    page.add_epochs(*neuron_path(0.01, 100))
    assert page.player.is_playing
    page.player.set_pace(1000)
    qtbot.waitUntil(lambda: page.player.at == 100)
    assert not page.player.is_playing
    _, weights, biases = neuron_path(0.01, 100)
    assert page.plot.line == (weights[-1], biases[-1])
    assert page.numbers.startswith(f"Epoch 100 of 100    weight {weights[-1]:.4f}")

    qtbot.mouseClick(page.player.restart, Qt.MouseButton.LeftButton)
    page.player.pause()
    page.player.go_to(3)
    qtbot.mouseClick(page.player.step, Qt.MouseButton.LeftButton)
    assert page.player.at == 4
    assert page.plot.line == (weights[3], biases[3])


def test_any_epoch_can_be_looked_at(qtbot: QtBot, page: LinePage) -> None:
    assert not page.player.place.isEnabled()
    page.begin_fit(0.01)
    _, weights, biases = neuron_path(0.01, 100)
    page.add_epochs(*neuron_path(0.01, 100))
    page.player.place.setFocus()
    assert page.player.is_playing
    qtbot.keyClick(page.player.place, Qt.Key.Key_End)
    assert not page.player.is_playing
    assert page.plot.line == (weights[99], biases[99])
    qtbot.keyClick(page.player.place, Qt.Key.Key_Left)
    assert page.plot.line == (weights[98], biases[98])
    qtbot.mouseClick(page.player.restart, Qt.MouseButton.LeftButton)
    page.player.pause()
    page.player.go_to(40)
    assert page.player.place.value() == 40
    page.begin_fit(0.01)
    assert page.player.place.value() == 0


def test_epochs_that_come_later_are_shown_as_well(page: LinePage) -> None:
    losses, weights, biases = neuron_path(0.01, 100)
    page.begin_fit(0.01)
    for part in (slice(0, 50), slice(50, 100)):
        page.add_epochs(losses[part], weights[part], biases[part])
    page.player.pause()
    page.player.go_to(100)
    assert page.plot.line == (weights[99], biases[99])


def test_divergence_is_said_and_moves_no_axis(page: LinePage) -> None:
    surface = surface_of(X, Y)
    page.surface.show_surface(surface.weights, surface.biases, surface.losses)
    page.begin_fit(0.01)
    page.add_epochs(*neuron_path(0.01, 50))
    page.player.pause()
    page.player.go_to(50)
    axes = page.plot.ranges()
    assert page.divergence == ""

    losses, weights, biases = (values[:60] for values in neuron_path(0.3, 60))
    losses[-1] = np.nan
    page.begin_fit(0.3)
    page.add_epochs(losses, weights, biases)
    page.player.pause()
    page.player.go_to(60)
    assert "from epoch 3 on the loss" in page.divergence
    assert page.plot.ranges() == axes
    assert not page.grab().isNull()
    page.player.go_to(1)
    assert page.divergence == ""


def test_what_it_says_of_another_x_is_marked(page: LinePage) -> None:
    page.plot.show_asked((10.0, 18.98))
    (low, high), _ = page.plot.ranges()
    assert low < -1 < 10 < high
    assert "at x = 10 it says 18.98" in page.plot.accessibleDescription()


def test_another_learning_rate_is_asked_for(qtbot: QtBot, page: LinePage) -> None:
    page.begin_fit(0.01)
    page.add_epochs(*neuron_path(0.01, 10))
    assert page.rate.value() == 0.01
    page.rate.setValue(0.25)
    with qtbot.waitSignal(page.rate_requested) as asked:
        qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    assert asked.args == [0.25]


def test_it_stands_still_while_nobody_looks(qtbot: QtBot, page: LinePage) -> None:
    page.begin_fit(0.01)
    page.add_epochs(*neuron_path(0.01, 400))
    qtbot.waitUntil(lambda: page.player.at > 0)
    page.hide()
    at = page.player.at
    assert page.player.is_playing
    assert page.player.at == at
    assert not page.player._timer.isActive()
