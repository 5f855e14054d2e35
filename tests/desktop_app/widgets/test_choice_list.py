"""Long texts are read to their end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QListWidgetItem
from pytestqt.qtbot import QtBot

from desktop_app.theme import apply_theme
from desktop_app.widgets.choice_list import ChoiceList
from desktop_app.widgets.icons import icon

TEXTS = [" ".join(["picture"] * count) for count in range(1, 12)]


@pytest.mark.parametrize("with_icon", [False, True])
def test_every_item_is_as_high_as_its_lines(
    qtbot: QtBot, qapp: QApplication, with_icon: bool
) -> None:
    apply_theme(qapp, "light")
    shown = ChoiceList("Findings", 330)
    qtbot.addWidget(shown)
    for text in TEXTS:
        item = QListWidgetItem(text)
        if with_icon:
            item.setIcon(icon("warning"))
        shown.addItem(item)
    shown.resize(330, 700)
    shown.show()

    padding = 2 * (8 + 3) + (28 if with_icon else 0)  # of the style; icon and its gap
    for row, text in enumerate(TEXTS):
        place = shown.visualItemRect(shown.item(row))
        room = QRect(0, 0, place.width() - padding, 10_000)
        lines = shown.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text)
        assert place.height() >= lines.height() + 8, text
        assert place.right() <= shown.viewport().width()
