"""Any number of pictures, of which only those in view are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.picture_model import ITEM_ROLE
from desktop_app.widgets.picture_wall import PictureWall
from desktop_app.widgets.wall_model import KEPT, WallModel

RED = np.full((6, 8, 3), (255, 0, 0), dtype=np.uint8)


@pytest.fixture
def wall(qtbot: QtBot) -> PictureWall:
    wall = PictureWall("No picture is like that")
    qtbot.addWidget(wall)
    wall.resize(500, 400)
    wall.set_source(lambda position: (f"class {position}", f"name {position}"), str)
    wall.show()
    return wall


def index_of(wall: PictureWall, place: int) -> QModelIndex:
    columns = wall.model().columnCount()
    return wall.model().index(*divmod(place, columns))


def test_what_is_in_view_is_asked_for_first_then_what_is_near(
    qtbot: QtBot, wall: PictureWall
) -> None:
    with qtbot.waitSignal(wall.thumbnails_wanted) as asked:
        wall.set_positions(np.arange(400_000)[::-1])
    [wanted] = asked.args
    assert wanted[:4] == [399_999, 399_998, 399_997, 399_996]
    assert len(wanted) < 60

    with qtbot.waitSignal(wall.thumbnails_wanted) as asked:
        wall.verticalScrollBar().setValue(wall.verticalScrollBar().maximum())
    assert 0 in asked.args[0]
    assert 399_999 not in asked.args[0]


def test_what_is_there_is_not_asked_for_again(qtbot: QtBot, wall: PictureWall) -> None:
    wall.set_positions(np.arange(3))
    wall.show_thumbnails({0: RED, 1: None})
    with qtbot.waitSignal(wall.thumbnails_wanted) as asked:
        wall.set_positions(np.arange(3))
    assert asked.args == [[2]]
    item = wall.model().data(index_of(wall, 1), ITEM_ROLE)
    assert item.subtitle == "name 1 · cannot be read"
    picture = wall.model().data(index_of(wall, 0), Qt.ItemDataRole.DecorationRole)
    assert picture.toImage().pixelColor(2, 2).red() == 255


def test_places_after_the_last_picture_cannot_be_chosen(wall: PictureWall) -> None:
    wall.set_positions(np.array([7]))
    after = index_of(wall, 1)
    assert wall.model().flags(after) == Qt.ItemFlag.NoItemFlags
    assert wall.model().data(after, ITEM_ROLE) is None
    assert not wall.grab().isNull()


def test_the_keyboard_goes_on_in_the_next_row_and_stops_at_the_ends(
    qtbot: QtBot, wall: PictureWall
) -> None:
    columns = wall.model().columnCount()
    wall.set_positions(np.arange(columns + 2)[::-1])
    chosen: list[int] = []
    wall.picture_activated.connect(chosen.append)
    wall.setCurrentIndex(index_of(wall, columns - 1))
    keys = ("Right", "Return", "Left", "Return", "End", "Right", "Return", "Home", "Return")
    for key in keys:
        qtbot.keyClick(wall, getattr(Qt.Key, f"Key_{key}"))
    assert chosen == [columns, columns - 1, columns + 1, 0]


def test_another_width_keeps_the_picture_at_the_top(qtbot: QtBot, wall: PictureWall) -> None:
    wall.set_positions(np.arange(10_000))
    qtbot.waitUntil(lambda: wall.verticalScrollBar().maximum() > 0)
    wall.scrollTo(index_of(wall, 5_000), wall.ScrollHint.PositionAtTop)
    before = wall.model().columnCount()
    wall.resize(1100, 400)
    assert wall.model().columnCount() > before
    columns, top = wall.model().columnCount(), wall.rowAt(0)
    assert top * columns <= 5_000 < (top + 2) * columns


def test_without_pictures_it_says_why(wall: PictureWall) -> None:
    wall.set_positions(np.zeros(0, dtype=np.int64))
    assert wall.accessibleDescription() == "No picture is like that"
    assert not wall.grab().isNull()
    wall.set_positions(np.arange(1200))
    assert wall.accessibleDescription() == "1,200 pictures"


def test_memory_does_not_grow_with_what_was_seen(qtbot: QtBot) -> None:
    model = WallModel()
    model.set_positions(np.arange(3 * KEPT))
    for start in range(0, 3 * KEPT, 100):
        model.show_thumbnails(dict.fromkeys(range(start, start + 100), RED))
    assert len(model.without_thumbnail(0, 3 * KEPT)) == 2 * KEPT


def test_a_picture_can_have_a_mark_that_says_right_or_wrong(wall: PictureWall) -> None:
    wall.set_source(lambda position: ("class", "name"), str, lambda position: position > 0)
    wall.set_positions(np.arange(2))
    marks = [wall.model().data(index_of(wall, place), ITEM_ROLE).correct for place in (0, 1)]
    assert marks == [False, True]
    wall.set_source(lambda position: ("class", "name"), str)
    wall.set_positions(np.arange(2))
    assert wall.model().data(index_of(wall, 0), ITEM_ROLE).correct is None


def test_walking_by_keys_tells_which_picture_is_chosen(qtbot: QtBot, wall: PictureWall) -> None:
    wall.set_positions(np.arange(20))
    wall.go_to(0)
    with qtbot.waitSignal(wall.picture_chosen) as told:
        qtbot.keyClick(wall, Qt.Key.Key_Right)
    assert told.args == [1]
    with qtbot.waitSignal(wall.picture_chosen) as told:
        qtbot.keyClick(wall, Qt.Key.Key_End)
    assert told.args == [19]
