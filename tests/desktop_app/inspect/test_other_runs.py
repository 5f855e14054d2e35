"""A second run is replaced by the next; once further ones are asked for, none is lost."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.inspect.other_runs import OtherRuns

A, B, C, STRANGE = Path("a"), Path("b"), Path("c"), Path("elsewhere/strange")


@pytest.fixture
def others(qtbot: QtBot) -> OtherRuns:
    others = OtherRuns()
    qtbot.addWidget(others)
    others.show_runs([("first", A), ("second", B), ("third", C)])
    return others


def pick(others: OtherRuns, folder: Path) -> None:
    """Choose in the box, as a person does."""
    place = others.box.findData(str(folder))
    others.box.setCurrentIndex(place)
    others.box.activated.emit(place)


def add(others: OtherRuns, folder: Path) -> None:
    with patch.object(others.box, "showPopup") as opened:  # Qt's offscreen platform warns of popups
        others.add.click()
    opened.assert_called_once()
    assert others.box.currentText() == "Choose a run…"
    pick(others, folder)


def test_the_next_run_replaces_one_alone_and_joins_several(others: OtherRuns) -> None:
    assert not others.add.isEnabled()
    pick(others, A)
    pick(others, B)
    assert (others.folders, others.chosen) == ((B,), B)
    add(others, C)
    assert (others.folders, others.chosen) == ((B, C), C)
    pick(others, A)
    assert (others.folders, others.chosen) == ((B, C, A), A)
    pick(others, B)  # is there already
    assert (others.folders, others.chosen) == ((B, C, A), B)


def test_another_row_is_looked_at_without_reading_anything_again(
    qtbot: QtBot, others: OtherRuns
) -> None:
    pick(others, A)
    add(others, B)
    with qtbot.waitSignal(others.chosen_changed), qtbot.assertNotEmitted(others.changed):
        others.choose(A)
    assert others.box.currentText() == "first"


def test_a_run_is_taken_away_and_its_neighbour_looked_at(others: OtherRuns) -> None:
    pick(others, A)
    add(others, B)
    add(others, C)
    others.remove(C)
    assert (others.folders, others.chosen) == ((A, B), B)
    others.remove(C)  # a second click, before the table has followed
    others.choose(C)
    assert (others.folders, others.chosen) == ((A, B), B)
    others.remove(A)
    assert (others.folders, others.chosen) == ((B,), B)
    others.remove(B)
    assert (others.folders, others.chosen, others.add.isEnabled()) == ((), None, False)


def test_a_run_of_a_folder_stays_among_those_that_are_offered(others: OtherRuns) -> None:
    others.take(STRANGE)
    others.show_runs([("first", A)])
    assert others.box.currentText() == others.title(STRANGE) == "strange"
    assert others.title(A) == "first"
