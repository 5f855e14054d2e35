"""Lecture mode: larger type, lines and controls for a projector; and the desk again, as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.theme import (
    LECTURE,
    Sizes,
    apply_theme,
    current_sizes,
    leave_out_in_lectures,
    theme_events,
)
from desktop_app.widgets.curve_lines import LineStyle, pen


@pytest.fixture(autouse=True)
def desk(qapp: QApplication) -> Iterator[QApplication]:
    """Look as on a desk before and after."""
    apply_theme(qapp, "light")
    yield qapp
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


@pytest.fixture
def box(qtbot: QtBot) -> QWidget:
    """Return a window with a grid of a label and a button, of lengths that were set once."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setMinimumSize(300, 200)
    grid = QGridLayout(window)
    grid.setColumnMinimumWidth(0, 124)
    label = QLabel("AUC")
    label.setFixedWidth(101)
    label.setMaximumHeight(47)
    button = QToolButton()
    button.setIconSize(QSize(15, 15))
    grid.addWidget(label, 0, 0)
    grid.addWidget(button, 0, 1)
    window.show()
    return window


def lengths(box: QWidget) -> list[int]:
    [label], [button] = box.findChildren(QLabel), box.findChildren(QToolButton)
    grid = box.layout()
    assert isinstance(grid, QGridLayout)
    return [
        *(label.minimumWidth(), label.maximumWidth(), label.maximumHeight()),
        *(label.minimumHeight(), button.iconSize().width(), grid.columnMinimumWidth(0)),
    ]


def test_lengths_that_were_set_once_follow_and_come_back(desk: QApplication, box: QWidget) -> None:
    before = lengths(box)
    for _ in range(3):
        apply_theme(desk, "light", LECTURE)
        assert lengths(box) == [131, 131, 61, 0, 20, 161]
        assert box.minimumSize() == QSize(300, 200)  # a window is as large as its screen lets it
        apply_theme(desk, "dark", LECTURE)  # the same scale: nothing is told twice
        assert lengths(box) == [131, 131, 61, 0, 20, 161]
        apply_theme(desk, "light")
        assert lengths(box) == before


def test_lines_and_type_are_for_the_last_row(desk: QApplication) -> None:
    style = LineStyle(lambda: "#000000", 2.0)
    desk_line = pen(style).widthF()
    apply_theme(desk, "light", LECTURE)
    assert pen(style).widthF() >= 2 * desk_line
    assert current_sizes().type_scale["body"] >= 18  # of 720 pixels
    assert current_sizes().type_scale["small"] >= 15
    assert current_sizes().spacing == Sizes().spacing  # the room belongs to what is read


@pytest.mark.parametrize("lecture_first", [False, True])
def test_what_is_of_second_rank_is_left_out_and_comes_back(
    desk: QApplication, qtbot: QtBot, lecture_first: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    if lecture_first:
        apply_theme(desk, "light", LECTURE)
    shown, hidden = QLabel("s", window), QLabel("h", window)
    hidden.hide()
    leave_out_in_lectures(shown, hidden)
    window.show()
    apply_theme(desk, "light", LECTURE)
    assert not shown.isVisible()
    assert not hidden.isVisible()
    apply_theme(desk, "light")
    assert shown.isVisible()
    assert not hidden.isVisible()


def test_one_key_in_and_out_and_never_at_the_start(
    qtbot: QtBot, application: Application, desk: QApplication
) -> None:
    window = application.window
    [action] = [
        a for a in window.findChildren(type(window.menuBar().actions()[0])) if a.data() == "lecture"
    ]
    assert action.shortcut() == QKeySequence("Ctrl+L")
    assert not action.isChecked()
    window.activateWindow()
    with qtbot.waitSignal(theme_events().changed):
        qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert current_sizes() == LECTURE
    assert action.isChecked()
    window.command.emit("scheme:dark")  # the colours change, the sizes stay
    assert current_sizes() == LECTURE
    assert window.size() == QSize(1280, 720)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert current_sizes() == Sizes()
    assert not action.isChecked()


def test_the_whole_screen_is_taken_and_given_back(qtbot: QtBot, application: Application) -> None:
    window = application.window
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_the_pages_fit_a_projector(qtbot: QtBot, application: Application) -> None:
    window = application.window
    window.command.emit("lecture")
    window.command.emit("tab:train")
    for tab in (application.train, application.inspect, application.predict):
        least = tab.minimumSizeHint()
        assert least.width() <= 1280, type(tab).__name__
        assert least.height() <= 600, type(tab).__name__  # menus, header and status bar besides
