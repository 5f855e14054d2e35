"""Cards show a title and what they hold; metric cards a number with its uncertainty."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from desktop_app.widgets.card import Card, MetricCard


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


def test_a_metric_says_what_it_is_and_how_sure(qtbot) -> None:
    card = MetricCard("ROC AUC")
    qtbot.addWidget(card)
    card.set_value("0.81", "95 % interval 0.71-0.88 · n = 150", "By 2,000 bootstrap resamples")
    assert texts(card) == ["ROC AUC", "0.81", "95 % interval 0.71-0.88 · n = 150"]
    assert card.toolTip() == "By 2,000 bootstrap resamples"
    assert card.accessibleName() == "ROC AUC: 0.81"
    assert "n = 150" in card.accessibleDescription()


def test_a_metric_not_yet_known_says_so(qtbot) -> None:
    card = MetricCard("Accuracy")
    qtbot.addWidget(card)
    card.set_value("0.9", "n = 10")
    card.clear()
    assert texts(card) == ["Accuracy", "–", "Not yet known"]
