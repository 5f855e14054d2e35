"""A column shows all of its width, whatever it holds."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.widgets.scroll_column import ScrollColumn


def test_what_is_wider_than_the_column_widens_it(qtbot: QtBot) -> None:
    column = ScrollColumn(200)
    qtbot.addWidget(column)
    first = QLabel()
    first.setMinimumSize(100, 900)
    column.column.addWidget(first)
    column.resize(column.width(), 300)
    column.show()
    qtbot.waitUntil(lambda: column.verticalScrollBar().isVisible())
    assert column.viewport().width() == 200

    first.setMinimumWidth(260)
    qtbot.waitUntil(lambda: column.viewport().width() == 260)

    first.setMinimumWidth(100)
    qtbot.waitUntil(lambda: column.viewport().width() == 200)


def test_it_ends_where_its_content_ends(qtbot: QtBot) -> None:
    column = ScrollColumn(450)
    qtbot.addWidget(column)
    for _ in range(20):
        label = QLabel("Mean over the pictures of each class; lines reach one deviation each way.")
        label.setWordWrap(True)
        column.column.addWidget(label)
    column.column.addStretch(1)
    column.resize(column.width(), 100)
    column.show()

    content = column.widget()
    qtbot.waitUntil(lambda: content.height() == content.heightForWidth(450))
    assert content.height() > column.viewport().height()
