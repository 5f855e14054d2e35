"""What a threshold costs is seen while it moves."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from desktop_app.predict.threshold_card import ThresholdCard
from tests.desktop_app.results import results
from training.evaluation.results import PartResults

RNG = np.random.default_rng(0)
PART = results(RNG.integers(0, 2, 1_200), RNG.random(1_200))


@pytest.fixture
def card(qtbot: QtBot) -> ThresholdCard:
    card = ThresholdCard()
    qtbot.addWidget(card)
    card.show()
    return card


def texts(card: ThresholdCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


@pytest.mark.parametrize("threshold", [0.0, 0.23, 0.5, 1.0])
def test_the_costs_are_those_of_the_evaluation(card: ThresholdCard, threshold: float) -> None:
    card.set_results(PART)
    card.set_threshold(threshold)

    report = PART.to_dict(threshold)
    assert card.slider.value == threshold
    assert card.numbers.text("Sensitivity") == f"{report['sensitivity']['value']:.3f}"
    assert card.numbers.text("Specificity") == f"{report['specificity']['value']:.3f}"
    for row, column in np.ndindex(2, 2):
        assert f": {report['matrix'][row][column]} (" in card.matrix.cell_text(row, column)
    assert "1,200 validation pictures" in texts(card)


def test_moving_the_slider_is_told_at_every_tick(qtbot: QtBot, card: ThresholdCard) -> None:
    card.set_results(PART)
    card.set_threshold(0.5)

    with qtbot.waitSignal(card.moved) as moved:
        qtbot.keyClick(card.findChild(QSlider), Qt.Key.Key_Left)
    assert moved.args == [0.49]
    with qtbot.assertNotEmitted(card.moved):
        card.set_threshold(0.3)


def test_the_reset_is_told(qtbot: QtBot, card: ThresholdCard) -> None:
    with qtbot.waitSignal(card.reset_requested):
        card.findChild(QPushButton).click()


def test_without_results_it_says_so_and_shows_no_numbers(card: ThresholdCard) -> None:
    card.set_results(PART)
    card.set_threshold(0.5)
    card.set_results(None)
    card.set_threshold(0.3)

    assert card.slider.value == 0.3
    assert "no predictions on validation data" in texts(card)
    assert card.numbers.text("Sensitivity") == "–"
    assert card.matrix.accessibleDescription() == "No predictions on validation data"


def test_what_must_be_known_beside_the_scores_stands_there(card: ThresholdCard) -> None:
    card.set_results(PartResults(PART.predictions, ["split by image: these may be inflated"]))
    assert card.warning.isVisible()
    assert "Split by image: these may be inflated." in texts(card)
    card.set_results(PART)
    assert not card.warning.isVisible()
    card.set_results(PartResults(PART.predictions, ["split by image"]))
    card.set_results(None)
    assert not card.warning.isVisible()
