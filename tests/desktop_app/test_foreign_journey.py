"""A stranger's model in the real main window: from its file to a verdict, or a refusal in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.foreign.dialog import ForeignDialog
from desktop_app.foreign.words import short_name
from tests.data.foreign_models import redescribed, saved, unit_range_model
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import settled
from training.foreign.adoption import adopt_model
from training.foreign.description import Description
from training.inference import Predictor
from training.locations import Locations
from training.progress import Progress
from training.runs import Run

TOLD = Description(classes=("benign", "malignant"), positive=("malignant",), scaling="0..1")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model that expects pixels in 0..1. Not to be changed by tests."""
    return saved(unit_range_model(), tmp_path_factory.mktemp("theirs") / "theirs.keras")


@pytest.fixture
def dialog(application: Application) -> Iterator[ForeignDialog]:
    """Return the dialog, as the menu opens it."""
    [action] = [
        action
        for action in application.window.findChildren(QAction)
        if action.text() == "Use a &stranger's model…"
    ]
    action.trigger()
    assert application.adopting.dialog is not None
    assert application.adopting.dialog.isVisible()
    yield application.adopting.dialog
    application.adopting.dialog.close()


def shown(dialog: ForeignDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def drop(dialog: ForeignDialog, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    dialog.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_wrong_scaling_is_found_and_the_model_is_asked_about_a_picture(
    qtbot: QtBot,
    application: Application,
    dialog: ForeignDialog,
    model: Path,
    tiny_dataset_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "theirs.keras"
    file.write_bytes(model.read_bytes())
    wrong = TOLD.model_copy(update={"scaling": "0..255"})
    file.with_suffix(".json").write_text(json.dumps(wrong.model_dump(mode="json")))
    monkeypatch.setattr(file_dialogs, "ask_for_model", lambda *_: file)
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tiny_dataset_folder)

    [choose] = [b for b in dialog.findChildren(QPushButton) if b.text() == "Choose a model…"]
    choose.click()
    settled(qtbot, application)
    assert "pictures of 16 × 16 pixels and answers with one probability" in shown(dialog)
    assert "Filled in from theirs.json." in shown(dialog)
    assert dialog.classes.names == ("benign", "malignant")
    assert dialog.pixels.scaling.choice == "0..255"
    assert dialog.adopt.isEnabled()

    dialog.pixels.choose_folder.click()
    settled(qtbot, application)
    assert dialog.pixels.scaling.choice == "0..1"
    told = shown(dialog)
    assert f"“{short_name('0..1')}” fits: 100% of 48 pictures are read rightly." in told
    assert f"With “{short_name('0..255')}”, chosen before, 50% would be." in told

    dialog.name.setText("a model of theirs")
    dialog.adopt.click()
    settled(qtbot, application)
    assert not dialog.isVisible()
    run = application.workspace.run
    assert run is not None
    assert run.path == application.actions.adopting._locations.runs / "a model of theirs"
    assert application.window.tabs.currentWidget() is application.predict

    picture = sorted((tiny_dataset_folder / "malignant").iterdir())[0]
    application.actions.prediction.open_files([picture])
    settled(qtbot, application)
    [expected] = Predictor(Run.open(run.path)).predict_files([picture])
    assert expected.probability > 0.5
    assert f"{expected.probability:.1%}".removesuffix("%") in application.predict.answer.words
    assert "malignant" in application.predict.answer.words


def test_what_is_malicious_or_damaged_is_refused_in_words_and_the_next_is_taken(
    qtbot: QtBot, application: Application, dialog: ForeignDialog, model: Path, tmp_path: Path
) -> None:
    def with_code(told: dict[str, object]) -> None:
        told["config"]["layers"][1]["class_name"] = "Lambda"  # type: ignore[index]

    pickled, damaged = tmp_path / "weights.pkl", tmp_path / "damaged.keras"
    pickled.write_bytes(b"\x80\x04\x95")
    damaged.write_bytes(model.read_bytes()[:-200])
    files = {
        redescribed(model, tmp_path / "lambda.keras", with_code): "holds code: a 'Lambda'",
        pickled: "is a pickle: to open it is to run what its author wrote.",
        damaged: "is a damaged archive",
    }
    for file, because in files.items():
        drop(dialog, file)
        settled(qtbot, application)
        assert because in shown(dialog)
        assert file.name in dialog.message.accessibleName()
        assert dialog.message.accessibleDescription(), "there is a mend"
        assert not dialog.adopt.isVisible()
    drop(dialog, model)
    settled(qtbot, application)
    assert dialog.adopt.isVisible()
    assert not dialog.message.isVisible()
    assert application.window.isEnabled()


def test_it_waits_for_a_training_and_refuses_at_once(
    qtbot: QtBot,
    application: Application,
    dialog: ForeignDialog,
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def until_cancelled(progress: Progress) -> None:
        while True:
            progress("Training", 0, 0)

    training = application.jobs.run_tensorflow("Training", until_cancelled)
    bad = tmp_path / "bad.h5"
    bad.write_bytes(b"no model")
    drop(dialog, bad)
    qtbot.waitUntil(lambda: "is no model file that is read" in shown(dialog), timeout=WAIT)

    with monkeypatch.context() as while_training:
        while_training.setattr(type(application.session), "state", "running")
        drop(dialog, model)
        waits = "Waits until the training has ended"
        qtbot.waitUntil(lambda: waits in shown(dialog), timeout=WAIT)
    dialog.progress.cancel.click()
    training.cancel()
    settled(qtbot, application)
    assert not dialog.progress.isVisible()
    assert not dialog.adopt.isVisible(), "nobody wanted it any more"


def test_by_keys_alone_with_names_from_the_folders(
    qtbot: QtBot,
    application: Application,
    dialog: ForeignDialog,
    model: Path,
    tiny_dataset_folder: Path,
    locations: Locations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_model", lambda *_: model)
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tiny_dataset_folder)

    def press(key: Qt.Key) -> None:
        qtbot.keyClick(QApplication.focusWidget() or dialog, key)

    def go_to(wanted: QAbstractButton) -> None:
        for _ in range(30):
            focus = QApplication.focusWidget()
            if focus is wanted:
                return
            assert focus is None or focus.accessibleName() or hasattr(focus, "text")
            press(Qt.Key.Key_Tab)
        raise AssertionError(f"Nobody gets to {wanted.text()} by keys.")

    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
    [choose] = [b for b in dialog.findChildren(QPushButton) if b.text() == "Choose a model…"]
    go_to(choose)
    press(Qt.Key.Key_Space)
    settled(qtbot, application)
    assert not dialog.adopt.isEnabled()
    assert "Name the class of output near 0." in shown(dialog)

    go_to(dialog.pixels.choose_folder)
    press(Qt.Key.Key_Space)
    settled(qtbot, application)
    assert dialog.classes.names == ("benign", "malignant")
    assert "named after the folders" in shown(dialog)
    assert dialog.pixels.scaling.choice == "0..1"
    go_to(dialog.adopt)
    press(Qt.Key.Key_Space)
    settled(qtbot, application)
    [folder] = list(locations.runs.iterdir())
    assert folder.name.endswith("-theirs")
    assert json.loads((folder / "adopted.json").read_text())["positive"] == ["malignant"]


def test_an_adopted_run_is_shown_everywhere_without_its_pictures(
    qtbot: QtBot, application: Application, model: Path, locations: Locations
) -> None:
    run = adopt_model(model, TOLD, locations.runs / "theirs")
    application.actions.runs.open(run.path)
    settled(qtbot, application)
    for name in ("train", "inspect", "predict"):
        application.window.show_tab(name)
        settled(qtbot, application)
    application.window.command.emit("runs")
    settled(qtbot, application)
    application.window.show_tab("predict")
    assert "came without its pictures" in application.predict.answers.notice.accessibleName()
