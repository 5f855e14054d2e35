"""Subgroups are shown at the threshold, with counts, intervals and plain warnings."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from desktop_app.inspect.subgroups_page import SubgroupsPage
from tests.desktop_app.results import results
from training.evaluation.skin_tone import COLUMN

RNG = np.random.default_rng(7)
TRUTH = np.arange(64) % 2
PART = results(TRUTH.tolist(), RNG.random(64).tolist(), "test")
SEXES = ["female"] * 30 + ["male"] * 30 + [""] * 4


@pytest.fixture
def page(qtbot: QtBot) -> SubgroupsPage:
    page = SubgroupsPage()
    qtbot.addWidget(page)
    page.resize(1248, 560)
    page.show()
    page.show_columns({"test": PART}, ("sex", COLUMN), 0.5)
    return page


def texts(table: QTableWidget, column: int) -> list[str]:
    items = [table.item(row, column) for row in range(table.rowCount())]
    return [item.text() if item is not None else "" for item in items]


def test_each_value_has_its_numbers_and_few_pictures_are_warned_of(page: SubgroupsPage) -> None:
    groups = PART.subgroups(SEXES, 0.5)
    page.show_subgroups(PART, "sex", 0.5, groups)

    table = page.card.table
    assert texts(table, 0) == ["female", "male", "not recorded"]
    assert texts(table, 2) == ["30", "30", "4"]
    for row, group in enumerate(groups):
        assert texts(table, 5)[row].startswith(f"{group.sensitivity.value:.3f}")
    notes = texts(table, 1)
    assert notes[:2] == ["", ""]
    assert "Too few to say anything" in notes[2]
    assert "64 pictures at the threshold 0.5" in page.about.text()


def test_the_column_is_asked_for_at_the_threshold_once_it_rests(
    qtbot: QtBot, page: SubgroupsPage
) -> None:
    asked: list[tuple[str, float]] = []
    page.subgroups_wanted.connect(lambda _, column, threshold: asked.append((column, threshold)))
    with qtbot.waitSignal(page.subgroups_wanted):
        for threshold in (0.4, 0.3):
            page.set_threshold(threshold)
    assert asked == [("sex", 0.3)]

    page.show_subgroups(PART, "sex", 0.4, PART.subgroups(SEXES, 0.4))
    assert page.card.table.rowCount() == 0  # an answer that is too late


def test_skin_tone_from_the_border_is_called_an_estimate(qtbot: QtBot, page: SubgroupsPage) -> None:
    page.column.set_choice(COLUMN)
    with qtbot.waitSignal(page.subgroups_wanted) as wanted:
        page.column.chosen.emit(COLUMN)
    assert wanted.args == [PART, COLUMN, 0.5]

    page.show_subgroups(PART, COLUMN, 0.5, PART.subgroups(["light"] * 64, 0.5))

    assert "estimate" in page.column.currentText()
    assert "estimate" in page.about.text()


def test_without_its_data_set_a_run_has_no_subgroups_and_says_why(
    qtbot: QtBot, page: SubgroupsPage
) -> None:
    with qtbot.assertNotEmitted(page.subgroups_wanted):
        page.show_columns({"test": PART}, (), 0.5)

    assert not page.column.isVisible()
    assert "no longer there" in page.about.text()
