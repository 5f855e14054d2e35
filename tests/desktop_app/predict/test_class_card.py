"""Every class has its bar, and says which side it counts for."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_app.predict.class_card import ClassCard


def test_the_likeliest_class_comes_first_with_its_side(qtbot: QtBot) -> None:
    card = ClassCard()
    qtbot.addWidget(card)
    card.show()
    assert card.bars.accessibleDescription() == "No answer yet."

    one_row = card.bars.sizeHint().height()
    card.bars.show_classes({"nevus": 0.2, "melanoma": 0.7, "keratosis": 0.1}, ("melanoma",))
    assert card.bars.accessibleDescription() == (
        "melanoma 70.0 %, malignant; nevus 20.0 %, benign; keratosis 10.0 %, benign"
    )
    assert card.bars.sizeHint().height() == 3 * one_row
    assert not card.bars.grab().toImage().allGray()
