"""A control that cannot be used says why."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.widgets.usable import set_usable


def test_the_reason_stands_in_the_tool_tip_as_long_as_it_holds(qtbot: QtBot) -> None:
    button = QPushButton("Next")
    button.setToolTip("Show the next page.")
    qtbot.addWidget(button)

    for reason in ("This is the last page.", "There are no pages."):
        set_usable(button, False, reason)
        assert not button.isEnabled()
        assert button.toolTip() == reason
    set_usable(button, True, "This is the last page.")
    assert button.isEnabled()
    assert button.toolTip() == "Show the next page."
