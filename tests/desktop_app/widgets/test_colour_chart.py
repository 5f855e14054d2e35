"""The colours of the classes, seen and said."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from desktop_app.widgets.colour_chart import ColourChart, ColourData


def test_it_says_mean_spread_and_number_and_paints_a_class_without_pictures(qtbot: QtBot) -> None:
    chart = ColourChart()
    qtbot.addWidget(chart)
    mean = np.array([[200.0, 120, 110], [np.nan] * 3])
    spread = np.array([[20.0, 10, 15], [np.nan] * 3])
    chart.set_data(ColourData(("mel", "nv"), mean, spread, np.array([1500, 0])))
    chart.resize(chart.sizeHint())
    chart.show()
    assert chart.accessibleDescription() == (
        "mel: red 200 ± 20, green 120 ± 10, blue 110 ± 15; n = 1,500; nv: no pictures"
    )
    assert chart.text_at(QPoint(50, 5)).startswith("mel: red 200")
    assert chart.text_at(QPoint(50, chart.height() - 1)) == ""
    assert not chart.grab().isNull()
