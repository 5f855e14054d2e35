"""A report is written from the real window, with what only a person knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.reporting.dialog import ReportDialog
from tests.desktop_app.conftest import WAIT
from training.errors import RunError
from training.report.notes import FILE, QUESTIONS, read_notes
from training.runs import Run


@pytest.fixture
def dialog(
    qtbot: QtBot, opened: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ReportDialog:
    monkeypatch.setattr(file_dialogs, "ask_for_report", lambda *_: tmp_path / "report.html")
    opened.window.command.emit("report")
    dialog = opened.reporting.dialog
    assert dialog is not None
    return dialog


def write(application: Application, dialog: ReportDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(application.actions.reporting.done, timeout=WAIT):
        dialog.start.click()


def test_a_report_is_written_with_the_answers_of_a_person_and_opened(
    qtbot: QtBot,
    opened: Application,
    dialog: ReportDialog,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", looked.append)
    assert not dialog.start.isEnabled()
    place = [question.key for question in QUESTIONS].index("funding")
    dialog.notes.questions.setCurrentRow(place)
    dialog.notes.answer.setPlainText("The Smith foundation <b>")
    assert dialog.notes.questions.item(place).text() == "✓ Funding"
    dialog.choose_page.click()
    dialog.pdf.setChecked(True)

    write(opened, dialog, qtbot)
    dialog.reveal.click()

    page = (tmp_path / "report.html").read_text("utf-8")
    assert "The Smith foundation &lt;b&gt;" in page
    assert "<img" in page
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert read_notes(run.path / FILE) == {"funding": "The Smith foundation <b>"}
    assert looked == [QUrl.fromLocalFile(str(tmp_path / "report.html"))]
    assert "The report is written" in dialog.message.accessibleName()


def test_what_is_there_is_replaced_only_when_asked_and_what_is_missing_is_said(
    qtbot: QtBot, opened: Application, dialog: ReportDialog, run: Run, tmp_path: Path
) -> None:
    values = json.loads((run.path / "dataset.json").read_text("utf-8"))
    (run.path / "dataset.json").write_text(json.dumps({**values, "path": "/gone"}), "utf-8")
    (tmp_path / "report.html").write_text("mine", "utf-8")
    opened.actions.runs.open(run.path)
    qtbot.waitUntil(lambda: not opened.jobs.active, timeout=WAIT)
    dialog.choose_page.click()
    assert not dialog.start.isEnabled()

    dialog.replace.setChecked(True)
    dialog.pictures.setChecked(False)
    write(opened, dialog, qtbot)

    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE")
    assert "<img" not in page
    said = [label.text() for label in dialog.message.findChildren(QLabel)]
    assert any("has moved or changed" in text for text in said)


def test_a_report_can_be_stopped_and_nothing_is_left(
    qtbot: QtBot, opened: Application, dialog: ReportDialog, tmp_path: Path
) -> None:
    dialog.choose_page.click()
    with qtbot.waitSignal(opened.actions.reporting.stopped, timeout=WAIT):
        dialog.start.click()
        dialog.progress.cancel.click()

    assert list(tmp_path.glob("*report*")) == []
    assert "Stopped" in dialog.message.accessibleName()
    assert dialog.start.isEnabled()


def test_without_a_run_it_is_said(qtbot: QtBot, application: Application) -> None:
    with capture_exceptions() as errors:
        application.window.command.emit("report")
    assert [kind for kind, _, _ in errors] == [RunError]
