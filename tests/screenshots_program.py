"""Pictures of what every program has: guide, keyboard, preferences, log, about, open recent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.app import Application
from desktop_app.preferences.dialog import PreferencesDialog

Take = Callable[..., None]


def take_program(app: Application, take: Take, rest: Callable[[], None]) -> None:
    """Go through what stands in the menus File and Help."""
    app.helping.show_guide("start")
    guide = app.helping.guide
    if guide is None:
        raise RuntimeError("There is no guide.")
    take("90-guide", over=guide)
    guide.search.setText("interval lesions")
    guide.show_page("results")
    take("90-guide-search", over=guide)
    guide.search.setText("nothing of the kind")
    take("90-guide-not-found", over=guide)
    guide.close()
    for state, command in (("91-keys", "keys"), ("92-log", "log"), ("93-about", "about")):
        app.window.command.emit(command)
        rest()
        take(state)
        _close()
    app.window.command.emit("preferences")
    rest()
    take("94-preferences")
    dialog = _dialog()
    if isinstance(dialog, PreferencesDialog):
        dialog.folder_entered.emit("runs", Path("relative/runs"))
        take("94-preferences-bad-folder")
        dialog.scrolling.ensureWidgetVisible(dialog.points)
        take("94-preferences-below")
    _close()
    menu = app.window.recent
    menu.show_recent([Path("/data/ham10000"), Path("/data/isic2017")], [Path("/runs/small-cnn")])
    menu.mark_missing([Path("/data/isic2017")])
    menu.popup(app.window.mapToGlobal(QPoint(200, 60)))
    take("95-open-recent", over=menu)
    menu.hide()


def _dialog() -> QWidget | None:
    return QApplication.activeModalWidget()


def _close() -> None:
    dialog = _dialog()
    if dialog is not None:
        dialog.close()
