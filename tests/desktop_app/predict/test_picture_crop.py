"""A rectangle is drawn by mouse or keys, and the part is told in shares of the picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop_app.predict.picture_crop import PictureCrop

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def picture(qtbot: QtBot) -> PictureCrop:
    picture = PictureCrop()
    qtbot.addWidget(picture)
    picture.resize(420, 420)
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill("#804020")
    picture.set_image(image, "lesion.jpg")
    picture.show()
    return picture


def at(picture: PictureCrop, across: float, down: float) -> QPoint:
    """Return the point of the widget at a place of the picture."""
    place = picture._lay_out().place()
    x, y = place.left() + across * place.width(), place.top() + down * place.height()
    return QPoint(round(x), round(y))


def drag(qtbot: QtBot, picture: PictureCrop, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(picture, left, pos=start)
    qtbot.mouseMove(picture, end)
    qtbot.mouseRelease(picture, left, pos=end)


def test_a_dragged_rectangle_is_the_part_whichever_way_it_was_dragged(
    qtbot: QtBot, picture: PictureCrop
) -> None:
    for start, end in (((0.25, 0.2), (0.75, 0.6)), ((0.75, 0.6), (0.25, 0.2))):
        picture.set_cropping(True)
        with qtbot.waitSignal(picture.cropped) as told:
            drag(qtbot, picture, at(picture, *start), at(picture, *end))
        assert told.args[0] == pytest.approx((0.25, 0.2, 0.75, 0.6), abs=0.01)
        assert picture.part is None


def test_dragged_beyond_the_picture_it_ends_at_its_edge(qtbot: QtBot, picture: PictureCrop) -> None:
    picture.set_cropping(True)
    with qtbot.waitSignal(picture.cropped) as told:
        drag(qtbot, picture, at(picture, 0.5, 0.5), QPoint(419, 419))
    assert told.args[0] == pytest.approx((0.5, 0.5, 1.0, 1.0), abs=0.01)


def test_a_slip_of_the_hand_crops_nothing(qtbot: QtBot, picture: PictureCrop) -> None:
    picture.set_cropping(True)
    with qtbot.assertNotEmitted(picture.cropped):
        drag(qtbot, picture, at(picture, 0.5, 0.5), at(picture, 0.51, 0.51))
    assert picture.part is not None


def test_keys_move_enlarge_and_take_the_rectangle(qtbot: QtBot, picture: PictureCrop) -> None:
    picture.set_cropping(True)
    for _ in range(5):
        qtbot.keyClick(picture, Qt.Key.Key_Left)
        qtbot.keyClick(picture, Qt.Key.Key_Down, SHIFT)
    with qtbot.waitSignal(picture.cropped) as told:
        qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert told.args[0] == pytest.approx((0.1, 0.2, 0.7, 0.9))


def test_escape_and_another_picture_leave_it(qtbot: QtBot, picture: PictureCrop) -> None:
    with qtbot.assertNotEmitted(picture.cropped):
        picture.set_cropping(True)
        qtbot.keyClick(picture, Qt.Key.Key_Escape)
        assert picture.part is None
        picture.set_cropping(True)
        picture.set_image(None)
    assert picture.part is None
    picture.set_cropping(True)
    assert picture.part is None, "there is nothing to crop"


def test_while_not_cropping_arrows_page(qtbot: QtBot, picture: PictureCrop) -> None:
    told: list[int] = []
    picture.paged.connect(told.append)

    qtbot.keyClick(picture, Qt.Key.Key_Right)
    qtbot.keyClick(picture, Qt.Key.Key_Left)

    assert told == [1, -1]
