"""Curves are read and zoomed by mouse and by keyboard, and drawn no more often than need be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QWheelEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.theme import current_colours
from desktop_app.widgets.curve import Curve
from desktop_app.widgets.curve_canvas import CurveCanvas
from desktop_app.widgets.curve_lines import LineStyle, run_colour, run_shape
from desktop_app.widgets.series import GrowingSeries


@pytest.fixture
def canvas(qtbot: QtBot) -> CurveCanvas:
    """Return a canvas of a curve whose value is its place, from 0 to 10."""
    widget = CurveCanvas("Loss")
    qtbot.addWidget(widget)
    x = np.linspace(0, 10, 101)
    style = LineStyle(lambda: current_colours().training)
    widget.drawing.curves = [Curve("loss", GrowingSeries(x, x), style)]
    widget.drawing.home = (0.0, 10.0)
    widget.resize(500, 300)
    widget.show()
    qtbot.waitExposed(widget)
    widget.repaint()
    return widget


def middle(canvas: CurveCanvas) -> QPoint:
    return canvas.rect().center()


def test_the_crosshair_follows_the_mouse_and_reads_the_curve(
    canvas: CurveCanvas, qtbot: QtBot
) -> None:
    spy = QSignalSpy(canvas.crosshair_moved)
    qtbot.mouseMove(canvas, middle(canvas))

    assert 4 < canvas.crosshair < 6
    assert spy.at(spy.count() - 1) == [canvas.crosshair]
    heading, value = canvas.words().split(": loss ")
    assert heading == f"Epoch {canvas.crosshair:.2f}"
    assert float(value) == pytest.approx(canvas.crosshair, abs=0.06)
    assert canvas.accessibleDescription() == canvas.words()


def test_where_the_mouse_merely_rests_nothing_covers_the_curves(canvas: CurveCanvas) -> None:
    place = QPointF(middle(canvas))
    QApplication.sendEvent(canvas, QEnterEvent(place, place, canvas.mapToGlobal(place)))
    assert canvas.crosshair is None


def test_a_moving_crosshair_paints_no_curve(canvas: CurveCanvas) -> None:
    kept = canvas._picture
    canvas.show_crosshair(2)
    before = canvas.grab().toImage()
    canvas.show_crosshair(7)
    assert canvas.grab().toImage() != before
    assert canvas._picture is kept


def test_the_arrows_read_and_escape_ends(canvas: CurveCanvas, qtbot: QtBot) -> None:
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.words() == "Epoch 0.00: loss 0.0000"
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.words() == "Epoch 0.10: loss 0.1000"
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert canvas.crosshair == pytest.approx(1.1)
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.words() == "Epoch 10.00: loss 10.0000"
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert (canvas.crosshair, canvas.words()) == (None, "")


def test_dragging_shows_a_part_and_a_double_click_all(canvas: CurveCanvas, qtbot: QtBot) -> None:
    spy = QSignalSpy(canvas.view_changed)
    left, right = QPoint(150, 100), QPoint(350, 120)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=left)
    qtbot.mouseMove(canvas, right)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=right)

    low, high = canvas.drawing.view
    assert 1 < low < 4 < high < 9
    assert spy.at(0) == [(low, high)]

    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=left)
    assert canvas.drawing.view is None
    assert spy.at(1) == [None]


def test_a_click_is_no_choice_of_a_part(canvas: CurveCanvas, qtbot: QtBot) -> None:
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle(canvas))
    assert canvas.drawing.view is None


def wheel(canvas: CurveCanvas, turned: int) -> None:
    place = QPointF(middle(canvas))
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * turned),
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_the_wheel_zooms_around_the_mouse_and_not_beyond_the_run(canvas: CurveCanvas) -> None:
    wheel(canvas, 3)
    low, high = canvas.drawing.view
    assert high - low == pytest.approx(10 / 1.25**3)
    assert low < 5 < high
    wheel(canvas, -9)
    assert canvas.drawing.view is None


def test_the_keyboard_zooms(canvas: CurveCanvas, qtbot: QtBot) -> None:
    canvas.setFocus()
    canvas.show_crosshair(5)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.drawing.view == (1, 9)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.drawing.view is None


def test_new_points_are_drawn_later_and_together(canvas: CurveCanvas, qtbot: QtBot) -> None:
    kept = canvas._picture
    for place in (10.1, 10.2, 10.3):
        canvas.drawing.curves[0].series.extend([place], [0])
        canvas.redraw_soon()
        assert canvas._picture is kept
    qtbot.waitUntil(lambda: canvas._picture is not kept)


def test_a_hidden_canvas_waits_for_nothing(canvas: CurveCanvas) -> None:
    canvas.redraw_soon()
    canvas.hide()
    assert not canvas._timer.isActive()
    canvas.redraw_soon()
    assert not canvas._timer.isActive()


def test_the_end_of_a_run_that_is_shorter_is_not_read_beyond(canvas: CurveCanvas) -> None:
    canvas.drawing.home = (0.0, 100.0)
    canvas.show_crosshair(90)
    assert canvas.words() == "Epoch 90.00"


def test_curves_of_a_gap_are_read_as_a_dash(canvas: CurveCanvas) -> None:
    series = canvas.drawing.curves[0].series
    series.extend([11], [math.nan])
    canvas.show_crosshair(11)
    assert canvas.words() == "Epoch 11.00: loss –"


def test_many_runs_differ_by_more_than_colour() -> None:
    looks = {(run_colour(number), run_shape(number)) for number in range(56)}
    assert len(looks) == 56
    assert run_shape(0) != run_shape(8)
