"""From files to a training without a mouse, in the real main window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from tests.desktop_app.conftest import WAIT

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def press(qtbot: QtBot, application: Application) -> Callable[..., None]:
    """Return what presses a key where the focus is."""
    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QApplication.focusWidget() or application.window, key, modifier)

    return press


def focus() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def what_tab_reaches(press: Callable[..., None]) -> list[QWidget]:
    """Return what has the focus in turn, once around."""
    reached = [focus()]
    for _ in range(60):
        press(Qt.Key.Key_Tab)
        if focus() is reached[0]:
            return reached
        reached.append(focus())
    raise AssertionError("Tab does not come back to where it was.")


def nameless(widgets: list[QWidget]) -> list[QWidget]:
    """Return what a screen reader has no name for."""
    return [
        widget
        for widget in widgets
        if not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
        and not isinstance(widget, QTabBar)  # its tabs have names
    ]


def test_from_files_to_a_training_by_keys_alone(
    qtbot: QtBot,
    application: Application,
    press: Callable[..., None],
    tiny_dataset_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tiny_dataset_folder)
    press(Qt.Key.Key_O, CONTROL)
    page = application.importing.page
    qtbot.waitUntil(page.start.isEnabled, timeout=WAIT)
    assert focus() is page.start, "what was suggested is taken with one key"

    reached = what_tab_reaches(press)
    around = [w for w in reached if page.isAncestorOf(w)]
    assert {*page.classes.boxes.values(), page.name.field, page.refer, page.start, page.back} <= {
        *around
    }
    assert around.index(page.name.field) > around.index(page.classes.boxes["malignant"])
    assert nameless(reached) == []

    while focus() is not page.name.field:
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(focus(), "By keys")
    with qtbot.waitSignal(application.actions.checks.checked, timeout=WAIT):
        press(Qt.Key.Key_Return)
    dataset = application.workspace.dataset
    assert dataset is not None
    assert dataset.name == "By keys"

    check = application.checking.page
    assert focus() is (check.list if check.list.count() else check.go_on)
    assert nameless(what_tab_reaches(press)) == []
    press(Qt.Key.Key_Return)
    assert application.train.isVisible()

    press(Qt.Key.Key_2, CONTROL)
    pages = application.inspect.pages
    reached = what_tab_reaches(press)
    assert pages.tabBar() in reached
    while focus() is not pages.tabBar():
        press(Qt.Key.Key_Tab)
    with qtbot.waitSignal(application.inspecting.looking.overview_ready, timeout=WAIT):
        for _ in range(pages.count() - 1):
            press(Qt.Key.Key_Right)
    assert application.inspect.data.isVisible()
    assert nameless(what_tab_reaches(press)) == []

    press(Qt.Key.Key_1, CONTROL)
    reached = what_tab_reaches(press)
    [epochs] = [widget for widget in reached if widget.accessibleName() == "Epochs"]
    while focus() is not epochs:
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(focus(), "1")
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        press(Qt.Key.Key_R, CONTROL)
    assert application.workspace.run is not None
    assert application.workspace.run.config.optimisation.epochs == 1
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def test_enter_on_a_button_presses_that_button(
    qtbot: QtBot,
    application: Application,
    press: Callable[..., None],
) -> None:
    press(Qt.Key.Key_G, CONTROL)
    page = application.fetching.page
    assert focus() is page.list
    page.back.setFocus()

    with qtbot.assertNotEmitted(page.download_requested):
        press(Qt.Key.Key_Return)

    assert application.window.start_page.isVisible()


def test_a_second_enter_neither_cancels_nor_leaves(
    qtbot: QtBot,
    application: Application,
    press: Callable[..., None],
) -> None:
    press(Qt.Key.Key_G, CONTROL)
    page = application.fetching.page
    page.download.setFocus()
    page.show_busy("Downloading")

    with qtbot.assertNotEmitted(page.cancel_requested), qtbot.assertNotEmitted(page.back_requested):
        press(Qt.Key.Key_Return)

    page.end_busy()
    assert focus() is page.list
