"""What tests in the real main window wait for, and find."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from tests.desktop_app.conftest import WAIT


def settled(qtbot: QtBot, application: Application) -> None:
    """Wait until nothing is left to do."""
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def errors_of(caught: list[tuple[type, BaseException, object]]) -> list[type]:
    return [kind for kind, _, _ in caught]


def status(application: Application) -> list[str]:
    """Return what stands in the status bar."""
    labels = application.window.status.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible()]


def modal(kind: type[QDialog]) -> QDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def button(dialog: QDialog, text: str) -> QPushButton:
    [found] = [found for found in dialog.findChildren(QPushButton) if text in found.text()]
    return found
