"""Help from where one is: F1, the keyboard map, the log, and what the program is made of."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.help.about_dialog import AboutDialog
from desktop_app.help.key_dialog import KeyDialog
from desktop_app.help.keys import keys_of
from desktop_app.help.log_dialog import LogDialog
from desktop_app.inspect.pages import InspectPage
from desktop_app.preferences.dialog import PreferencesDialog
from tests.desktop_app.help.test_keys import conflicts
from tests.desktop_app.in_window import modal, settled
from training.locations import Locations
from training.logs import setup_logging


def page(application: Application) -> str:
    """Ask for help, and return the page that opens."""
    application.window.command.emit("guide")
    guide = application.helping.guide
    assert guide is not None
    name = guide.name
    guide.close()
    application.window.activateWindow()
    return name


def test_help_opens_at_the_page_of_what_is_looked_at(application: Application) -> None:
    window, seen = application.window, {}
    seen["start"] = page(application)
    for tab in ("train", "inspect", "predict"):
        window.command.emit(f"tab:{tab}")
        (QApplication.focusWidget() or window).clearFocus()
        seen[tab] = page(application)
    window.command.emit("tab:inspect")
    for inner in InspectPage:
        application.inspect.show_page(inner)
        (QApplication.focusWidget() or window).clearFocus()
        seen[inner.name] = page(application)
    window.show_page(application.runs.page)
    seen["runs"] = page(application)

    assert seen == {
        "start": "start",
        "train": "steering",
        "inspect": "results",
        "predict": "predict",
        "RESULTS": "results",
        "PREDICTIONS": "review",
        "CURVES": "curves",
        "CLASSES": "by-class",
        "SUBGROUPS": "by-class",
        "COMPARISON": "compare",
        "EXTERNAL": "compare",
        "BATCH": "open-data",
        "DATA": "open-data",
        "runs": "runs",
    }


def test_what_has_the_focus_says_more_than_the_tab(application: Application) -> None:
    application.window.command.emit("tab:train")
    application.window.activateWindow()
    application.train.setup.start_button.setEnabled(True)
    application.train.setup.start_button.setFocus()

    assert QApplication.focusWidget() is application.train.setup.start_button
    assert page(application) == "training"


def test_f1_works_above_a_dialog_too(qtbot: QtBot, application: Application) -> None:
    application.window.command.emit("preferences")
    dialog = modal(PreferencesDialog)
    dialog.activateWindow()
    dialog.setFocus()
    qtbot.waitUntil(lambda: bool(dialog.property("has_help")))
    QTest.keyClick(dialog, QKeySequence(QKeySequence.StandardKey.HelpContents)[0].key())

    assert application.helping.guide is not None
    assert application.helping.guide.name == "where"
    dialog.close()
    settled(qtbot, application)


def test_the_guide_closes_with_the_window(qtbot: QtBot, application: Application) -> None:
    application.helping.show_guide("sets")
    application.window.close()

    assert application.helping.guide is None


def test_the_keyboard_map_lists_the_keys_of_the_real_window(application: Application) -> None:
    application.window.command.emit("keys")
    dialog = modal(KeyDialog)
    assert isinstance(dialog, KeyDialog)
    rows = {(key, words): where for key, words, where in dialog.table.shown()}
    native = QKeySequence("Ctrl+R").toString(QKeySequence.SequenceFormat.NativeText)

    assert rows[native, "Start training"] == "Train tab"
    assert rows["F11", "Full screen"] == "Menu View"
    assert rows["R", "Turn right"] == "Predict tab"
    assert all(words for _, words in rows), "a key says nothing of what it does"
    dialog.close()


def test_no_key_does_two_things_in_one_context(application: Application) -> None:
    window = application.window
    for shown in (
        *(application.importing.page, application.fetching.page, application.checking.page),
        *(application.leakage.page, application.runs.page, application.train),
    ):
        if shown is not application.train:
            window.show_page(shown)
    keys = keys_of(window)

    assert len(keys) >= 40
    assert conflicts(keys) == {}
    assert [key for key in keys if not key.words] == []


def test_the_log_shows_the_last_error_and_copies_details(
    qtbot: QtBot, application: Application, locations: Locations
) -> None:
    setup_logging(locations.logs)
    try:
        raise ValueError("the lesion is upside down")
    except ValueError as error:
        logging.getLogger("x").error("Not caught", exc_info=error)
    application.window.command.emit("log")
    dialog = modal(LogDialog)
    assert isinstance(dialog, LogDialog)
    settled(qtbot, application)
    assert "upside down" in dialog.lines.toPlainText()
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "ValueError: the lesion is upside down" in copied
    assert "tensorflow" in copied
    assert "Python 3" in copied

    logging.getLogger("x").warning("and later")
    dialog.wanted.emit()
    settled(qtbot, application)
    assert "and later" in dialog.lines.toPlainText()
    dialog.close()


def test_about_lists_all_parts(qtbot: QtBot, application: Application) -> None:
    application.window.command.emit("about")
    dialog = modal(AboutDialog)
    assert isinstance(dialog, AboutDialog)
    settled(qtbot, application)

    assert "tensorflow" in [row[0] for row in dialog.table.shown()]
    dialog.close()


@pytest.mark.parametrize("kind", ["log", "about"])
def test_a_dialog_that_closes_before_it_is_told_harms_nothing(
    qtbot: QtBot, application: Application, kind: str
) -> None:
    application.window.command.emit(kind)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()
    qtbot.wait(0)
    settled(qtbot, application)
