"""Sets of classes, and how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.predict.set_card import SetCard
from tests.desktop_app.results import class_results, results
from training.evaluation.conformal import ConformalSets, calibrated_on, coverage_report

RNG = np.random.default_rng(0)
TRUTH = RNG.integers(0, 2, 400)
SCORES = np.clip(0.5 + 0.15 * (2 * TRUTH - 1) + RNG.normal(0, 0.15, 400), 0, 1)
PARTS = {
    "validation": results(TRUTH[:200], SCORES[:200]),
    "test": results(TRUTH[200:], SCORES[200:], "test"),
}


@pytest.fixture
def card(qtbot: QtBot) -> SetCard:
    card = SetCard()
    qtbot.addWidget(card)
    card.show()
    return card


def sets(coverage: float) -> ConformalSets:
    return calibrated_on(PARTS["validation"].predictions, coverage)


@pytest.mark.parametrize("coverage", [0.6, 0.9, 0.99])
def test_the_set_is_that_of_the_engine_at_every_coverage(
    qtbot: QtBot, card: SetCard, coverage: float
) -> None:
    card.show_parts(PARTS)
    card.show_score(0.5, {})
    with qtbot.waitSignal(card.words_changed, raising=coverage != 0.9, timeout=100):
        card.coverage.setValue(100 * coverage)

    [labels] = sets(coverage).sets(np.array([[0.5]]))
    assert card.words == sets(coverage).words(labels, ("benign", "malignant"))
    report = coverage_report(sets(coverage), PARTS["test"].predictions)
    shown = [card.table.item(row, 1).text().split("\n")[0] for row in range(3)]
    told = [report.covered, *report.by_class]
    assert shown == [f"{estimate.value:.3f}" for estimate in told]


def test_two_classes_that_cannot_be_told_apart_are_both_named(card: SetCard) -> None:
    card.show_parts(PARTS)
    card.coverage.setValue(95.0)
    card.show_score(0.5, {})
    assert "nothing is ruled out" in card.words
    card.show_score(0.99, {})
    assert card.words == "At 95 % coverage only malignant fits."
    card.show_score(None, {})
    assert card.words == ""


def test_too_few_pictures_are_named(card: SetCard) -> None:
    truth = [0] * 50 + [1] * 3
    card.show_parts({"validation": results(truth, np.linspace(0, 1, 53))})
    assert card.doubt.isVisible()
    assert "malignant (3)" in card.doubt.text()
    assert "benign" not in card.doubt.text()
    assert "no predictions on test data" in card.about.text()
    assert not card.table.isVisible()
    card.show_parts(PARTS)
    assert not card.doubt.isVisible()


def test_without_validation_data_there_is_no_set(card: SetCard) -> None:
    card.show_score(0.5, {})
    assert "no predictions on validation data" in card.set_label.text()
    assert card.words == ""


def test_a_model_that_tells_classes_apart_has_sets_of_them(card: SetCard) -> None:
    truth = np.tile([0, 1, 2], 40)
    scores = RNG.dirichlet((1, 1, 1), 120)
    scores[np.arange(120), truth] += 1.0
    scores /= scores.sum(axis=1, keepdims=True)
    card.show_parts({"validation": class_results(truth, scores.tolist())})
    card.show_score(0.9, {"nevus": 0.05, "keratosis": 0.05, "melanoma": 0.9})
    assert card.words == "At 90 % coverage only melanoma fits."
