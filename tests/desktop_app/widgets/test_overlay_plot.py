"""Runs in one plot are told apart, ticked off, and read together."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.curve_canvas import CurveCanvas
from desktop_app.widgets.overlay_plot import OverlayPlot
from desktop_app.widgets.overlay_run import OverlayRun


def run(name: str, level: float, epochs: int = 4, minutes: float = 2.0) -> OverlayRun:
    """Return a run of ten steps an epoch whose training curve is level."""
    x = np.arange(1, 10 * epochs + 1) / 10
    done = np.arange(1.0, epochs + 1)
    return OverlayRun(
        name,
        x,
        np.full(len(x), level, dtype=np.float32),
        done,
        np.full(epochs, level + 1),
        steps_per_epoch=10,
        clock=(done, done * minutes * 60),
    )


@pytest.fixture
def plot(qtbot: QtBot) -> OverlayPlot:
    widget = OverlayPlot("Loss", "Cross-entropy")
    qtbot.addWidget(widget)
    widget.resize(900, 400)
    widget.show()
    widget.show_runs([run("first", 1), run("second", 2, epochs=8)])
    return widget


def words(plot: OverlayPlot, place: float) -> str:
    canvas = plot.findChild(CurveCanvas)
    canvas.show_crosshair(place)
    return canvas.words()


def test_every_run_is_read_at_the_same_place(plot: OverlayPlot) -> None:
    assert words(plot, 2) == (
        "Epoch 2.00: first training 1.0000, second training 2.0000, "
        "first validation 2.0000, second validation 3.0000"
    )
    assert words(plot, 7) == "Epoch 7.00: second training 2.0000, second validation 3.0000"


def test_a_run_that_is_ticked_off_is_neither_drawn_nor_read(plot: OverlayPlot) -> None:
    before = plot.grab().toImage()
    plot.legend.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert words(plot, 2) == "Epoch 2.00: first training 1.0000, first validation 2.0000"
    assert plot.grab().toImage() != before
    assert "second" not in plot.accessibleDescription()

    plot.legend.item(1).setCheckState(Qt.CheckState.Checked)
    assert "second" in words(plot, 2)


def test_a_run_that_stays_keeps_its_colour_and_whether_it_is_shown(plot: OverlayPlot) -> None:
    canvas = plot.findChild(CurveCanvas)
    colour = canvas.drawing.curves[1].style.colour()
    plot.legend.item(1).setCheckState(Qt.CheckState.Unchecked)

    plot.show_runs([run("second", 2), run("third", 3)])

    second, third = canvas.drawing.curves[:2]
    assert (second.style.colour(), second.shown) == (colour, False)
    assert third.style.colour() != colour
    assert plot.legend.item(0).checkState() == Qt.CheckState.Unchecked


def test_runs_lie_along_time_and_steps_too(plot: OverlayPlot) -> None:
    plot.axis.setCurrentIndex(plot.axis.findData("time"))
    assert plot.along == "time"
    assert words(plot, 12) == "Minutes 12.00: second training 2.0000, second validation 3.0000"

    plot.axis.setCurrentIndex(plot.axis.findData("step"))
    assert words(plot, 60).startswith("Step 60: second training")
    assert plot.findChild(CurveCanvas).drawing.home == (0, 80)


def test_an_axis_that_a_run_does_not_know_cannot_be_chosen(plot: OverlayPlot) -> None:
    time = plot.axis.findData("time")
    plot.axis.setCurrentIndex(time)
    plot.show_runs([OverlayRun("bare", [1, 2], [1, 1])])
    assert not plot.axis.model().item(time).isEnabled()
    assert plot.along == "epoch"


def test_training_and_validation_can_be_seen_alone(plot: OverlayPlot) -> None:
    plot._parts["Training"].setChecked(False)
    assert "training" not in words(plot, 2)
    plot._parts["Training"].setChecked(True)
    plot._parts["Validation"].setChecked(False)
    assert "validation" not in words(plot, 2)


def test_smoothing_and_log_axis_change_the_picture(plot: OverlayPlot) -> None:
    noise = np.random.default_rng(0).uniform(0.1, 1, 500)
    plot.show_runs([OverlayRun("noisy", np.arange(500) / 50, noise)])
    pictures = [plot.findChild(CurveCanvas).grab().toImage()]
    for change in (
        lambda: plot.options.smoothing.setValue(0),
        lambda: plot.options.smoothing.setValue(950),
        lambda: plot.options.log.setChecked(True),
    ):
        change()
        pictures.append(plot.findChild(CurveCanvas).grab().toImage())
    assert all(a != b for a, b in pairwise(pictures))


def test_no_runs_are_no_failure(plot: OverlayPlot) -> None:
    plot.show_runs([])
    assert plot.accessibleDescription() == "Loss: no curves"
    assert not plot.grab().isNull()


def test_it_can_be_saved(plot: OverlayPlot, tmp_path: Path) -> None:
    plot.save(tmp_path / "runs.svg")
    drawing = (tmp_path / "runs.svg").read_text(encoding="utf-8")
    assert "<polyline" in drawing or "<path" in drawing
    assert "Epoch" in drawing
