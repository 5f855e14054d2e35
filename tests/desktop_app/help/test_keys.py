"""The keyboard map tells what the real keys do."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.help.key_dialog import KeyDialog
from desktop_app.help.keys import WINDOW, Key, keys_of


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def told(window: QWidget) -> list[tuple[str, str, str]]:
    return [(key.sequence, key.words, key.place) for key in keys_of(window)]


def test_menus_buttons_and_shortcuts_are_told_with_their_place(window: QMainWindow) -> None:
    window.menuBar().addMenu("&File").addAction("&Open…").setShortcut("Ctrl+O")
    tabs = QTabWidget()
    window.setCentralWidget(tabs)
    page = QWidget()
    tabs.addTab(page, "&Train")
    QPushButton("Start", page).setShortcut("Ctrl+R")
    QPushButton("&Mnemonic alone", page)
    field = QLineEdit(page)
    field.setAccessibleName("Notes")
    narrow = QShortcut(QKeySequence("Ctrl+E"), field)
    narrow.setContext(Qt.ShortcutContext.WidgetShortcut)
    narrow.setWhatsThis("Write a note")

    assert told(window) == [
        ("Ctrl+O", "Open", "Menu File"),
        ("Ctrl+R", "Start", "Train tab"),
        ("Ctrl+E", "Write a note", "Notes"),
    ]


def test_a_key_that_changes_changes_in_the_map(window: QMainWindow) -> None:
    action = QAction("Do it", window)
    action.setShortcut("F9")
    window.addAction(action)
    assert told(window) == [("F9", "Do it", WINDOW)]

    action.setShortcut("F10")
    assert told(window) == [("F10", "Do it", WINDOW)]


def test_keys_are_searched_and_those_shown_are_copied(qtbot: QtBot) -> None:
    keys = [Key("Menu File", "Open", "Ctrl+O"), Key("Train tab", "Start training", "Ctrl+R")]
    dialog = KeyDialog(keys)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.search.setText("TRAIN")
    dialog.copy.click()

    assert QGuiApplication.clipboard().text() == "Ctrl+R\tStart training\tTrain tab"
    dialog.search.setText("")
    assert len(dialog.table.shown()) == 2


def conflicts(keys: list[Key]) -> dict[tuple[str, int], int]:
    """Return the keys that do two things in one context, Esc apart: one on each page.

    A key of the whole window also works where a narrower one does: Qt then does neither.
    """
    keys = [key for key in keys if key.sequence != "Esc"]
    counted = Counter((key.sequence, key.narrow) for key in keys)
    counted.update((key.sequence, 0) for key in keys if key.narrow)
    anywhere = {key.sequence for key in keys if not key.narrow}
    return {
        (sequence, narrow): count
        for (sequence, narrow), count in counted.items()
        if count > 1 and (narrow or sequence in anywhere)
    }


def test_two_actions_with_one_key_in_one_context_are_found(window: QMainWindow) -> None:
    for text in ("One", "Other"):
        QPushButton(text, window).setShortcut("Ctrl+T")

    assert conflicts(keys_of(window)) == {("Ctrl+T", 0): 2}


def test_a_key_of_a_list_that_the_window_has_too_is_found(window: QMainWindow) -> None:
    QPushButton("One", window).setShortcut("Ctrl+T")
    field = QLineEdit(window)
    for key in ("Ctrl+T", "Ctrl+I"):
        narrow = QShortcut(QKeySequence(key), field)
        narrow.setContext(Qt.ShortcutContext.WidgetShortcut)
    QShortcut(QKeySequence("Ctrl+I"), QLineEdit(window)).setContext(
        Qt.ShortcutContext.WidgetShortcut
    )

    assert conflicts(keys_of(window)) == {("Ctrl+T", 0): 2}
