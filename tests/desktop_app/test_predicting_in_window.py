"""Pictures that are brought to the open run, and its threshold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QSlider
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.jobs import FILE_THREADS
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import settled
from training.errors import LesionLabError
from training.inference import Predictor
from training.progress import Progress
from training.runs import Run


@pytest.fixture
def picture(tiny_dataset_folder: Path) -> Path:
    return tiny_dataset_folder / "malignant" / "malignant_03.png"


def drop(application: Application, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    application.predict.picture.dropEvent(
        QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def answered(qtbot: QtBot, application: Application, act: Callable[[], object]) -> str:
    """Return the words about a picture that somebody brings."""
    with qtbot.waitSignal(application.actions.prediction.predicted, timeout=WAIT):
        act()
    return application.predict.answer.words


def test_dropped_pasted_or_opened_a_picture_gets_the_same_answer(
    qtbot: QtBot, opened: Application, run: Run, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_pictures", lambda *_: [picture])
    QGuiApplication.clipboard().setImage(QImage(str(picture)))
    opened.window.show_tab("predict")

    ways = (
        lambda: drop(opened, picture),
        opened.predict.paste_button.click,
        opened.predict.open_button.click,
        lambda: opened.window.command.emit("picture"),
    )
    words = set()
    for way in ways:
        words.add(answered(qtbot, opened, way))
        opened.predict.side.remove_all.click()

    probability = Predictor(run).predict_files([picture])[0].probability
    assert len(words) == 1
    assert words.pop().startswith(f"{100 * probability:.1f} % malignant")


def test_a_broken_picture_is_told_in_its_place_and_nobody_waits_for_it(
    qtbot: QtBot, opened: Application, tmp_path: Path
) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    opened.window.show_tab("predict")

    drop(opened, tmp_path / "broken.jpg")
    assert opened.predict.answer.words == "The picture is being read."
    settled(qtbot, opened)

    assert "broken.jpg is not a picture" in opened.predict.trouble.accessibleName()
    assert opened.predict.answer.words == "This picture cannot be read."


def test_the_next_run_is_asked_about_the_open_pictures(
    qtbot: QtBot, opened: Application, other_run: Run, picture: Path
) -> None:
    opened.actions.prediction.open_files([picture])
    opened.workspace.open_run(other_run)
    settled(qtbot, opened)

    shown = opened.actions.prediction.pictures.shown
    assert shown is not None
    assert shown.revision == 1
    assert "read as" in opened.predict.answer.words


def test_without_a_run_a_picture_cannot_be_opened_and_it_says_why(
    application: Application,
) -> None:
    with capture_exceptions() as caught:
        application.window.command.emit("picture")

    [(kind, error, _)] = caught
    assert kind is LesionLabError
    assert "open a run first" in str(error)


def test_the_slider_rereads_everything_without_asking_the_model(
    qtbot: QtBot, opened: Application, run: Run, picture: Path
) -> None:
    opened.window.show_tab("predict")
    answered(qtbot, opened, lambda: drop(opened, picture))
    probability = Predictor(run).predict_files([picture])[0].probability
    predictions = run.predictions("validation")
    assert predictions is not None
    slider = opened.predict.threshold.findChild(QSlider)

    with qtbot.assertNotEmitted(opened.jobs.tensorflow_busy_changed, wait=50):
        for value in range(0, 1001, 125):
            slider.setValue(value)
            threshold = value / 1000
            reading = "malignant" if probability >= threshold else "benign"
            assert f"read as {reading}." in opened.predict.answer.words
            positives = predictions.probability[predictions.is_positive]
            negatives = predictions.probability[~predictions.is_positive]
            numbers = opened.predict.threshold.numbers
            assert numbers.text("Sensitivity", "Validation").startswith(
                f"{(positives >= threshold).mean():.3f}"
            )
            assert numbers.text("Specificity", "Validation").startswith(
                f"{(negatives < threshold).mean():.3f}"
            )
        slider.setValue(500)
        opened.window.show_tab("inspect")  # follows when it is looked at
        inspected = opened.inspect.results.numbers
        assert inspected.text("Sensitivity") == f"{(positives >= 0.5).mean():.3f}"
        assert inspected.text("Specificity") == f"{(negatives < 0.5).mean():.3f}"


def test_a_threshold_just_moved_is_saved_when_the_window_closes(
    opened: Application, run: Run
) -> None:
    def until_cancelled(progress: Progress) -> None:
        while True:
            progress("Busy", 0, 0)

    for _ in range(FILE_THREADS):
        opened.jobs.run("Busy", until_cancelled)
    opened.predict.threshold.moved.emit(0.23)

    opened.window.close()
    assert opened.shut_down()

    assert run.operating_point.threshold == 0.23
    reports = json.loads((run.path / "evaluation.json").read_text())
    assert {report["threshold"] for report in reports.values()} == {0.23}
