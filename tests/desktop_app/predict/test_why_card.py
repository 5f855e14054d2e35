"""Where an answer comes from and what moves it, asked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.predict.why_card import WhyCard
from training.shortcuts.artefacts import ARTEFACTS, STRENGTHS
from training.shortcuts.stress import PictureStress, Shift
from training.views import Spread

PICTURES = {name: np.zeros((20, 20, 3), np.uint8) for name in ARTEFACTS}
STRESS = PictureStress(
    0.2,
    0,
    tuple(
        Shift(name, strength, 0.7 if name == "ruler" and strength > 0.5 else 0.2 - strength / 100)
        for name in ARTEFACTS
        for strength in STRENGTHS.values()
    ),
)


@pytest.fixture
def card(qtbot: QtBot) -> WhyCard:
    card = WhyCard()
    qtbot.addWidget(card)
    card.show()
    return card


def test_without_an_answer_nothing_can_be_asked_and_the_tips_say_why(card: WhyCard) -> None:
    for control in (card.views, card.stress, card.bar.method):
        assert not control.isEnabled()
        assert control.toolTip() == "A picture has to be read first."
    card.set_possible(True)
    for control in (card.views, card.stress, card.bar.method):
        assert control.isEnabled()
        assert control.toolTip() != "A picture has to be read first."


def test_eight_views_tell_their_spread_and_are_read_at_the_threshold(
    qtbot: QtBot, card: WhyCard
) -> None:
    card.set_possible(True)
    with qtbot.waitSignal(card.views_wanted):
        card.views.click()
    assert not card.views.isEnabled()
    assert card.stop_views.isVisible()

    card.show_views(Spread((0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4)))
    assert card.views_words.text().startswith("Mean 25.0 %, from 10.0 % to 40.0 %")
    assert card.views_words.text().endswith("All are read alike.")
    assert card.views.isEnabled()
    card.set_threshold(0.35)
    assert "2 of the 7 others read otherwise" in card.views_words.text()


def test_a_drawing_that_turns_the_verdict_says_so_beyond_colour(
    qtbot: QtBot, card: WhyCard
) -> None:
    card.set_possible(True)
    with qtbot.waitSignal(card.stress_wanted):
        card.stress.click()
    assert card.stop_stress.isVisible()

    card.show_stress(STRESS, PICTURES)
    assert all(tile.isVisible() for tile in card.tiles.values())
    assert card.tiles["ruler"].text() == "a ruler\n+50.0 pp\n⚠ malignant"
    assert card.tiles["hair"].text() == "hair\n-0.6 pp\nbenign"
    assert "2 of 18 drawings turn the verdict" in card.stress_words.text()
    assert "strong 70.0 %" in card.tiles["ruler"].accessibleName()
    card.set_threshold(0.9)
    assert "No drawing turns the verdict" in card.stress_words.text()
    assert card.tiles["ruler"].text() == "a ruler\n+50.0 pp\nbenign"

    card.set_possible(True)
    assert not any(tile.isVisible() for tile in card.tiles.values())
    assert card.stress_words.text() == "Not asked yet."


@pytest.mark.parametrize("kind", ["views", "stress"])
def test_a_question_can_be_stopped_or_fail(qtbot: QtBot, card: WhyCard, kind: str) -> None:
    card.set_possible(True)
    button, stop, words = {
        "views": (card.views, card.stop_views, card.views_words),
        "stress": (card.stress, card.stop_stress, card.stress_words),
    }[kind]
    button.click()
    with qtbot.waitSignal(card.stop_wanted) as told:
        stop.click()
    assert told.args == [kind]
    assert words.text() == "Stopped."
    button.click()
    card.show_words(kind, "There is no answer. The picture is gone.")
    assert words.text() == "There is no answer. The picture is gone."
    assert button.isEnabled()
    assert not stop.isVisible()


def test_what_has_to_wait_says_so_where_it_was_asked(card: WhyCard) -> None:
    card.set_possible(True)
    card.views.click()
    card.show_delay("It is asked when the training has ended.")
    assert card.views_words.text() == "It is asked when the training has ended."
    assert card.stop_views.isVisible(), "it can be taken back"
    assert card.stress_words.text() == "Not asked yet."
    assert card.bar.about.text() == ""
    card.bar.choose("grad-cam")
    card.show_delay("Grad-CAM waits.")
    assert card.bar.about.text() == "Grad-CAM waits."
