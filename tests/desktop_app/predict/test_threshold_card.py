"""What a threshold costs is seen while it moves."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider
from pytestqt.qtbot import QtBot

from desktop_app.predict.threshold_card import ThresholdCard
from tests.desktop_app.results import results
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults

RNG = np.random.default_rng(0)
PART = results(RNG.integers(0, 2, 1_200), RNG.random(1_200))
TEST = results((RNG.random(600) < 0.2).astype(int), RNG.random(600), "test")
BOTH = {"validation": PART, "test": TEST}


@pytest.fixture
def card(qtbot: QtBot) -> ThresholdCard:
    card = ThresholdCard()
    qtbot.addWidget(card)
    card.show()
    return card


def texts(card: ThresholdCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


@pytest.mark.parametrize("threshold", [0.0, 0.23, 0.5, 1.0])
def test_the_costs_are_those_of_the_evaluation_on_both_parts(
    card: ThresholdCard, threshold: float
) -> None:
    card.show_parts(BOTH, 0.4)
    card.set_threshold(threshold)

    assert card.slider.value == threshold
    for part, column in ((PART, "Validation"), (TEST, "Test")):
        report = part.to_dict(threshold)
        for name in ("sensitivity", "specificity"):
            told = report[name]
            assert card.numbers.text(name.capitalize(), column) == (
                f"{told['value']:.3f}  ({told['low']:.3f}–{told['high']:.3f})"
            )
        card.part.set_choice(column.lower())
        card.part.chosen.emit(column.lower())
        for row, cell in np.ndindex(2, 2):
            assert f": {report['matrix'][row][cell]} (" in card.matrix.cell_text(row, cell)
        assert f"{part.probability.size:,} {column.lower()} pictures" in texts(card)


def test_the_prevalence_is_that_of_the_data_until_a_person_says_another(
    qtbot: QtBot, card: ThresholdCard
) -> None:
    card.show_parts(BOTH, 0.5)
    share = float(PART.is_positive.mean())
    assert card.prevalence.value() == pytest.approx(100 * share, abs=0.01)
    assert "The share in the data" in texts(card)

    card.prevalence.setValue(2.0)
    assert "A number of your own" in texts(card)
    ppv, npv = TEST.predictive_values(0.5, 0.02)
    assert card.numbers.text("PPV", "Test").startswith(f"{ppv.value:.3f} ")
    assert card.numbers.text("NPV", "Test").startswith(f"{npv.value:.3f} ")

    qtbot.mouseClick(card.as_data, Qt.MouseButton.LeftButton)
    assert card.prevalence.value() == pytest.approx(100 * share, abs=0.01)


def test_a_sensitivity_is_asked_for(qtbot: QtBot, card: ThresholdCard) -> None:
    card.show_parts(BOTH, 0.5)
    card.target.setValue(90.0)
    with qtbot.waitSignal(card.rule_chosen) as chosen:
        qtbot.mouseClick(card.ask, Qt.MouseButton.LeftButton)
    assert chosen.args == [Rule("sensitivity", target=0.9)]

    card.show_failure("No threshold reaches it.", "Choose another target.")
    assert card.failure.isVisible()
    qtbot.mouseClick(card.ask, Qt.MouseButton.LeftButton)
    assert not card.failure.isVisible()


def test_moving_the_slider_is_told_at_every_tick(qtbot: QtBot, card: ThresholdCard) -> None:
    card.show_parts(BOTH, 0.5)

    with qtbot.waitSignal(card.moved) as moved:
        qtbot.keyClick(card.findChild(QSlider), Qt.Key.Key_Left)
    assert moved.args == [0.49]
    with qtbot.assertNotEmitted(card.moved):
        card.set_threshold(0.3)


def test_the_reset_is_told(qtbot: QtBot, card: ThresholdCard) -> None:
    with qtbot.waitSignal(card.reset_requested):
        card.reset.click()


def test_without_results_it_says_so_and_shows_no_numbers(card: ThresholdCard) -> None:
    card.show_parts(BOTH, 0.5)
    card.show_parts({}, 0.3)

    assert card.slider.value == 0.3
    assert "no predictions on validation data" in texts(card)
    assert card.numbers.text("Sensitivity", "Validation") == "–"
    assert card.matrix.accessibleDescription() == "No predictions on validation data"
    assert not card.ask.isEnabled()
    assert "no predictions on validation data" in card.ask.toolTip()


def test_without_test_data_its_column_is_empty(card: ThresholdCard) -> None:
    card.show_parts({"validation": PART}, 0.5)

    assert card.numbers.text("Sensitivity", "Test") == "–"
    assert card.numbers.text("Sensitivity", "Validation") != "–"
    assert not card.part.isVisible()


def test_what_must_be_known_beside_the_scores_stands_there(card: ThresholdCard) -> None:
    doubtful = PartResults(PART.predictions, ["split by image: these may be inflated"])
    card.show_parts({"validation": doubtful}, 0.5)
    assert card.warning.isVisible()
    assert "Split by image: these may be inflated." in texts(card)
    card.ask.click()
    assert card.warning.isVisible(), "choosing takes no warning away"
    card.show_parts(BOTH, 0.5)
    assert not card.warning.isVisible()
