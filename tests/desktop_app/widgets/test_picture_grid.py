"""A grid shows pictures with captions and marks, and tells which one was chosen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop_app.theme import current_colours
from desktop_app.widgets.picture_grid import GridItem, PictureGrid


def grey(height: int = 20, width: int = 30):
    return np.full((height, width, 3), 128, dtype=np.uint8)


@pytest.fixture
def grid(qtbot) -> PictureGrid:
    widget = PictureGrid()
    qtbot.addWidget(widget)
    widget.resize(500, 400)
    widget.show()
    return widget


def colours_of(grid: PictureGrid) -> set[str]:
    image = grid.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_enter_tells_the_key_of_the_current_picture(grid: PictureGrid, qtbot) -> None:
    grid.set_pictures([GridItem(grey(), "nevus", key="a"), GridItem(grey(), "melanoma", key="b")])
    grid.setCurrentIndex(grid.model().index(1, 0))
    with qtbot.waitSignal(grid.picture_activated) as signal:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert signal.args == ["b"]


def test_a_double_click_tells_the_key(grid: PictureGrid, qtbot) -> None:
    grid.set_pictures([GridItem(grey(), "nevus", key=("run", 7))])
    place = grid.visualRect(grid.model().index(0, 0)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(grid.picture_activated) as signal:
        qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == [("run", 7)]


def test_each_picture_is_read_with_its_mark(grid: PictureGrid) -> None:
    items = [GridItem(grey(), "nevus", "read as nevus", correct) for correct in (True, False, None)]
    grid.set_pictures(items)
    role = Qt.ItemDataRole.AccessibleTextRole
    words = [grid.model().index(row, 0).data(role) for row in range(3)]
    assert [word.splitlines()[-1] for word in words] == ["correct", "wrong", "read as nevus"]


def test_a_wrong_picture_bears_a_mark(grid: PictureGrid) -> None:
    grid.set_pictures([GridItem(grey(), "nevus")])
    assert current_colours().positive not in colours_of(grid)
    grid.set_pictures([GridItem(grey(), "nevus", correct=False)])
    assert current_colours().positive in colours_of(grid)


def test_a_frame_has_the_colour_it_was_given(grid: PictureGrid) -> None:
    grid.set_pictures([GridItem(grey(), "nevus", border="#123456")])
    assert "#123456" in colours_of(grid)


def test_columns_follow_the_width(grid: PictureGrid) -> None:
    grid.set_pictures([GridItem(grey(), str(n)) for n in range(12)])

    def first_row() -> int:
        tops = [grid.visualRect(grid.model().index(n, 0)).top() for n in range(12)]
        return tops.count(tops[0])

    wide = first_row()
    grid.resize(200, 400)
    assert wide == 3
    assert first_row() == 1


def test_an_empty_grid_says_why(grid: PictureGrid) -> None:
    grid.set_empty_text("No wrong predictions")
    grid.set_pictures([])
    assert grid.accessibleDescription() == "No wrong predictions"
    assert not grid.grab().isNull()


def test_a_new_page_starts_at_its_first_picture(grid: PictureGrid) -> None:
    items = [GridItem(grey(), str(n)) for n in range(60)]
    grid.set_pictures(items)
    grid.scrollToBottom()
    grid.set_pictures(items)
    assert grid.verticalScrollBar().value() == 0


def test_large_and_odd_pictures_are_shown(grid: PictureGrid) -> None:
    tall = QImage(10, 3000, QImage.Format.Format_RGB32)
    tall.fill(0)
    grid.set_pictures([GridItem(tall, "tall"), GridItem(grey(1, 1), "dot")])
    assert not grid.grab().isNull()


def test_there_is_a_scroll_handle_only_where_there_is_more_to_see(grid: PictureGrid, qtbot) -> None:
    grid.set_pictures([GridItem(grey(), "nevus")])
    qtbot.waitUntil(lambda: not grid.verticalScrollBar().isEnabled())

    grid.set_pictures([GridItem(grey(), "nevus")] * 40)
    qtbot.waitUntil(lambda: grid.verticalScrollBar().isEnabled())
