"""A person who has just started is offered five ways to begin."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.start_page import StartPage


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    page = StartPage()
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.mark.parametrize(
    "way", ["builtin", "dataset", "archives", "fetch", "runs", "run", "lessons"]
)
def test_every_way_is_told_by_mouse_and_keyboard(qtbot: QtBot, page: StartPage, way: str) -> None:
    button = page.findChild(QPushButton, way)
    assert button.accessibleName()
    assert button.accessibleDescription()

    with qtbot.waitSignal(page.chosen) as chosen:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen.args == [way]
    with qtbot.waitSignal(page.chosen) as chosen:
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert chosen.args == [way]
