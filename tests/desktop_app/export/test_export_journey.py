"""File > Export in the real main window: forms and folder chosen, exported, result shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.export.dialog import ExportDialog
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import settled
from training.errors import RunError
from training.export.sidecar import read_sidecar
from training.runs import Run


def texts(dialog: ExportDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def dialog_of(application: Application) -> ExportDialog:
    application.window.command.emit("export")
    dialog = application.exporting.dialog
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def test_the_open_run_is_exported_and_the_largest_difference_shown(
    qtbot: QtBot,
    opened: Application,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled(qtbot, opened)
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tmp_path)
    dialog = dialog_of(opened)
    assert f"Run: {run.name}" in texts(dialog)
    assert not dialog.start.isEnabled()
    assert dialog.start.toolTip() == "Choose a form and a folder first."
    dialog.forms.boxes["keras"].click()
    dialog.forms.boxes["openvino"].click()
    dialog.choose_folder.click()
    with qtbot.waitSignal(opened.actions.exporting.done, timeout=WAIT):
        dialog.start.click()
    assert "2 of 2 exported and compared with Keras." in texts(dialog)
    assert texts(dialog).count("largest difference of a probability") == 2
    assert "the same verdict for 32 of 32" in texts(dialog)
    opened_there: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened_there.append(url.toLocalFile())
    )
    dialog.reveal.click()
    assert list(map(Path, opened_there)) == [tmp_path]
    for name in ("keras", "openvino"):
        assert read_sidecar(tmp_path / f"{run.name}-{name}").format == name

    with qtbot.waitSignal(opened.actions.exporting.done, timeout=WAIT):
        dialog.start.click()
    assert "0 of 2 exported" in texts(dialog)
    assert "exists already" in texts(dialog)
    settled(qtbot, opened)


def test_stopping_leaves_nothing(qtbot: QtBot, opened: Application, tmp_path: Path) -> None:
    settled(qtbot, opened)
    dialog = dialog_of(opened)
    dialog.forms.boxes["saved_model"].click()
    dialog.set_folder(tmp_path / "exports")
    with qtbot.waitSignal(opened.actions.exporting.stopped, timeout=WAIT):
        dialog.start.click()
        dialog.progress.cancel.click()
    assert "Stopped." in texts(dialog)
    assert dialog.start.isEnabled()
    assert not (tmp_path / "exports").exists() or not list((tmp_path / "exports").iterdir())
    settled(qtbot, opened)


def test_without_a_run_it_says_so(application: Application) -> None:
    with pytest.raises(RunError, match="no model to export"):
        application.exporting.commands["export"]()
