"""Figures leave the window as they were chosen: the files are read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.theme import Scheme, apply_theme, current_colours
from desktop_app.widgets.bar_chart import BarChart
from desktop_app.widgets.bar_data import BarData
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.curve_plot import CurvePlot
from desktop_app.widgets.figure_dialog import FigureDialog
from desktop_app.widgets.figure_painting import Figure
from desktop_app.widgets.figure_style import FigureStyle, figure_styles
from desktop_app.widgets.overlay_plot import OverlayPlot
from desktop_app.widgets.take_away import copy_figure, save_figure
from desktop_app.widgets.threshold_curve import ThresholdCurve, ThresholdPlot

SVG = "{http://www.w3.org/2000/svg}"
SERIF = "DejaVu Serif"


@pytest.fixture(autouse=True)
def usual_style() -> Iterator[None]:
    """Leave the style as it is for everybody else."""
    before = figure_styles().style
    yield
    figure_styles().choose(before)


def matrix() -> QWidget:
    plot = ConfusionMatrix()
    plot.set_matrix(("mel", "nv"), np.array([[30, 12], [4, 300]]))
    return plot


def curve() -> QWidget:
    plot = ThresholdCurve("ROC curve")
    ends = np.array([0.0, 0.5, 1.0])
    plot.show_plot(ThresholdPlot(ends, ends, ends, ("1 - specificity", "Sensitivity"), str))
    return plot


def training() -> QWidget:
    plot = CurvePlot("Loss", "Loss")
    plot.add_steps(np.arange(50) / 10, np.linspace(1, 0, 50))
    plot.add_epoch(1, 0.5, 0.6)
    return plot


def bars() -> QWidget:
    plot = BarChart("Sex")
    plot.set_data(BarData(("female", "male"), ("nv",), np.array([[3], [4]])))
    return plot


PLOTS = (matrix, curve, training, bars)


def shown(qtbot: QtBot, plot: QWidget) -> QWidget:
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    return plot


def millimetres(text: str | None) -> float:
    assert text is not None
    assert text.endswith("mm")
    return float(text[:-2])


@pytest.mark.parametrize("make", PLOTS)
@pytest.mark.parametrize("width", [85.0, 175.0])
def test_an_svg_has_its_size_in_mm_and_its_font_in_points(
    qtbot: QtBot, tmp_path: Path, make: type[QWidget], width: float
) -> None:
    style = FigureStyle(width=width, family=SERIF, points=7.0)
    save_figure(Figure(shown(qtbot, make()), style, 60.0), tmp_path / "a.svg")

    svg = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert millimetres(svg.get("width")) == width
    assert millimetres(svg.get("height")) == 60.0
    wide = float(svg.get("viewBox", "").split()[2])
    points_per_unit = width / wide / 25.4 * 72
    texts = [
        (group.get("font-family"), float(group.get("font-size", 0)) * points_per_unit)
        for group in svg.iter(f"{SVG}g")
        if group.find(f"{SVG}text") is not None
    ]
    assert texts, "text stays text"
    own = [element.get("font-family") for element in svg.iter(f"{SVG}text")]
    assert {*own} == {SERIF}
    sizes = [
        float(element.get("font-size", 0)) * points_per_unit for element in svg.iter(f"{SVG}text")
    ]
    assert min(sizes) == pytest.approx(7.0, rel=1e-3)
    assert max(sizes) <= 7.0 * 14 / 12 + 0.01, "titles alone are larger"


@pytest.mark.parametrize("make", PLOTS)
def test_a_png_has_its_pixels_and_says_its_resolution(
    qtbot: QtBot, tmp_path: Path, make: type[QWidget]
) -> None:
    style = FigureStyle(width=85.0, dpi=600)
    save_figure(Figure(shown(qtbot, make()), style, 50.8), tmp_path / "a.png")

    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (round(85 / 25.4 * 600), 1200)
        assert picture.info["dpi"] == pytest.approx((600, 600), abs=0.1)


@pytest.mark.parametrize("make", PLOTS)
def test_a_pdf_has_its_size_and_holds_its_font(
    qtbot: QtBot, tmp_path: Path, make: type[QWidget]
) -> None:
    style = FigureStyle(width=130.0, family=SERIF)
    save_figure(Figure(shown(qtbot, make()), style, 100.0), tmp_path / "a.pdf")

    content = (tmp_path / "a.pdf").read_bytes()
    [box] = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    size = [float(side) / 72 * 25.4 for side in box]
    assert size == pytest.approx([130.0, 100.0], abs=0.2)  # Qt rounds to whole points
    assert re.search(rb"/FontName /[A-Z]+\+DejaVuSerif\b", content)


@pytest.mark.parametrize("make", PLOTS)
@pytest.mark.parametrize("kind", ["light", "dark"])
def test_paper_is_white_and_the_screen_stays_as_it_was(
    qtbot: QtBot, make: type[QWidget], kind: Scheme
) -> None:
    qt = QGuiApplication.instance()
    try:
        apply_theme(qt, kind)
        plot = shown(qtbot, make())
        before, colours = plot.grab().toImage(), current_colours()
        picture = Figure(plot, FigureStyle(width=60.0, dpi=150)).picture()
        assert current_colours() is colours
        assert plot.size().toTuple() == (400, plot.height())
        assert plot.grab().toImage() == before
    finally:
        apply_theme(qt, "light")
    corners = [
        picture.pixelColor(x, y).name()
        for x in (0, picture.width() - 1)
        for y in (0, picture.height() - 1)
    ]
    assert corners.count("#ffffff") >= 3
    light = Figure(plot, FigureStyle(width=60.0, dpi=150)).picture()
    assert picture == light, "the same on paper, whatever the screen looks like"


def test_a_training_curve_is_as_sharp_as_the_resolution(qtbot: QtBot) -> None:
    plot = shown(qtbot, training())
    picture = Figure(plot, FigureStyle(dpi=600)).picture()
    picture.convertTo(picture.Format.Format_RGB888)
    pixels = np.asarray(picture.constBits(), dtype=np.uint8)
    pixels = pixels.reshape(picture.height(), picture.bytesPerLine())
    # Magnified from the screen, neighbouring columns would be alike nearly everywhere.
    grey = pixels[:, : 3 * picture.width() : 3].astype(int)
    odd, even = np.abs(grey[:, 2::2] - grey[:, 1:-1:2]), np.abs(grey[:, 1::2] - grey[:, ::2])
    width = min(odd.shape[1], even.shape[1])
    assert (odd[:, :width] != even[:, :width]).mean() > 0.005


def test_boxes_and_buttons_are_not_part_of_a_figure(qtbot: QtBot) -> None:
    plot = OverlayPlot("Loss", "Loss")
    shown(qtbot, plot)
    svg = Figure(plot, FigureStyle()).svg().decode()
    assert "By epoch" not in svg
    assert ">Loss<" in svg
    assert plot.axis.isVisible()


def test_the_ring_of_the_keyboard_stays_in_the_window(qtbot: QtBot) -> None:
    plot = shown(qtbot, matrix())
    without = Figure(plot, FigureStyle()).picture()
    plot.activateWindow()
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    assert Figure(plot, FigureStyle()).picture() == without
    assert plot.hasFocus()


def test_a_copy_is_a_picture_and_an_svg(qtbot: QtBot) -> None:
    copy_figure(Figure(shown(qtbot, curve()), FigureStyle(width=85.0, dpi=300)))
    content = QGuiApplication.clipboard().mimeData()
    assert QGuiApplication.clipboard().image().width() == 1004
    assert b"<svg" in content.data("image/svg+xml").data()


def button(dialog: FigureDialog, text: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text)


def test_the_dialog_keeps_what_was_chosen_and_saves_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = shown(qtbot, curve())
    figure_styles().choose(FigureStyle())
    dialog = FigureDialog(plot, "roc-curve")
    dialog.open()
    dialog.preset.setFocus()
    for _ in range(2):
        qtbot.keyClick(dialog.preset, Qt.Key.Key_Down)
    dialog.points_box.setValue(9.0)
    dialog.dpi_box.setValue(450)
    dialog.height_box.setValue(90.0)
    assert dialog.about.text() == "175.0 × 90.0 mm; as PNG 3,100 × 1,594 pixels"
    seen = dialog.preview.pixmap().size()
    assert seen.width() / seen.height() == pytest.approx(175 / 90, rel=0.02)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "roc"), ""))
    button(dialog, "Save as SVG…").click()
    assert not dialog.isVisible()
    svg = ElementTree.parse(tmp_path / "roc.svg").getroot()
    assert (svg.get("width"), svg.get("height")) == ("175mm", "90mm")

    again = FigureDialog(plot, "roc-curve")
    assert again.figure.style == replace(figure_styles().style, width=175.0, points=9.0, dpi=450)
    assert again.preset.currentText() == "Two columns, 175 mm"
    again.width_box.setValue(100.0)
    assert again.preset.currentText() == "Own width"
    dialog.deleteLater()
    again.deleteLater()


def test_a_folder_that_cannot_be_written_is_told_in_the_dialog(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    chosen = str(tmp_path / "file" / "roc.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    dialog = FigureDialog(shown(qtbot, curve()), "roc")
    dialog.open()
    button(dialog, "Save as PNG…").click()
    assert dialog.isVisible()
    assert "cannot be written" in dialog.message.accessibleName()
    dialog.close()
    dialog.deleteLater()


def test_a_plot_that_goes_away_takes_the_dialog_along(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    plot = matrix()
    plot.setParent(holder)
    holder.show()
    dialog = FigureDialog(plot, "matrix")
    dialog.open()
    plot.deleteLater()
    qtbot.waitUntil(lambda: not dialog.isVisible())
