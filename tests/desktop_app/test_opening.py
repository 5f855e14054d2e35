"""What the program is given is opened: runs, their marks, and pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.opening import FileOpenEvents, run_folder_of
from tests.data.pictures import encoded, noise
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import settled
from training.errors import RunError
from training.runs import RUN_FILE, Run


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "mole.png"
    path.write_bytes(encoded(noise(1, (24, 32)), "PNG"))
    return path


def answered(qtbot: QtBot, application: Application) -> list[str]:
    """Return the names of the open pictures, once each is answered."""
    pictures = application.actions.prediction.pictures
    qtbot.waitUntil(lambda: pictures.counts(0.5).waiting == 0 and len(pictures.keys), timeout=WAIT)
    settled(qtbot, application)
    shown = [pictures.get(key) for key in pictures.keys]
    return [picture.name for picture in shown if picture is not None]


def test_a_run_is_opened_by_its_folder_and_by_the_file_in_it(
    qtbot: QtBot, application: Application, run: Run, other_run: Run
) -> None:
    for given, expected in ((run.path, run), (other_run.path / RUN_FILE, other_run)):
        application.opened.open_paths([given])
        settled(qtbot, application)

        assert application.workspace.run is not None
        assert application.workspace.run.path == expected.path
        assert application.window.tabs.currentWidget() is application.inspect


def test_pictures_are_asked_about_by_the_newest_run_that_has_a_model(
    qtbot: QtBot, application: Application, run: Run, other_run: Run, picture: Path
) -> None:
    assert run.name < other_run.name  # which is the newer one, by its name
    other_run.model_path.unlink()

    application.opened.open_paths([picture])

    assert answered(qtbot, application) == ["mole.png"]
    assert application.workspace.run is not None
    assert application.workspace.run.path == run.path
    assert application.window.tabs.currentWidget() is application.predict


def test_pictures_are_asked_about_by_the_run_that_is_given_with_them(
    qtbot: QtBot, application: Application, run: Run, other_run: Run, picture: Path
) -> None:
    application.opened.open_paths([picture, run.path])

    assert answered(qtbot, application) == ["mole.png"]
    assert application.workspace.run is not None
    assert application.workspace.run.path == run.path


def test_pictures_without_any_run_are_refused_in_words(
    application: Application, picture: Path
) -> None:
    with pytest.raises(RunError, match="run"):
        application.opened.open_paths([picture])


def test_a_mark_without_its_run_still_names_the_folder(tmp_path: Path) -> None:
    assert run_folder_of(tmp_path / RUN_FILE) == tmp_path
    assert run_folder_of(tmp_path) is None


def test_what_macos_asks_for_is_heard(qtbot: QtBot, picture: Path) -> None:
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    files = FileOpenEvents()
    qt.installEventFilter(files)

    with qtbot.waitSignal(files.opened) as heard:
        QApplication.sendEvent(qt, QFileOpenEvent(QUrl.fromLocalFile(str(picture))))

    qt.removeEventFilter(files)
    assert heard.args == [picture]
