"""Many pictures at once in the real main window, with a run that needs no TensorFlow."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from tests.data.dicom import jpeg_dicom
from tests.data.pictures import encoded, noise
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import settled
from training.compiled import compile_run
from training.inference import Predictor
from training.progress import Progress
from training.runs import Run

KINDS = {"a.jpg": "JPEG", "b.png": "PNG", "c.tif": "TIFF", "d.bmp": "BMP", "e.webp": "WEBP"}


@pytest.fixture
def compiled(qtbot: QtBot, application: Application, run: Run) -> Application:
    """Return the application with a run open that has a compiled form."""
    assert compile_run(run)
    application.actions.runs.open(run.path)
    qtbot.waitUntil(lambda: application.workspace.run is not None, timeout=WAIT)
    settled(qtbot, application)
    application.window.show_tab("predict")
    return application


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a picture of every format, and one that is broken."""
    folder = tmp_path / "lesions"
    folder.mkdir()
    for seed, (name, kind) in enumerate(KINDS.items()):
        (folder / name).write_bytes(encoded(noise(seed, (24, 32)), kind))
    (folder / "f.dcm").write_bytes(jpeg_dicom(1, PatientName="Doe^Jane"))
    (folder / "g.jpg").write_bytes(b"\xff\xd8\xff no picture")
    return folder


def test_a_folder_is_read_while_the_tensorflow_thread_is_taken(
    qtbot: QtBot,
    compiled: Application,
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: folder)
    predict, pictures = compiled.predict, compiled.actions.prediction.pictures

    def until_cancelled(progress: Progress) -> None:
        while True:
            progress("Training", 0, 0)

    taken = compiled.jobs.run_tensorflow("Training", until_cancelled)
    predict.folder_button.click()
    qtbot.waitUntil(lambda: pictures.counts(0.5).failed == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: pictures.counts(0.5).waiting == 0, timeout=WAIT)
    assert taken in compiled.jobs.active, "nobody has waited for TensorFlow"
    taken.cancel()

    files = [folder / name for name in (*KINDS, "f.dcm")]
    expected = Predictor(run).predict_files(files)
    for path, prediction in zip(files, expected, strict=True):
        opened = pictures.at(path)
        assert opened is not None
        assert opened.prediction is not None
        assert opened.prediction.probability == pytest.approx(prediction.probability, abs=1e-6)
    above = sum(prediction.probability >= 0.5 for prediction in expected)
    assert predict.side.verdicts.text() == f"▲ {above} malignant   ○ {6 - above} benign"
    assert predict.side.others.text() == "7 pictures · 6 warned of · 1 unreadable"
    small = pictures.at(folder / "a.jpg")
    assert small is not None
    assert any("tiny" in warning for warning in small.warnings)
    settled(qtbot, compiled)


def test_by_keys_to_identity_to_a_part_and_back(
    qtbot: QtBot, compiled: Application, folder: Path
) -> None:
    predict, asking = compiled.predict, compiled.actions.prediction
    asking.open_files([folder / "a.jpg", folder / "f.dcm"])
    settled(qtbot, compiled)
    compiled.window.activateWindow()
    qtbot.waitUntil(compiled.window.isActiveWindow)
    predict.side.list.setFocus()
    qtbot.keyClick(predict.side.list, Qt.Key.Key_Down)
    settled(qtbot, compiled)
    assert "Contains identity: hidden (patient)" in predict.side.facts.text()
    assert "Doe" not in predict.side.facts.text()
    whole = predict.answer.words

    qtbot.keyClick(predict.side.list, Qt.Key.Key_C)
    predict.picture.setFocus()
    qtbot.keyClick(predict.picture, Qt.Key.Key_Return)
    settled(qtbot, compiled)
    shown = asking.pictures.shown
    assert shown is not None
    assert shown.framing.crop == pytest.approx((0.2, 0.2, 0.8, 0.8))
    qtbot.keyClick(predict.picture, Qt.Key.Key_R)
    settled(qtbot, compiled)
    assert predict.picture.image is not None
    assert predict.picture.image.height() > predict.picture.image.width()
    qtbot.keyClick(predict.picture, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, compiled)
    assert predict.answer.words == whole

    reached = set()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget() or compiled.window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        named = focus.accessibleName() or (isinstance(focus, QAbstractButton) and focus.text())
        assert named or isinstance(focus, QTabBar)
        reached.add(focus)
    tools, side = predict.tools, predict.side
    assert {tools.left, tools.right, tools.crop, side.list, side.remove, predict.picture} <= reached
    assert {predict.open_button, predict.folder_button, predict.watch_button} <= reached


def test_a_watched_folder_opens_what_is_new_until_it_is_switched_off(
    qtbot: QtBot, compiled: Application, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: folder)
    predict, asking = compiled.predict, compiled.actions.prediction
    predict.watch_button.click()
    assert predict.watch_button.text() == "Watching lesions"
    settled(qtbot, compiled)
    assert len(asking.pictures) == 0

    with qtbot.waitSignal(asking.predicted, timeout=WAIT) as told:
        (folder / "new.png").write_bytes(encoded(noise(9, (24, 32)), "PNG"))
    assert told.args[0].path == folder / "new.png"
    assert asking.pictures.shown is not None
    assert asking.pictures.shown.name == "new.png"

    predict.watch_button.click()
    assert predict.watch_button.text() == "Watch folder…"
    assert asking.watched.folder is None
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: None)
    predict.watch_button.click()
    assert not predict.watch_button.isChecked(), "nobody chose a folder"
    settled(qtbot, compiled)
