"""Curves stream in, are told apart without colour, and leave the window as files."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.colours import DARK
from desktop_app.theme import apply_theme
from desktop_app.widgets.curve_canvas import CurveCanvas
from desktop_app.widgets.curve_plot import CurvePlot
from desktop_app.widgets.figure_style import figure_styles
from desktop_app.widgets.legend import Legend
from training.errors import LesionLabError


@pytest.fixture
def plot(qtbot) -> CurvePlot:
    widget = CurvePlot("Loss", "Loss")
    qtbot.addWidget(widget)
    widget.resize(420, 300)
    widget.show()
    return widget


def colours_of(widget: CurvePlot) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_the_numbers_are_read_aloud(plot: CurvePlot) -> None:
    plot.reset(10)
    assert plot.accessibleDescription() == "Loss: nothing yet"
    plot.add_epoch(1, 0.7, 0.8)
    plot.add_epoch(2, 0.5, 0.6)
    plot.mark_best(2)
    assert plot.accessibleDescription() == (
        "Loss: training 0.500 after epoch 2, validation 0.600 after epoch 2, best after epoch 2"
    )


def test_a_new_run_starts_with_an_empty_plot(plot: CurvePlot) -> None:
    plot.add_epoch(1, 0.7, None)
    plot.mark_best(1)
    plot.reset(5)
    assert plot.accessibleDescription() == "Loss: nothing yet"


def test_a_stage_is_marked_by_a_line_with_its_name_until_the_next_run(plot: CurvePlot) -> None:
    plot.reset(10)
    without = plot.grab().toImage()
    plot.mark_stage(5, "Fine-tuning")

    assert plot.accessibleDescription() == "Loss: Fine-tuning from epoch 6"
    assert plot.grab().toImage() != without

    plot.reset(10)
    assert plot.accessibleDescription() == "Loss: nothing yet"
    assert plot.grab().toImage() == without


def test_what_comes_while_hidden_is_drawn_when_shown(plot: CurvePlot) -> None:
    plot.hide()
    plot.add_steps([0.5, 1.0], [0.9, 0.7])
    plot.add_epoch(1, 0.7, None)
    plot.show()
    assert "training 0.700 after epoch 1" in plot.accessibleDescription()


def test_whole_curves_are_shown_at_once_and_can_still_grow(plot: CurvePlot) -> None:
    x = np.arange(1, 401) / 100
    plot.set_curves(
        (x, np.exp(-x).astype(np.float32)), ([1, 2, 3, 4], [4, 3, 2, 1]), ([2, 4], [5, 6])
    )
    plot.add_steps([4.01], [0.5])
    plot.add_epoch(5, 0.25, 7)

    curves = plot.curves()
    assert len(curves["training, by step"][0]) == 401
    assert curves["training, by step"][1][-1] == 0.5
    assert curves["training"][1].tolist() == [4, 3, 2, 1, 0.25]
    assert curves["validation"][0].tolist() == [2, 4, 5]
    assert "validation 7.000 after epoch 5" in plot.accessibleDescription()


def test_another_metric_keeps_what_is_marked(plot: CurvePlot) -> None:
    plot.add_epoch(1, 0.7, 0.8)
    plot.mark_stage(5, "Fine-tuning")
    plot.set_metric("Accuracy", "Share right", y_range=(0.0, 1.0))

    assert plot.accessibleName() == "Accuracy"
    assert plot.accessibleDescription() == "Accuracy: Fine-tuning from epoch 6"


def test_a_changed_learning_rate_is_marked_and_read_aloud(plot: CurvePlot) -> None:
    without = plot.grab().toImage()
    plot.mark_rate_change(2.5, 3e-5)
    assert plot.accessibleDescription() == "Loss: rate 3e-05 from epoch 2.50 on"
    assert plot.grab().toImage() != without


def test_the_learning_rate_is_in_the_legend_while_it_is_shown(plot: CurvePlot) -> None:
    legend = plot.findChild(Legend)
    plot.add_learning_rates([1, 2], [1e-3, 1e-4])
    assert "Learning rate: dots" in legend.accessibleDescription()
    plot.set_rates_shown(False)
    assert "Learning rate" not in legend.accessibleDescription()
    plot.set_rates_shown(True)
    plot.reset(5)
    assert "Learning rate" not in legend.accessibleDescription()


def test_smoothing_changes_what_is_read_and_not_what_is_kept(plot: CurvePlot) -> None:
    values = [1.0, 0.0, 1.0, 0.0]
    plot.add_steps([1, 2, 3, 4], values)
    plot.set_smoothing(0.5)
    plot.show_crosshair(4)
    assert plot.curves()["training, by step"][1].tolist() == values
    assert "by step 0.3333" in plot.findChild(CurveCanvas).words()


def test_smoothing_and_log_axis_are_seen(plot: CurvePlot) -> None:
    steps = np.linspace(0, 10, 3_000)
    plot.add_steps(steps, np.exp(-steps) + np.random.default_rng(0).uniform(0, 0.1, 3_000))
    pictures = [plot.grab().toImage()]
    plot.set_smoothing(0.95)
    pictures.append(plot.grab().toImage())
    plot.set_log(True)
    pictures.append(plot.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_two_plots_of_a_run_are_read_and_zoomed_together(plot: CurvePlot, qtbot: QtBot) -> None:
    other = CurvePlot("Accuracy", "Share right")
    qtbot.addWidget(other)
    plot.crosshair_moved.connect(other.show_crosshair)
    plot.view_changed.connect(other.show_view)
    for each in (plot, other):
        each.reset(10)
        each.add_epoch(5, 0.7, 0.8)
    canvas, follower = plot.findChild(CurveCanvas), other.findChild(CurveCanvas)
    canvas.setFocus()

    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)

    assert follower.crosshair == canvas.crosshair is not None
    assert follower.drawing.view == canvas.drawing.view is not None


def test_gaps_and_wild_values_do_not_break_it(plot: CurvePlot) -> None:
    plot.add_steps([0.1, 0.2, 0.3, 0.4], [math.nan, 1e30, math.inf, 0.5])
    plot.add_epoch(1, math.nan, 0.4)
    assert not plot.grab().isNull()


def test_a_long_run_is_drawn_step_by_step(plot: CurvePlot) -> None:
    plot.reset(100)
    steps = np.linspace(0, 100, 200_000)
    for piece in np.array_split(steps, 4):
        plot.add_steps(piece, np.exp(-piece / 30))
    assert not plot.grab().isNull()


def test_the_curves_differ_in_form(plot: CurvePlot) -> None:
    legend = plot.findChild(Legend)
    assert legend.accessibleDescription() == (
        "Training, by step: thin line, Training, by epoch: circles, Validation: squares"
    )


def test_the_legend_takes_more_lines_where_it_is_narrow(plot: CurvePlot) -> None:
    legend = plot.findChild(Legend)
    assert legend.heightForWidth(200) > legend.heightForWidth(2000)


def test_it_follows_the_theme(plot: CurvePlot, qapp: QApplication) -> None:
    plot.add_epoch(1, 0.7, 0.8)
    apply_theme(qapp, "dark")
    seen = colours_of(plot)
    assert {DARK.surface, DARK.training, DARK.validation} <= seen


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".PNG"])
def test_it_can_be_saved(plot: CurvePlot, tmp_path: Path, suffix: str) -> None:
    plot.add_epoch(1, 0.7, 0.8)
    path = tmp_path / f"loss{suffix}"
    plot.save(path)
    content = path.read_bytes()
    starts = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    assert content.startswith(starts[suffix.lower()])
    assert list(tmp_path.iterdir()) == [path]


def test_a_saved_svg_is_made_of_lines_and_not_of_a_picture(plot: CurvePlot, tmp_path: Path) -> None:
    plot.add_steps([0.2, 0.4], [0.9, 0.8])
    plot.save(tmp_path / "loss.svg")
    drawing = (tmp_path / "loss.svg").read_text(encoding="utf-8")
    assert "<polyline" in drawing or "<path" in drawing
    assert "Epoch" in drawing


def test_an_unknown_format_is_refused_with_a_mend(plot: CurvePlot, tmp_path: Path) -> None:
    with pytest.raises(LesionLabError, match=r"loss\.gif") as caught:
        plot.save(tmp_path / "loss.gif")
    assert caught.value.mend


def test_a_place_that_cannot_be_written_is_named(plot: CurvePlot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LesionLabError, match="cannot be written"):
        plot.save(tmp_path / "file" / "loss.png")


def test_a_saved_picture_is_as_wide_as_a_figure_for_print(plot: CurvePlot, tmp_path: Path) -> None:
    plot.save(tmp_path / "loss.png")
    style = figure_styles().style
    width = round(style.width / 25.4 * style.dpi)
    assert QImage(str(tmp_path / "loss.png")).width() == width
