"""Slider and number move together and tell only what the person chose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QWidget

from desktop_app.widgets.threshold_slider import ThresholdSlider


@pytest.fixture
def threshold(qtbot) -> ThresholdSlider:
    widget = ThresholdSlider(0.5)
    qtbot.addWidget(widget)
    widget.resize(400, 60)
    widget.show()
    return widget


def test_arrow_keys_move_by_a_hundredth(threshold: ThresholdSlider, qtbot) -> None:
    slider = threshold.findChild(QSlider)
    with qtbot.waitSignal(threshold.value_changed) as signal:
        qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert signal.args == [0.49]
    assert threshold.findChild(QDoubleSpinBox).value() == 0.49


def test_an_exact_number_can_be_typed(threshold: ThresholdSlider, qtbot) -> None:
    number = threshold.findChild(QDoubleSpinBox)
    number.selectAll()
    qtbot.keyClicks(number, "0.234")
    with qtbot.waitSignal(threshold.value_changed) as signal:
        qtbot.keyClick(number, Qt.Key.Key_Return)
    assert signal.args == [0.234]
    assert threshold.value == 0.234
    assert threshold.findChild(QSlider).value() == 234


def test_each_move_is_told_once(threshold: ThresholdSlider) -> None:
    told: list[float] = []
    threshold.value_changed.connect(told.append)
    threshold.findChild(QSlider).setValue(120)
    threshold.findChild(QDoubleSpinBox).setValue(0.7)
    assert told == [0.12, 0.7]


@pytest.mark.parametrize(
    ("value", "shown"), [(0.2304, 0.23), (-1, 0.0), (2, 1.0), (0.0005, 0.0), (0.0015, 0.002)]
)
def test_a_value_that_is_set_is_shown_and_not_told(
    threshold: ThresholdSlider, qtbot, value: float, shown: float
) -> None:
    with qtbot.assertNotEmitted(threshold.value_changed):
        threshold.set_value(value)
    assert threshold.value == shown
    assert threshold.findChild(QDoubleSpinBox).value() == shown


def test_marks_are_named(threshold: ThresholdSlider) -> None:
    threshold.set_marks({"saved": 0.23, "default": 0.5, "Youden": 0.5})
    descriptions = [child.accessibleDescription() for child in threshold.findChildren(QWidget)]
    assert "saved 0.230, default 0.500, Youden 0.500" in descriptions
    assert not threshold.grab().isNull()
