"""A picture is looked at large, and the next one, without leaving the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.inspect.picture_viewer import Pictures, PictureViewer

FILES = (Path("a.png"), Path("b.png"), None)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitActive(window):
        window.show()
    return window


@pytest.fixture
def viewer(window: QWidget) -> PictureViewer:
    return PictureViewer(window)


@pytest.fixture
def wanted(viewer: PictureViewer) -> list[tuple[int, Path]]:
    requests: list[tuple[int, Path]] = []
    viewer.picture_wanted.connect(lambda number, file: requests.append((number, file)))
    return requests


def picture(width: int = 40) -> QImage:
    image = QImage(width, 30, QImage.Format.Format_RGB32)
    image.fill("#804020")
    return image


def open_at(qtbot: QtBot, viewer: PictureViewer, place: int, left: list[int] | None = None) -> None:
    facts = [(("Class", f"class {n}"), ("Age", ""), ("File", f"{n}.png")) for n in range(3)]
    pictures = Pictures(
        3, FILES.__getitem__, facts.__getitem__, [].append if left is None else left.append
    )
    with qtbot.waitActive(viewer):
        viewer.show_pictures(pictures, place)


def said(viewer: PictureViewer) -> list[str]:
    return [label.text() for label in viewer.findChildren(QLabel)]


def test_it_shows_the_picture_and_what_is_known_of_it(
    qtbot: QtBot, viewer: PictureViewer, wanted: list[tuple[int, Path]]
) -> None:
    open_at(qtbot, viewer, 0)
    [(request, file)] = wanted
    assert file == Path("a.png")
    viewer.show_picture(request, picture())
    shown = viewer.picture.image
    assert shown is not None
    assert shown.width() == 40
    assert viewer.facts.facts == (
        ("Class", "class 0"),
        ("Age", "not recorded"),
        ("File", "0.png"),
    )
    assert viewer.windowTitle() == "0.png"
    assert "1 of 3" in said(viewer)
    assert not viewer.grab().isNull()


def test_the_arrows_page_wherever_the_focus_is_and_stop_at_the_ends(
    qtbot: QtBot, viewer: PictureViewer, wanted: list[tuple[int, Path]]
) -> None:
    open_at(qtbot, viewer, 0)
    [following] = [b for b in viewer.findChildren(QPushButton) if b.text() == "Next"]
    following.setFocus()
    qtbot.keyClick(following, Qt.Key.Key_Left)
    assert viewer.place == 0
    qtbot.keyClick(following, Qt.Key.Key_Right)
    qtbot.keyClick(viewer.picture, Qt.Key.Key_PageDown)
    assert viewer.place == 2
    assert not following.isEnabled()
    assert following.toolTip() == "This is the last picture."
    assert viewer.picture.accessibleDescription() == "Where this picture is, is not known."
    qtbot.keyClick(viewer.picture, Qt.Key.Key_Right)
    qtbot.keyClick(viewer.picture, Qt.Key.Key_Left)
    assert viewer.place == 1
    assert [file.name for _, file in wanted] == ["a.png", "b.png", "b.png"]


def test_facts_never_stand_beside_another_picture(
    qtbot: QtBot, viewer: PictureViewer, wanted: list[tuple[int, Path]]
) -> None:
    open_at(qtbot, viewer, 0)
    viewer.show_picture(wanted[0][0], picture())
    viewer.go_on()
    assert viewer.facts.facts[0] == ("Class", "class 0")
    viewer.show_picture(wanted[0][0], picture(99))  # comes late, for the picture before
    shown = viewer.picture.image
    assert shown is not None
    assert shown.width() == 40
    # Where reading takes long, the last picture gives way to words.
    qtbot.waitUntil(lambda: viewer.picture.image is None)
    assert viewer.facts.facts[0] == ("Class", "class 1")
    assert viewer.picture.accessibleDescription() == "The picture is being read."
    viewer.show_picture(wanted[1][0], picture(50))
    assert viewer.picture.image is not None
    assert viewer.facts.facts[0] == ("Class", "class 1")


def test_a_picture_that_cannot_be_read_says_why(
    qtbot: QtBot, viewer: PictureViewer, wanted: list[tuple[int, Path]]
) -> None:
    open_at(qtbot, viewer, 0)
    viewer.show_picture(wanted[0][0], None, "a.png does not exist.")
    assert viewer.picture.image is None
    assert viewer.picture.accessibleDescription() == "a.png does not exist."


def test_keys_and_buttons_zoom_wherever_the_focus_is(
    qtbot: QtBot, viewer: PictureViewer, wanted: list[tuple[int, Path]]
) -> None:
    open_at(qtbot, viewer, 0)
    viewer.show_picture(wanted[0][0], picture(4000))
    buttons = {button.text(): button for button in viewer.findChildren(QPushButton)}
    buttons["Next"].setFocus()
    qtbot.keyClick(buttons["Next"], Qt.Key.Key_1)
    assert viewer.picture.zoom == 1
    assert "100 %" in said(viewer)
    qtbot.mouseClick(buttons["+"], Qt.MouseButton.LeftButton)
    assert viewer.picture.zoom == 1.25
    qtbot.mouseClick(buttons["−"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(buttons["Fit"], Qt.MouseButton.LeftButton)
    assert viewer.picture.zoom < 0.3
    qtbot.mouseClick(buttons["Actual size"], Qt.MouseButton.LeftButton)
    qtbot.mousePress(viewer.picture, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert viewer.picture.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseRelease(viewer.picture, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))


def test_escape_closes_it_and_tells_where_one_stopped(
    qtbot: QtBot, viewer: PictureViewer, wanted: list[tuple[int, Path]]
) -> None:
    left: list[int] = []
    open_at(qtbot, viewer, 0, left)
    qtbot.keyClick(viewer.picture, Qt.Key.Key_Right)
    qtbot.keyClick(viewer.picture, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert left == [1]
    viewer.show_picture(wanted[-1][0], picture())  # comes after it was closed
    assert viewer.picture.image is None
