"""Cards show a title and what they hold."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from desktop_app.widgets.card import Card


def texts(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def test_a_card_shows_its_title_and_what_it_holds(qtbot) -> None:
    card = Card("Recipe")
    qtbot.addWidget(card)
    card.body.addWidget(QLabel("inside"))
    assert texts(card) == ["Recipe", "inside"]
    assert card.accessibleName() == "Recipe"


def test_a_card_without_title_leaves_no_gap(qtbot) -> None:
    card = Card()
    qtbot.addWidget(card)
    assert texts(card) == []
