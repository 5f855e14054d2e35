"""A message says what is the matter and what to do, until it is put away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

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


@pytest.mark.parametrize("width", [260, 700])
@pytest.mark.parametrize("mend", ["", "Copy it again from the camera, or choose another picture."])
def test_it_is_as_high_as_its_words_need_and_no_higher(qtbot, width: int, mend: str) -> None:
    page, bar = QWidget(), MessageBar()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(bar)
    column.addWidget(QLabel("What the page shows"))
    page.resize(width, 600)
    page.show()
    words = "This picture cannot be read: it was not copied to its end. " * 3
    bar.show_message("warning", words, mend)
    qtbot.waitUntil(lambda: bar.height() == bar.heightForWidth(bar.width()))
    for label in bar.findChildren(QLabel):
        if label.wordWrap() and label.isVisible():
            assert label.height() >= label.heightForWidth(label.width())
    before = bar.height()
    page.resize(width + 300, 600)
    qtbot.waitUntil(lambda: bar.height() < before)
    page.resize(width, 600)
    qtbot.waitUntil(lambda: bar.height() == before)
