"""Curves stream in, are told apart without colour, and leave the window as files."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop_app.theme import DARK, apply_theme
from desktop_app.widgets.curve_plot import CurvePlot
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


def test_a_saved_picture_is_sharper_than_the_screen(plot: CurvePlot, tmp_path: Path) -> None:
    plot.save(tmp_path / "loss.png")
    assert QImage(str(tmp_path / "loss.png")).width() == 3 * plot.width()
