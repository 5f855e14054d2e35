"""The right-click menu of a plot copies and saves it, and its numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.figure_dialog import FigureDialog
from desktop_app.widgets.figure_painting import Figure
from desktop_app.widgets.figure_style import FigureStyle
from desktop_app.widgets.take_away import TakeAwayMenu, figure_button, save_figure, save_widget
from training.errors import LesionLabError


@pytest.fixture
def menu(qtbot: QtBot) -> TakeAwayMenu:
    label = QLabel("a plot")
    qtbot.addWidget(label)
    label.resize(60, 40)
    return TakeAwayMenu(label, "loss")


@pytest.fixture
def matrix_menu(qtbot: QtBot) -> TakeAwayMenu:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.set_matrix(("=mel", "nv"), np.array([[30, 12], [4, 300]]))
    return TakeAwayMenu(matrix, "matrix")


def texts(menu: TakeAwayMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def trigger(menu: TakeAwayMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_it_offers_the_figure_and_the_numbers_where_there_are_any(
    menu: TakeAwayMenu, matrix_menu: TakeAwayMenu
) -> None:
    figure = ["Copy figure", "Save figure…"]
    assert texts(menu) == figure
    assert texts(matrix_menu) == [*figure, "Copy numbers", "Save numbers as CSV…"]


def test_copying_puts_a_picture_for_print_on_the_clipboard(menu: TakeAwayMenu) -> None:
    trigger(menu, "Copy figure")
    style = FigureStyle()
    width = QGuiApplication.clipboard().image().width()
    assert width == round(style.width / 25.4 * style.dpi)


@pytest.mark.parametrize("by_button", [True, False])
def test_saving_opens_the_dialog_that_saves(
    qtbot: QtBot,
    menu: TakeAwayMenu,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_button: bool,
) -> None:
    label = menu.parentWidget()
    label.setAccessibleName("Loss of it")
    if by_button:
        button = figure_button(label)
        qtbot.addWidget(button)
        assert button.accessibleName() == "Save figure: Loss of it"
        button.click()
    else:
        trigger(menu, "Save figure…")
    [dialog] = label.findChildren(FigureDialog)
    suggested: list[str] = []

    def answer(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        suggested.append(name)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    [save] = [b for b in dialog.findChildren(QPushButton) if b.text() == "Save as SVG…"]
    save.click()
    assert suggested == ["loss-of-it.svg" if by_button else "loss.svg"]
    assert (tmp_path / "mine.svg").read_bytes().startswith(b"<?xml")


def test_numbers_are_a_table_in_which_nothing_is_computed(
    matrix_menu: TakeAwayMenu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trigger(matrix_menu, "Copy numbers")
    assert QGuiApplication.clipboard().text().splitlines() == [
        "True class\tRead as =mel\tRead as nv",
        "'=mel\t30\t12",
        "nv\t4\t300",
    ]
    chosen = str(tmp_path / "matrix")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    trigger(matrix_menu, "Save numbers as CSV…")
    assert (tmp_path / "matrix.csv").read_text().splitlines()[1] == "'=mel,30,12"


def test_changing_ones_mind_writes_nothing(
    matrix_menu: TakeAwayMenu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    trigger(matrix_menu, "Save numbers as CSV…")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_told(
    matrix_menu: TakeAwayMenu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    chosen = str(tmp_path / "file" / "matrix.csv")
    told: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: told.append(text))
    trigger(matrix_menu, "Save numbers as CSV…")
    assert "cannot be written" in told[0]


def test_another_format_is_refused(menu: TakeAwayMenu, tmp_path: Path) -> None:
    label = menu.parentWidget()
    with pytest.raises(LesionLabError, match=r"saved as \.svg, \.pdf, \.png"):
        save_figure(Figure(label, FigureStyle()), tmp_path / "a.bmp")
    save_widget(label, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
