"""The right-click menu of a plot copies and saves it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox

from desktop_app.widgets.take_away import TakeAwayMenu


@pytest.fixture
def menu(qtbot) -> TakeAwayMenu:
    label = QLabel("a plot")
    qtbot.addWidget(label)
    label.resize(60, 40)
    return TakeAwayMenu(label, "loss")


def trigger(menu: TakeAwayMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_it_offers_a_copy_and_three_formats(menu: TakeAwayMenu) -> None:
    texts = [action.text() for action in menu.actions()]
    assert texts == ["Copy picture", "Save as PNG…", "Save as SVG…", "Save as PDF…"]


def test_copying_puts_a_sharp_picture_on_the_clipboard(menu: TakeAwayMenu) -> None:
    trigger(menu, "Copy picture")
    assert QGuiApplication.clipboard().image().width() == 180


def test_saving_writes_the_chosen_file(
    menu: TakeAwayMenu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = str(tmp_path / "mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    trigger(menu, "Save as SVG…")
    assert (tmp_path / "mine.svg").read_bytes().startswith(b"<?xml")


def test_changing_ones_mind_writes_nothing(
    menu: TakeAwayMenu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    trigger(menu, "Save as PNG…")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_told(
    menu: TakeAwayMenu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    chosen = str(tmp_path / "file" / "loss.png")
    told: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: told.append(text))
    trigger(menu, "Save as PNG…")
    assert "cannot be written" in told[0]
