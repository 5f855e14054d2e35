"""The parts work together, and what goes wrong is told and leaves the rest as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.help.about_dialog import AboutDialog
from desktop_app.main_window import TABS
from desktop_app.theme import apply_theme, current_colours
from desktop_app.widgets.empty_state import EmptyState
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import errors_of, modal, settled, status
from training.errors import RunError
from training.locations import Locations
from training.runs import Run


def header(application: Application) -> str:
    return " | ".join(label.text() for label in application.window.header.findChildren(QLabel))


# Opening


def test_a_new_folder_is_asked_about_and_opens_the_train_tab(
    qtbot: QtBot,
    application: Application,
    tiny_dataset_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tiny_dataset_folder)
    application.window.start_page.findChild(QPushButton, "dataset").click()
    page = application.importing.page
    qtbot.waitUntil(page.start.isEnabled, timeout=WAIT)
    assert page.classes.positive == ("malignant",)

    page.start.click()
    qtbot.waitUntil(lambda: application.workspace.dataset is not None, timeout=WAIT)
    assert application.checking.page.isVisible()
    settled(qtbot, application)
    application.checking.page.go_on.click()

    assert application.train.isVisible()
    assert "48 pictures" in header(application)
    settled(qtbot, application)
    assert "CPU" in " ".join(status(application))


def test_a_change_of_mind_in_a_file_dialog_changes_nothing(
    qtbot: QtBot, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: None)
    monkeypatch.setattr(file_dialogs, "ask_for_archives", lambda *_: [])
    for way in ("dataset", "archives", "run"):
        application.window.start_page.findChild(QPushButton, way).click()

    assert application.jobs.active == ()
    assert application.window.start_page.isVisible()


def test_an_opened_run_is_shown_in_all_three_tabs(opened: Application, run: Run) -> None:
    assert opened.inspect.results.isVisible()
    assert "first  ·  done" in header(opened)
    assert "48 pictures" in header(opened)
    part = opened.inspect.results.part
    accuracy = opened.inspect.results.numbers.text("Accuracy")
    predictions = run.predictions(part)
    assert predictions is not None
    right = ((predictions.probability >= 0.5) == predictions.is_positive).mean()
    assert accuracy == f"{right:.3f}"
    opened.window.show_tab("train")
    assert "Loss: training" in opened.train.loss.accessibleDescription()
    opened.window.show_tab("predict")
    assert opened.predict.open_button.isVisible()


def test_the_run_that_was_trained_last_can_be_looked_at_again(
    qtbot: QtBot, opened: Application, run: Run
) -> None:
    opened.session.finished.emit(run)  # as if it had just been trained
    settled(qtbot, opened)
    opened.train.set_state("starting")
    opened.train.set_state("idle")
    opened.window.show_tab("train")
    assert "nothing yet" in opened.train.loss.accessibleDescription()

    opened.actions.runs.open(run.path)
    settled(qtbot, opened)

    assert opened.inspect.isVisible()
    opened.window.show_tab("train")
    assert "Loss: training" in opened.train.loss.accessibleDescription()


def test_a_run_folder_that_is_none_leaves_open_what_was(
    qtbot: QtBot,
    opened: Application,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tmp_path)
    before = header(opened)

    with capture_exceptions() as caught:
        opened.window.command.emit("run")
        settled(qtbot, opened)

    assert errors_of(caught) == [RunError]
    assert header(opened) == before
    assert opened.inspect.results.isVisible()


def test_a_run_with_damaged_predictions_does_not_show_those_of_the_last(
    qtbot: QtBot, opened: Application, other_run: Run
) -> None:
    other_run.predictions_path("validation").write_bytes(b"no archive")

    with capture_exceptions() as caught:
        opened.actions.runs.open(other_run.path)
        qtbot.waitUntil(lambda: "other" in header(opened), timeout=WAIT)
        settled(qtbot, opened)

    assert errors_of(caught) == [RunError]
    [empty] = [state for state in opened.inspect.findChildren(EmptyState) if state.isVisible()]
    assert empty.accessibleName() == "No results in this run"
    assert opened.predict.threshold.numbers.text("Sensitivity", "Validation") == "–"


# The rest of the menus


def test_tabs_and_pages_are_made_without_a_window_of_their_own(
    application: Application, qtbot: QtBot, qapp: QApplication
) -> None:
    """One that flashes up would take the keyboard away from the main window."""
    shown: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
                shown.extend([watched] if watched.isWindow() else [])
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    for name in TABS:
        application.window.command.emit(f"tab:{name}")
    for wiring in (
        application.importing,
        application.fetching,
        application.checking,
        application.leakage,
    ):
        application.window.show_page(wiring.page)
    qapp.removeEventFilter(watch)

    assert shown == []


def test_the_colour_scheme_is_changed_and_remembered(
    application: Application, locations: Locations, qapp: QApplication
) -> None:
    application.window.command.emit("scheme:dark")
    dark = current_colours()
    application.window.command.emit("scheme:light")
    assert dark != current_colours()

    application.window.command.emit("scheme:dark")
    application.shut_down()

    assert "colour_scheme=dark" in (locations.settings / "window.ini").read_text()
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


def test_menus_reach_tabs_start_page_log_folder_and_about(
    qtbot: QtBot, application: Application, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    for name in TABS:
        application.window.command.emit(f"tab:{name}")
        assert getattr(application, name).isVisible()
    application.window.command.emit("start")
    assert application.window.start_page.isVisible()
    application.window.command.emit("logs")
    assert [Path(folder) for folder in opened] == [locations.logs]

    application.window.command.emit("about")
    about = modal(AboutDialog)
    assert isinstance(about, AboutDialog)
    assert "not a medical device" in about.text()
    about.close()
    settled(qtbot, application)


def test_a_data_set_that_cannot_be_read_leaves_open_what_was(
    qtbot: QtBot, opened: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_archives", lambda *_: [tmp_path / "gone.zip"])
    before = header(opened)

    opened.window.command.emit("archives")
    settled(qtbot, opened)

    page = opened.importing.page
    assert "gone.zip does not exist" in page.message.accessibleName()
    page.back.click()
    assert opened.window.tabs.isVisible()
    assert header(opened) == before
