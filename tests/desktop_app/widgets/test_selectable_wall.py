"""Several pictures are chosen by mouse and keys, in the order of reading."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.selectable_wall import SelectableWall

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def wall(qtbot: QtBot) -> SelectableWall:
    wall = SelectableWall("none")
    qtbot.addWidget(wall)
    wall.resize(700, 900)
    wall.set_source(lambda n: (str(n), ""), str)
    wall.set_positions(np.arange(20, dtype=np.int64))
    wall.show()
    assert wall.model().columnCount() in (3, 4)
    return wall


def point(wall: SelectableWall, place: int) -> QPoint:
    index = wall.model().index(*divmod(place, wall.model().columnCount()))
    return wall.visualRect(index).center()


def click(
    qtbot: QtBot, wall: SelectableWall, place: int, keys: Qt.KeyboardModifier = NONE
) -> list[int]:
    qtbot.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, keys, point(wall, place))
    return selected(wall)


def selected(wall: SelectableWall) -> list[int]:
    places: list[int] = wall.selected.tolist()
    return places


def test_a_click_chooses_one_and_ctrl_adds_or_takes_away(
    qtbot: QtBot, wall: SelectableWall
) -> None:
    assert click(qtbot, wall, 1) == [1]
    assert click(qtbot, wall, 5, CTRL) == [1, 5]
    assert click(qtbot, wall, 3, CTRL) == [1, 3, 5]
    assert click(qtbot, wall, 1, CTRL) == [3, 5]
    assert click(qtbot, wall, 2) == [2]


def test_shift_chooses_all_between_in_the_order_of_reading(
    qtbot: QtBot, wall: SelectableWall
) -> None:
    click(qtbot, wall, 2)
    assert click(qtbot, wall, 9, SHIFT) == list(range(2, 10))
    assert click(qtbot, wall, 4, SHIFT) == [2, 3, 4]
    assert click(qtbot, wall, 0, SHIFT) == [0, 1, 2]


def test_keys_do_the_same(qtbot: QtBot, wall: SelectableWall) -> None:
    wall.setFocus()
    wall.go_to(1)
    columns = wall.model().columnCount()
    qtbot.keyClick(wall, Qt.Key.Key_Right, SHIFT)
    assert selected(wall) == [1, 2]
    qtbot.keyClick(wall, Qt.Key.Key_Down, SHIFT)
    assert selected(wall) == list(range(1, 3 + columns))
    qtbot.keyClick(wall, Qt.Key.Key_Left)
    assert selected(wall) == [1 + columns]
    qtbot.keyClick(wall, Qt.Key.Key_Right, CTRL)
    assert selected(wall) == [1 + columns]
    assert wall.current == 2 + columns
    qtbot.keyClick(wall, Qt.Key.Key_Space, CTRL)
    assert selected(wall) == [1 + columns, 2 + columns]
    qtbot.keyClick(wall, Qt.Key.Key_A, CTRL)
    assert selected(wall) == list(range(20))


def test_what_is_chosen_stays_chosen_where_the_columns_change(
    qtbot: QtBot, wall: SelectableWall
) -> None:
    click(qtbot, wall, 1)
    click(qtbot, wall, 6, CTRL)
    before = wall.model().columnCount()
    wall.resize(1300, 900)
    assert wall.model().columnCount() > before
    assert selected(wall) == [1, 6]
    assert wall.current == 6


def test_a_change_is_told_and_places_after_the_last_are_none(
    qtbot: QtBot, wall: SelectableWall
) -> None:
    wall.set_positions(np.arange(4, dtype=np.int64) * 3)
    with qtbot.waitSignal(wall.selection_changed):
        wall.select(np.array([0, 2, 3], dtype=np.int64))
    assert selected(wall) == [0, 2, 3]
    wall.selectAll()
    assert selected(wall) == [0, 1, 2, 3]
    wall.select(np.zeros(0, dtype=np.int64))
    assert selected(wall) == []
