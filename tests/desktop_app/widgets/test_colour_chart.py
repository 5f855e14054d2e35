"""The colours of the classes, seen, said and chosen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.colour_chart import ColourChart, ColourData


@pytest.fixture
def chart(qtbot: QtBot) -> ColourChart:
    chart = ColourChart()
    qtbot.addWidget(chart)
    mean = np.array([[200.0, 120, 110], [np.nan] * 3])
    spread = np.array([[20.0, 10, 15], [np.nan] * 3])
    chart.set_data(ColourData(("mel", "nv"), mean, spread, np.array([1500, 0])))
    chart.resize(chart.sizeHint())
    chart.show()
    return chart


def test_it_says_mean_spread_and_number_and_paints_a_class_without_pictures(
    chart: ColourChart,
) -> None:
    assert chart.accessibleDescription() == (
        "Chosen: mel: red 200 ± 20, green 120 ± 10, blue 110 ± 15; n = 1,500. "
        "mel: red 200 ± 20, green 120 ± 10, blue 110 ± 15; n = 1,500; nv: no pictures"
    )
    assert chart.text_at(QPoint(50, 5)).startswith("mel: red 200")
    assert chart.text_at(QPoint(50, chart.height() - 1)) == ""
    assert not chart.grab().isNull()


def test_a_click_tells_the_row(qtbot: QtBot, chart: ColourChart) -> None:
    with qtbot.waitSignal(chart.chosen) as clicked:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(50, 40))
    assert clicked.args == [1, 0]
    with qtbot.assertNotEmitted(chart.chosen):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(50, chart.height() - 1))
        qtbot.mouseClick(chart, Qt.MouseButton.RightButton, pos=QPoint(50, 5))


def test_the_keyboard_reaches_every_row_and_stops_at_the_ends(
    qtbot: QtBot, chart: ColourChart
) -> None:
    chosen: list[int] = []
    chart.chosen.connect(lambda row, _column: chosen.append(row))
    for key in ("Return", "Down", "Down", "Right", "Space", "Up", "Up", "Enter"):
        qtbot.keyClick(chart, getattr(Qt.Key, f"Key_{key}"))
    assert chosen == [0, 1, 0]
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleDescription().startswith("Chosen: nv: no pictures.")


def test_without_classes_there_is_nothing_to_choose(qtbot: QtBot, chart: ColourChart) -> None:
    nothing = np.zeros((0, 3))
    chart.set_data(ColourData((), nothing, nothing, np.zeros(0, dtype=np.int64)))
    assert chart.accessibleDescription() == "Nothing to show"
    with qtbot.assertNotEmitted(chart.chosen):
        qtbot.keyClick(chart, Qt.Key.Key_Return)
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(50, 5))
