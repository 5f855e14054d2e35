"""A key does one thing, wherever a person is in the window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application

NARROW = (Qt.ShortcutContext.WidgetShortcut, Qt.ShortcutContext.WidgetWithChildrenShortcut)
"""Where a key works while a certain widget has the focus, and nowhere else."""


def keys_of_window(window: QWidget) -> dict[str, set[str]]:
    """Return the keys that work in the whole window, each with what they do."""
    keys: dict[str, set[str]] = defaultdict(set)
    for thing in window.findChildren(QObject):
        for key, words in keys_of(thing):
            keys[key].add(f"{type(thing).__name__} {words!r} {id(thing)}")
    return keys


def keys_of(thing: QObject) -> Iterator[tuple[str, str]]:
    if isinstance(thing, QAction) and thing.shortcutContext() not in NARROW:
        yield from ((key.toString(), thing.text()) for key in thing.shortcuts())
    elif isinstance(thing, QAbstractButton) and not thing.shortcut().isEmpty():
        yield thing.shortcut().toString(), thing.text()
    elif isinstance(thing, QShortcut) and thing.context() not in NARROW:
        sequences: list[QKeySequence] = thing.keys()
        yield from ((key.toString(), "") for key in sequences)


@pytest.fixture
def all_made(application: Application) -> Application:
    """Return the application with all tabs and all pages made."""
    for page in (
        *(application.importing.page, application.fetching.page, application.checking.page),
        *(application.leakage.page, application.runs.page),
    ):
        application.window.show_page(page)
    application.window.command.emit("tab:train")
    return application


def test_no_shortcut_is_given_twice(all_made: Application) -> None:
    keys = keys_of_window(all_made.window)

    assert len(keys) >= 20
    alone = {"Esc"}  # the way back, one on each page, of which one alone is to be seen
    assert {key: set_ for key, set_ in keys.items() if len(set_) > 1 and key not in alone} == {}


def test_a_shortcut_that_is_given_twice_is_found(qtbot: QtBot, all_made: Application) -> None:
    again = QPushButton("Again", all_made.window)
    again.setShortcut("Ctrl+R")

    assert len(keys_of_window(all_made.window)["Ctrl+R"]) == 2
