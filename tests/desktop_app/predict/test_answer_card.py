"""The answer to one picture: a number, a word and a sentence that agree."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.predict.answer_card import AnswerCard
from desktop_app.widgets.probability_bar import ProbabilityBar


@pytest.fixture
def card(qtbot: QtBot) -> AnswerCard:
    card = AnswerCard()
    qtbot.addWidget(card)
    card.show()
    return card


def texts(card: AnswerCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.isVisible()]


def test_the_words_name_probability_threshold_and_reading(card: AnswerCard) -> None:
    card.set_threshold(0.23)
    card.show_answer(0.183, {})
    assert card.words == "18.3 % malignant: below the threshold 0.23, read as benign."
    assert "○ Benign" in texts(card)

    card.show_answer(0.95, {})
    assert card.words == "95.0 % malignant: at or above the threshold 0.23, read as malignant."
    assert "▲ Malignant" in texts(card)


@pytest.mark.parametrize("probability", [0.0, 0.1, 0.23, 0.5, 1.0])
def test_the_reading_turns_exactly_at_the_threshold(card: AnswerCard, probability: float) -> None:
    card.show_answer(probability, {})

    card.set_threshold(probability)
    assert "▲ Malignant" in texts(card)
    card.set_threshold(float(np.nextafter(probability, 2)))
    assert "○ Benign" in texts(card)


def test_the_bar_agrees_with_the_words(card: AnswerCard) -> None:
    card.show_answer(0.183, {})
    card.set_threshold(0.1)

    assert card.findChild(ProbabilityBar).text() == "18.3 % malignant, at or above the threshold"


def test_a_model_that_tells_classes_apart_shows_each_the_likeliest_first(
    card: AnswerCard,
) -> None:
    card.show_answer(0.7, {"nevus": 0.2, "<b>melanoma</b>": 0.7, "keratosis": 0.1})

    [label] = [label for label in card.findChildren(QLabel) if "nevus" in label.text()]
    assert label.text() == "Likeliest: <b>melanoma</b> 70.0 %   nevus 20.0 %   keratosis 10.0 %"
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_waiting_ends_with_an_answer_or_with_none(card: AnswerCard) -> None:
    assert card.words == "Open a picture to see how it is read."
    card.show_answer(0.9, {"nevus": 0.1, "melanoma": 0.9})
    card.show_waiting()
    assert card.words == "The picture is being read."
    assert not any("nevus" in text for text in texts(card))

    card.clear("This picture cannot be read.")
    assert card.words == "This picture cannot be read."

    card.show_waiting()
    card.show_answer(0.9, {})
    assert card.words.startswith("90.0 % malignant")


def test_without_a_picture_the_threshold_changes_nothing(card: AnswerCard) -> None:
    card.set_threshold(0.1)

    assert card.words == "Open a picture to see how it is read."


def test_what_the_number_is_worth_stands_behind_the_verdict(card: AnswerCard) -> None:
    card.set_calibration("Calibrated (temperature 1.30).")
    assert card.words == "Open a picture to see how it is read."
    card.show_answer(0.9, {})
    assert card.words.endswith("read as malignant. Calibrated (temperature 1.30).")
    card.set_threshold(0.95)
    assert card.words.endswith("read as benign. Calibrated (temperature 1.30).")


def test_doubts_stand_above_the_number_and_go_with_the_picture(card: AnswerCard) -> None:
    card.show_answer(0.9, {}, ["Not like the training pictures.", "It is blurred."])
    assert "Not like the training pictures.\nIt is blurred." in texts(card)
    bar = card.findChild(ProbabilityBar)
    assert card.warning.geometry().bottom() < bar.geometry().top()
    card.show_answer(0.9, {})
    assert not card.warning.isVisible()
    card.show_answer(0.9, {}, ["It is blurred."])
    card.show_waiting()
    assert not card.warning.isVisible()
