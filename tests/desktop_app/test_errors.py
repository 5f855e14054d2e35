from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer, QUrl, qWarning
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import error_presenter
from desktop_app.error_dialog import ErrorDialog
from desktop_app.error_presenter import ErrorPresenter
from desktop_app.errors import ExceptionHooks, install_exception_hooks
from desktop_app.jobs import Jobs
from training.errors import DataError
from training.progress import Progress

LOG = Path("logs") / "lesionlab.log"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def presenter(window: QWidget) -> ErrorPresenter:
    presenter = ErrorPresenter(LOG)
    presenter.window = window
    return presenter


@pytest.fixture
def hooks(presenter: ErrorPresenter) -> Iterator[ExceptionHooks]:
    hooks = install_exception_hooks(presenter.present)
    yield hooks
    hooks.remove()


def divide() -> None:
    _ = 1 / 0


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_slot_opens_the_dialog_and_the_window_lives_on(
    qtbot: QtBot,
    window: QWidget,
    presenter: ErrorPresenter,
    hooks: ExceptionHooks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    button = QPushButton("Divide", window)
    button.clicked.connect(divide)

    button.click()
    qtbot.waitUntil(lambda: presenter.dialog is not None)

    assert presenter.dialog is not None
    assert presenter.dialog.isVisible()
    assert "unexpected error (ZeroDivisionError)" in presenter.dialog.message
    assert "not yours" in presenter.dialog.message
    assert f"Log: {LOG}" in [label.text() for label in presenter.dialog.findChildren(QLabel)]
    assert "in divide" in presenter.dialog.details
    assert "ZeroDivisionError" in caplog.text
    presenter.dialog.reject()
    with qtbot.waitSignal(button.clicked):
        button.clicked.disconnect(divide)
        button.click()


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_thread_arrives_in_the_windows_thread(
    qtbot: QtBot, window: QWidget
) -> None:
    reports: list[tuple[BaseException, int]] = []
    hooks = install_exception_hooks(
        lambda error, details: reports.append((error, threading.get_ident()))
    )

    thread = threading.Thread(target=divide)
    thread.start()
    thread.join()
    assert reports == []  # not on that thread, and not before the event loop comes to it
    qtbot.waitUntil(lambda: bool(reports))

    hooks.remove()
    error, ident = reports[0]
    assert isinstance(error, ZeroDivisionError)
    assert ident == threading.get_ident()


@pytest.mark.qt_no_exception_capture
def test_a_failed_job_that_nobody_listens_to_opens_the_dialog(
    qtbot: QtBot, presenter: ErrorPresenter, hooks: ExceptionHooks
) -> None:
    def work(progress: Progress) -> None:
        raise DataError("The folder is empty.", mend="Choose another.")

    jobs = Jobs()
    jobs.run("Importing", work)
    qtbot.waitUntil(lambda: presenter.dialog is not None)

    assert presenter.dialog is not None
    assert presenter.dialog.message == "The folder is empty."
    assert presenter.dialog.mend == "Choose another."
    presenter.dialog.reject()
    assert jobs.shutdown(5)


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_destructor_is_reported(
    qtbot: QtBot, presenter: ErrorPresenter, hooks: ExceptionHooks
) -> None:
    class Faulty:
        def __del__(self) -> None:
            divide()

    Faulty()
    gc.collect()
    qtbot.waitUntil(lambda: presenter.dialog is not None)

    assert presenter.dialog is not None
    presenter.dialog.reject()


@pytest.mark.qt_no_exception_capture
def test_an_error_while_showing_an_error_is_only_logged(
    qtbot: QtBot, window: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    def report(error: BaseException, details: str) -> None:
        raise RuntimeError("no dialog today")

    hooks = install_exception_hooks(report)
    QTimer.singleShot(0, divide)
    qtbot.waitUntil(lambda: "no dialog today" in caplog.text)
    hooks.remove()

    assert "ZeroDivisionError" in caplog.text


@pytest.mark.no_qt_log
def test_what_qt_says_goes_to_the_log(
    hooks: ExceptionHooks, caplog: pytest.LogCaptureFixture
) -> None:
    qWarning("this widget is shy")

    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "this widget is shy" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process on Windows")
@pytest.mark.qt_no_exception_capture
def test_ctrl_c_ends_the_event_loop(
    qapp: QCoreApplication,
    presenter: ErrorPresenter,
    hooks: ExceptionHooks,
    request: pytest.FixtureRequest,
) -> None:
    # A shell that starts the tests in the background lets them ignore it.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, former))
    begun = threading.Event()
    QTimer.singleShot(0, begun.set)
    thread = threading.Thread(target=lambda: begun.wait(5) and os.kill(os.getpid(), signal.SIGINT))
    thread.start()

    status = qapp.exec()
    thread.join()

    assert status == 130
    assert presenter.dialog is None


def test_hooks_are_put_back(window: QWidget) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook

    hooks = install_exception_hooks(lambda error, details: None)
    assert before != (sys.excepthook, threading.excepthook, sys.unraisablehook)
    hooks.remove()

    assert before == (sys.excepthook, threading.excepthook, sys.unraisablehook)


def test_a_persons_mistake_is_not_called_unexpected(presenter: ErrorPresenter) -> None:
    presenter.present(DataError("The file a.csv is empty.", mend="Choose another."), "trace")

    dialog = presenter.dialog
    assert dialog is not None
    assert dialog.message == "The file a.csv is empty."
    assert dialog.mend == "Choose another."
    assert "unexpected" not in (dialog.message + dialog.mend).lower()
    dialog.reject()


def test_further_errors_are_added_to_the_open_dialog(
    presenter: ErrorPresenter, window: QWidget
) -> None:
    presenter.present(ZeroDivisionError(), "trace one")
    first = presenter.dialog
    presenter.present(ZeroDivisionError(), "trace one")
    presenter.present(ValueError(), "trace two")

    assert first is not None
    assert presenter.dialog is first
    assert len(window.findChildren(ErrorDialog)) == 1
    assert first.details.count("trace one") == 1
    assert first.details.count("trace two") == 1
    first.reject()


def test_a_fault_that_comes_back_at_once_does_not_reopen_the_dialog(
    presenter: ErrorPresenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(error_presenter.time, "monotonic", lambda: now)
    presenter.present(ZeroDivisionError(), "while painting")
    assert presenter.dialog is not None
    presenter.dialog.reject()

    now += 0.1
    presenter.present(ZeroDivisionError(), "while painting")
    assert presenter.dialog is None

    now += 10  # the person has clicked again
    presenter.present(ZeroDivisionError(), "while painting")
    assert presenter.dialog is not None
    presenter.dialog.reject()


def test_details_unfold_and_can_be_copied(presenter: ErrorPresenter, qtbot: QtBot) -> None:
    presenter.present(DataError("Message.", mend="Mend."), "the whole trace")
    dialog = presenter.dialog
    assert dialog is not None
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}

    buttons["Show details"].click()
    assert buttons["Show details"].text() == "Hide details"
    buttons["Copy details"].click()

    assert QGuiApplication.clipboard().text() == "Message.\nMend.\n\nthe whole trace"
    buttons["Close"].click()
    assert presenter.dialog is None


def test_the_log_folder_can_be_opened(
    presenter: ErrorPresenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    presenter.present(DataError("Message."), "trace")
    dialog = presenter.dialog
    assert dialog is not None

    for button in dialog.findChildren(QPushButton):
        if button.text() == "Open log folder":
            button.click()
    dialog.reject()

    assert opened == [QUrl.fromLocalFile(str(LOG.parent))]


def test_text_of_strangers_is_not_read_as_html(presenter: ErrorPresenter) -> None:
    presenter.present(DataError("<b>bold.png</b> is damaged."), "trace")

    assert presenter.dialog is not None
    assert presenter.dialog.message == "<b>bold.png</b> is damaged."
    presenter.dialog.reject()
