"""The answer's pages ask about the picture that is shown, once, and only while they are seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop_app.open_pictures import OpenPicture
from desktop_app.predict.answer_side import AnswerSide
from training.explain.heat_map import HeatMap
from training.inference import Prediction
from training.views import Spread

THRESHOLD, SETS, WHY, ALIKE, CLASSES = range(5)


@pytest.fixture
def side(qtbot: QtBot) -> AnswerSide:
    side = AnswerSide()
    qtbot.addWidget(side)
    side.resize(side.width(), 500)
    side.show()
    return side


def answered(key: int, revision: int = 0, classes: dict[str, float] | None = None) -> OpenPicture:
    prediction = Prediction(0.7, classes or {}, np.zeros(2, np.float32))
    return OpenPicture(
        key, "a.png", Path("a.png"), revision=revision, state="answered", prediction=prediction
    )


def test_one_page_is_seen_and_the_answer_stays(side: AnswerSide) -> None:
    side.show_picture(answered(0))
    cards = (side.threshold, side.sets, side.why, side.alike)
    for page in (THRESHOLD, SETS, WHY, ALIKE):
        side.pages.setCurrentIndex(page)
        assert [card.isVisible() for card in cards] == [n == page for n in range(4)]
        assert side.answer.isVisible()
        assert side.answer.geometry().bottom() < side.column.geometry().top()


def test_classes_have_a_page_only_where_they_are_told_apart(side: AnswerSide) -> None:
    assert not side.pages.isTabVisible(CLASSES)
    side.set_classes(("mel",), told_apart=True)
    assert side.pages.isTabVisible(CLASSES)
    side.show_picture(answered(0, classes={"nv": 0.3, "mel": 0.7}))
    assert side.classes.bars.text() == "mel 70.0 %, malignant; nv 30.0 %, benign"


def test_alike_ones_are_asked_for_once_and_again_after_a_new_answer(side: AnswerSide) -> None:
    asked: list[OpenPicture] = []
    side.alike_wanted.connect(asked.append)
    first = answered(0)
    side.show_picture(first)
    assert asked == [], "nobody looks at them"
    side.pages.setCurrentIndex(ALIKE)
    side.pages.setCurrentIndex(SETS)
    side.pages.setCurrentIndex(ALIKE)
    side.show_picture(first)
    assert asked == [first]
    side.show_picture(replace(first, revision=1, state="waiting", prediction=None))
    assert not side.is_shown((0, 0))
    again = answered(0, revision=1)
    side.show_picture(again)
    assert asked == [first, again]
    assert side.is_shown((0, 1))


def test_a_map_is_asked_for_by_choice_and_for_the_next_picture(side: AnswerSide) -> None:
    asked: list[tuple[OpenPicture, str]] = []
    overlays: list[QImage | None] = []
    side.map_wanted.connect(lambda shown, method: asked.append((shown, method)))
    side.why.bar.overlay_changed.connect(overlays.append)
    first, second = answered(0), answered(1)
    side.show_picture(first)
    side.pages.setCurrentIndex(WHY)
    assert asked == []
    side.why.bar.choose("occlusion")
    assert asked == [(first, "occlusion")]
    heat = HeatMap(np.ones((4, 4), np.float32), "occlusion", 0.7)
    side.why.bar.show_heat(heat, (40, 30))
    assert overlays[-1] is not None

    side.pages.setCurrentIndex(SETS)
    side.pages.setCurrentIndex(WHY)
    assert len(asked) == 1, "it is there already"
    side.show_picture(second)
    assert overlays[-1] is None, "it was another picture's"
    assert asked[1:] == [(second, "occlusion")]


def test_what_was_said_of_another_picture_is_forgotten(side: AnswerSide) -> None:
    side.show_picture(answered(0))
    side.why.show_views(Spread((0.5,) * 8))
    side.show_picture(answered(1))
    assert side.why.views_words.text() == "Not asked yet."
    side.show_picture(None)
    assert side.answer.heading == "–"
    assert not side.why.views.isEnabled()


def test_a_notice_has_a_button_only_where_it_helps(side: AnswerSide) -> None:
    side.show_notice("info", "It lacks something.", can_mend=True)
    assert side.ready_button.isVisible()
    side.show_notice("info", "It lacks something for good.", can_mend=False)
    assert side.notice.isVisible()
    assert not side.ready_button.isVisible()
    side.show_notice("info", "", can_mend=True)
    assert not side.notice.isVisible()
