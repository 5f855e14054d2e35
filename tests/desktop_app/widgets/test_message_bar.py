"""A message says what is the matter and what to do, until it is put away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from desktop_app.widgets.message_bar import MessageBar


def test_it_is_hidden_until_there_is_a_message(qtbot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()


def test_it_shows_message_and_mend_and_reads_the_kind(qtbot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("error", "The file is damaged.", "Download it again.")
    shown = [label.text() for label in bar.findChildren(QLabel) if label.text()]
    assert shown == ["The file is damaged.", "Download it again."]
    assert bar.accessibleName() == "Error: The file is damaged."
    assert bar.property("kind") == "error"


def test_markup_from_strangers_is_shown_as_text(qtbot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("warning", "<img src=x>.jpg cannot be read.")
    formats = {label.textFormat() for label in bar.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}


def test_it_can_be_put_away(qtbot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("info", "Done.")
    with qtbot.waitSignal(bar.dismissed):
        qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert bar.isHidden()
