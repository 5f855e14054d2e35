"""The checks that every test ends with find what they are for."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.leftovers import Watch


@pytest.fixture
def watch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def test_a_thread_is_found(watch: Watch) -> None:
    go_on = threading.Event()
    thread = threading.Thread(target=go_on.wait, name="forgotten")
    thread.start()

    assert watch.left_behind() == ["thread forgotten"]

    go_on.set()
    thread.join()
    assert watch.left_behind() == []


def test_a_thread_of_qt_is_found(watch: Watch) -> None:
    thread = QThread()
    thread.setObjectName("forgotten")
    thread.start()

    assert watch.left_behind() == ["QThread 'forgotten' of nobody"]

    thread.quit()
    thread.wait()
    assert watch.left_behind() == []


def test_an_active_timer_is_found(watch: Watch) -> None:
    timer = QTimer()
    timer.start(1000)

    assert watch.left_behind() == ["QTimer '' of nobody"]

    timer.stop()
    assert watch.left_behind() == []


def test_a_top_level_widget_is_found(watch: Watch) -> None:
    widget = QWidget()

    assert watch.left_behind() == ["widget QWidget"]

    widget.deleteLater()
    assert watch.left_behind() == []
