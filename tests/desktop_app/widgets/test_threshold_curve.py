"""A curve over thresholds is drawn whatever its length, and says what is under the pointer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.take_away import save_widget
from desktop_app.widgets.threshold_curve import ThresholdCurve, ThresholdPlot, _reduced


def plot(n: int) -> ThresholdPlot:
    thresholds = np.concatenate([[np.inf], np.linspace(1.0, 0.0, n)])
    x = np.linspace(0.0, 1.0, n + 1)
    return ThresholdPlot(
        thresholds,
        x,
        np.sqrt(x),
        ("Alarms", "Found"),
        lambda at, x, y: f"{x:.2f} {y:.2f} at {at:.2f}",
    )


@pytest.fixture
def curve(qtbot: QtBot) -> ThresholdCurve:
    curve = ThresholdCurve("A curve")
    qtbot.addWidget(curve)
    curve.resize(320, 260)
    curve.show()
    return curve


def test_a_long_curve_is_drawn_from_begin_to_end_in_few_points() -> None:
    long = plot(200_000)

    drawn = _reduced(long)

    assert drawn.size <= 801
    assert drawn[0] == 0
    assert drawn[-1] == 200_000
    steps = np.abs(np.diff(long.x[drawn])) + np.abs(np.diff(long.y[drawn]))
    assert steps.max() < 0.01


def test_points_that_cannot_be_told_are_left_out(curve: ThresholdCurve) -> None:
    told = plot(4)
    told.y[:] = np.nan
    curve.show_plot(told)
    curve.set_marker(0.5, 0.5, float("nan"))

    assert curve.marker is None
    assert curve.text_at(QPoint(100, 100)) == ""
    assert not curve.grab().isNull()


def test_the_pointer_is_told_what_the_next_point_says(curve: ThresholdCurve) -> None:
    curve.show_plot(plot(100))

    assert curve.text_at(QPoint(319, 20)) == "1.00 1.00 at 0.00"


def test_the_keyboard_goes_on_to_the_ends(qtbot: QtBot, curve: ThresholdCurve) -> None:
    curve.show_plot(plot(100))
    moved: list[float] = []
    curve.threshold_moved.connect(moved.append)
    for _ in range(6):
        qtbot.keyClick(curve, Qt.Key.Key_PageUp)
    for _ in range(7):
        qtbot.keyClick(curve, Qt.Key.Key_PageDown)

    assert min(moved) == 0.0
    assert moved[-1] == 1.0


def test_another_button_of_the_mouse_moves_nothing(qtbot: QtBot, curve: ThresholdCurve) -> None:
    curve.show_plot(plot(100))
    with qtbot.assertNotEmitted(curve.threshold_moved):
        qtbot.mousePress(curve, Qt.MouseButton.RightButton, pos=QPoint(150, 100))


def test_without_a_curve_it_says_why(qtbot: QtBot, curve: ThresholdCurve) -> None:
    curve.clear("Nothing to see")
    assert curve.accessibleDescription() == "Nothing to see"
    with qtbot.assertNotEmitted(curve.threshold_moved):
        qtbot.mousePress(curve, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
        qtbot.keyClick(curve, Qt.Key.Key_Right)
    assert curve._place_at(QPointF(1, 1)) is None


@pytest.mark.parametrize(
    ("suffix", "begin"), [(".svg", b"<?xml"), (".pdf", b"%PDF"), (".png", b"\x89PNG")]
)
def test_it_leaves_as_a_figure(
    tmp_path: Path, curve: ThresholdCurve, suffix: str, begin: bytes
) -> None:
    curve.show_plot(plot(100))
    curve.set_marker(0.5, 0.5, 0.7)
    file = tmp_path / f"figure{suffix}"

    save_widget(curve, file)

    assert file.read_bytes().startswith(begin)
