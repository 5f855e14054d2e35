"""An empty view says what is missing and offers what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop_app.widgets.empty_state import EmptyState


def test_an_action_is_told_by_its_text(qtbot) -> None:
    view = EmptyState("No data set", "Open one.", ["Open data set", "Built-in lesions"])
    qtbot.addWidget(view)
    buttons = view.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Open data set", "Built-in lesions"]
    with qtbot.waitSignal(view.action_triggered) as signal:
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert signal.args == ["Built-in lesions"]


def test_only_the_first_action_is_the_main_one(qtbot) -> None:
    view = EmptyState("No run", "Train one.", ["Train", "Open run"])
    qtbot.addWidget(view)
    kinds = [button.property("kind") for button in view.findChildren(QPushButton)]
    assert kinds == ["primary", None]


def test_it_can_be_read_aloud(qtbot) -> None:
    view = EmptyState("No run", "Train one.")
    qtbot.addWidget(view)
    assert (view.accessibleName(), view.accessibleDescription()) == ("No run", "Train one.")
