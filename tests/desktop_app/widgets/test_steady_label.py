"""Words that change often move nothing around them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.widgets.steady_label import SteadyLabel


class Layouts(QObject):
    """Counts how often a widget is asked to lay out anew."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def around(qtbot: QtBot) -> QWidget:
    around = QWidget()
    qtbot.addWidget(around)
    QVBoxLayout(around)
    around.resize(300, 100)
    return around


def shown(qtbot: QtBot, around: QWidget, label: QWidget) -> Layouts:
    layout = around.layout()
    assert layout is not None
    layout.addWidget(label)
    with qtbot.waitExposed(around):
        around.show()
    QApplication.processEvents()
    return Layouts(around)


def test_other_words_lay_out_nothing_around_them(qtbot: QtBot, around: QWidget) -> None:
    label = SteadyLabel("small")
    layouts = shown(qtbot, around, label)

    label.setText("Epoch 1 of 10")
    label.setText("Epoch 10 of 10, and much more")
    QApplication.processEvents()

    assert label.text() == "Epoch 10 of 10, and much more"
    assert layouts.count == 0


def test_those_of_a_plain_label_do(qtbot: QtBot, around: QWidget) -> None:
    label = QLabel()  # otherwise the steady one has lost its reason
    layouts = shown(qtbot, around, label)

    label.setText("Epoch 1 of 10")
    QApplication.processEvents()

    assert layouts.count > 0


def test_it_fills_its_room_and_never_asks_for_more(qtbot: QtBot, around: QWidget) -> None:
    label = SteadyLabel("small", alignment=Qt.AlignmentFlag.AlignRight)
    shown(qtbot, around, label)
    width = around.width()

    label.setText("far too long " * 100)

    assert around.minimumSizeHint().width() < 100
    assert around.width() == width
    assert label.label.size() == label.size()
    label.clear()
    assert label.text() == ""


def test_larger_letters_get_more_room(qtbot: QtBot, around: QWidget) -> None:
    label = SteadyLabel("small")
    shown(qtbot, around, label)
    before = label.height()

    label.setStyleSheet("QLabel { font-size: 60px }")

    qtbot.waitUntil(lambda: label.height() > before + 20, timeout=5000)


def test_words_without_room_end_in_an_ellipsis_and_are_whole_in_the_tooltip(
    qtbot: QtBot, around: QWidget
) -> None:
    label = SteadyLabel("muted")
    words = "Epoch 7 of 60 and step 7 of 14, which is more than there is room for"
    label.setText(words)
    shown(qtbot, around, label)

    assert label.label.text().endswith("…")
    assert label.toolTip() == label.text() == words

    around.resize(2000, 100)
    qtbot.waitUntil(lambda: label.label.text() == words)
    assert not label.toolTip()
