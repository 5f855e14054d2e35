"""Two pictures are looked at together, as closely and at the same place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.inspect.picture_pair import Compared, PicturePair
from desktop_app.widgets.picture_zoom import STEP

LEFT = Compared(Path("a.png"), "nevus · 80.0 % → melanoma", (("Class", "nevus"), ("Age", "40")))
RIGHT = Compared(Path("b.png"), "melanoma · 60.0 % → nevus", (("Class", "melanoma"), ("Age", "")))


def picture(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill("#804020")
    return image


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1100, 700)
    with qtbot.waitActive(window):
        window.show()
    return window


@pytest.fixture
def pair(qtbot: QtBot, window: QWidget) -> PicturePair:
    pair = PicturePair(window)
    wanted: list[tuple[int, list[Path | None]]] = []
    pair.pictures_wanted.connect(lambda number, files: wanted.append((number, files)))
    with qtbot.waitActive(pair):
        pair.show_pair(LEFT, RIGHT)
    [(request, files)] = wanted
    assert files == [Path("a.png"), Path("b.png")]
    pair.show_picture(request, 0, picture(600, 450), "")
    pair.show_picture(request, 1, picture(1200, 900), "")  # sharper, of the same scene
    return pair


def test_both_are_shown_with_what_is_known_of_each(pair: PicturePair) -> None:
    assert [each.image.width() for each in pair.pictures if each.image] == [600, 1200]
    assert pair.facts.rows == (("Class", "nevus", "melanoma"), ("Age", "40", "not recorded"))


def test_zoom_and_movement_are_those_of_both(qtbot: QtBot, pair: PicturePair) -> None:
    left, right = pair.pictures
    assert left.look == right.look
    left.zoom_by(4.0, QPointF(60, 60))
    assert left.look[0] == pytest.approx(4.0)
    assert right.look == pytest.approx(left.look)
    before = right.look
    start = right.rect().center()
    qtbot.mousePress(right, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(right, start + QPoint(25, 15))
    qtbot.mouseRelease(right, Qt.MouseButton.LeftButton, pos=start + QPoint(25, 15))
    assert right.look[1] < before[1]
    assert left.look == pytest.approx(right.look)
    qtbot.keyClick(pair, Qt.Key.Key_Plus)
    assert left.look[0] == pytest.approx(4.0 * STEP)
    assert right.look == pytest.approx(left.look)
    qtbot.keyClick(pair, Qt.Key.Key_0)
    assert left.look[0] == right.look[0] == 1.0


def test_they_can_be_looked_at_apart_and_together_again(pair: PicturePair) -> None:
    left, right = pair.pictures
    pair.together.setChecked(False)
    left.zoom_by(2.0)
    assert right.look[0] == 1.0
    pair.together.setChecked(True)
    assert right.look == pytest.approx(left.look)


def test_what_cannot_be_read_says_why_and_what_comes_late_is_passed_over(
    qtbot: QtBot, pair: PicturePair
) -> None:
    pair.accept()
    wanted: list[int] = []
    pair.pictures_wanted.connect(lambda number, _files: wanted.append(number))
    with qtbot.waitActive(pair):
        pair.show_pair(LEFT, Compared(None, "gone", ()))
    assert "not known" in pair.pictures[1].empty_text
    pair.show_picture(wanted[0] - 1, 0, picture(4, 4), "")
    assert pair.pictures[0].image is None
    pair.show_picture(wanted[0], 0, None, "The file is damaged.")
    assert pair.pictures[0].empty_text == "The file is damaged."
    qtbot.keyClick(pair, Qt.Key.Key_Escape)
    assert not pair.isVisible()
