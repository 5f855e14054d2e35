"""The window: start page first, then three tabs, and a menu for everything."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings
from training.data.dataset import Dataset
from training.locations import Locations
from training.runs import Run


@pytest.fixture
def window(qtbot: QtBot, locations: Locations) -> MainWindow:
    return made(qtbot, locations)


def made(qtbot: QtBot, locations: Locations) -> MainWindow:
    window = MainWindow(Settings(locations))
    qtbot.addWidget(window, before_close_func=lambda window: window.status.stop())
    window.show()
    return window


def menu_actions(window: MainWindow) -> dict[str, QAction]:
    menus = window.menuBar().findChildren(QMenu)
    return {
        str(action.data()): action for menu in menus for action in menu.actions() if action.data()
    }


def test_at_first_there_is_the_start_page_and_no_header(window: MainWindow) -> None:
    assert window.start_page.isVisible()
    assert not window.tabs.isVisible()
    assert not window.header.isVisible()


@pytest.mark.parametrize(
    "command",
    [
        *("builtin", "dataset", "archives", "fetch", "run", "resume", "picture"),
        *("check", "regroup", "leakage", "start", "runs", "notifications"),
        *("preferences", "guide", "keys", "log", "logs", "about"),
        *("tab:train", "tab:inspect", "tab:predict"),
        *("scheme:system", "scheme:light", "scheme:dark"),
    ],
)
def test_every_menu_item_is_told(qtbot: QtBot, window: MainWindow, command: str) -> None:
    with qtbot.waitSignal(window.command) as told:
        menu_actions(window)[command].trigger()

    assert told.args == [command]


def test_the_start_page_tells_through_the_window(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.command) as told:
        window.start_page.chosen.emit("builtin")

    assert told.args == ["builtin"]


def test_tabs_come_in_the_order_of_the_work(qtbot: QtBot, window: MainWindow) -> None:
    views = [QWidget() for _ in range(3)]
    window.add_tabs(*views)
    for name, view in zip(("train", "inspect", "predict"), views, strict=True):
        window.show_tab(name)
        assert view.isVisible()
        assert window.header.isVisible()

    window.show_start_page()
    assert window.start_page.isVisible()
    assert not window.header.isVisible()


def test_the_header_says_what_is_open(window: MainWindow, dataset: Dataset, run: Run) -> None:
    window.header.show_dataset(replace(dataset, name="<b>isic</b>"))
    window.header.show_run(run)

    labels = [label for label in window.header.findChildren(QLabel) if label.text()]
    assert [label.text() for label in labels] == [
        "<b>isic</b>  ·  48 pictures  ·  2 classes",
        "first  ·  done",
    ]
    assert {label.textFormat().name for label in labels} == {"PlainText"}


def test_the_window_opens_where_it_was_closed(
    qtbot: QtBot, window: MainWindow, locations: Locations
) -> None:
    window.resize(1100, 700)
    window.close()

    assert made(qtbot, locations).size() == window.size()


def test_whoever_guards_the_window_decides_whether_it_closes(window: MainWindow) -> None:
    allowed = False
    window.guard_closing(lambda: allowed)
    assert not window.close()
    assert window.isVisible()

    allowed = True
    assert window.close()
    assert not window.isVisible()


def test_a_page_leads_back_to_where_the_person_was(qtbot: QtBot, window: MainWindow) -> None:
    page = QWidget()
    window.show_page(page)
    assert page.isVisible()
    window.leave_page()
    assert window.start_page.isVisible()

    window.add_tabs(QWidget(), QWidget(), QWidget())
    window.show_tab("inspect")
    window.show_page(page)
    assert window.header.isVisible()
    window.leave_page()
    assert window.tabs.isVisible()


def test_the_header_marks_a_run_whose_split_tears_lesions_apart(
    window: MainWindow, run: Run
) -> None:
    window.header.show_run(run)
    assert "inflated" not in header_texts(window)

    description = json.loads((run.path / "dataset.json").read_text("utf-8"))
    (run.path / "dataset.json").write_text(json.dumps(description | {"split_leaks": 3}))
    window.header.show_run(Run.open(run.path))

    assert "Split by image: scores inflated" in header_texts(window)


def header_texts(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.header.findChildren(QLabel))
