"""The parts work together, and what goes wrong is told and leaves the rest as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.jobs import FILE_THREADS
from desktop_app.main_window import TABS
from desktop_app.theme import apply_theme, current_colours
from desktop_app.train.weights_dialog import WeightsDialog
from desktop_app.widgets.empty_state import EmptyState
from tests.desktop_app.conftest import WAIT, Trained
from training.control import Control
from training.data.dataset import Dataset
from training.errors import ImageError, LesionLabError, RunError, TrainingError
from training.events import Event, RunStarted
from training.inference import Predictor
from training.locations import Locations
from training.progress import Progress
from training.runs import Run


def settled(qtbot: QtBot, application: Application) -> None:
    """Wait until nothing is left to do."""
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


@pytest.fixture
def opened(qtbot: QtBot, application: Application, run: Run) -> Application:
    """Return the application with a run and its data set open."""
    application.actions.runs.open(run.path)
    qtbot.waitUntil(lambda: application.workspace.run is not None, timeout=WAIT)
    settled(qtbot, application)
    return application


@pytest.fixture
def picture(tiny_dataset_folder: Path) -> Path:
    return tiny_dataset_folder / "malignant" / "malignant_03.png"


def errors_of(caught: list[tuple[type, BaseException, object]]) -> list[type]:
    return [kind for kind, _, _ in caught]


def header(application: Application) -> str:
    return " | ".join(label.text() for label in application.window.header.findChildren(QLabel))


def status(application: Application) -> list[str]:
    labels = application.window.status.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible()]


def modal(kind: type[QDialog]) -> QDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def button(dialog: QDialog, text: str) -> QPushButton:
    [found] = [found for found in dialog.findChildren(QPushButton) if text in found.text()]
    return found


# Opening


def test_a_new_folder_is_asked_about_and_opens_the_train_tab(
    qtbot: QtBot,
    application: Application,
    tiny_dataset_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tiny_dataset_folder)
    application.window.start_page.findChild(QPushButton, "dataset").click()
    page = application.importing.page
    qtbot.waitUntil(page.start.isEnabled, timeout=WAIT)
    assert page.classes.positive == ("malignant",)

    page.start.click()
    qtbot.waitUntil(lambda: application.workspace.dataset is not None, timeout=WAIT)
    assert application.checking.page.isVisible()
    settled(qtbot, application)
    application.checking.page.go_on.click()

    assert application.train.isVisible()
    assert "48 pictures" in header(application)
    settled(qtbot, application)
    assert "CPU" in " ".join(status(application))


def test_a_change_of_mind_in_a_file_dialog_changes_nothing(
    qtbot: QtBot, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: None)
    monkeypatch.setattr(file_dialogs, "ask_for_archives", lambda *_: [])
    for way in ("dataset", "archives", "run"):
        application.window.start_page.findChild(QPushButton, way).click()

    assert application.jobs.active == ()
    assert application.window.start_page.isVisible()


def test_an_opened_run_is_shown_in_all_three_tabs(opened: Application, run: Run) -> None:
    assert opened.inspect.results.isVisible()
    assert "first  ·  done" in header(opened)
    assert "48 pictures" in header(opened)
    part = opened.inspect.results.part
    accuracy = opened.inspect.results.numbers.text("Accuracy")
    predictions = run.predictions(part)
    assert predictions is not None
    right = ((predictions.probability >= 0.5) == predictions.is_positive).mean()
    assert accuracy == f"{right:.3f}"
    opened.window.show_tab("train")
    assert "Loss: training" in opened.train.loss.accessibleDescription()
    opened.window.show_tab("predict")
    assert opened.predict.open_button.isVisible()


def test_the_run_that_was_trained_last_can_be_looked_at_again(
    qtbot: QtBot, opened: Application, run: Run
) -> None:
    opened.session.finished.emit(run)  # as if it had just been trained
    settled(qtbot, opened)
    opened.train.set_state("starting")
    opened.train.set_state("idle")
    opened.window.show_tab("train")
    assert "nothing yet" in opened.train.loss.accessibleDescription()

    opened.actions.runs.open(run.path)
    settled(qtbot, opened)

    assert opened.inspect.isVisible()
    opened.window.show_tab("train")
    assert "Loss: training" in opened.train.loss.accessibleDescription()


def test_a_run_folder_that_is_none_leaves_open_what_was(
    qtbot: QtBot,
    opened: Application,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tmp_path)
    before = header(opened)

    with capture_exceptions() as caught:
        opened.window.command.emit("run")
        settled(qtbot, opened)

    assert errors_of(caught) == [RunError]
    assert header(opened) == before
    assert opened.inspect.results.isVisible()


def test_a_run_with_damaged_predictions_does_not_show_those_of_the_last(
    qtbot: QtBot, opened: Application, other_run: Run
) -> None:
    other_run.predictions_path("validation").write_bytes(b"no archive")

    with capture_exceptions() as caught:
        opened.actions.runs.open(other_run.path)
        qtbot.waitUntil(lambda: "other" in header(opened), timeout=WAIT)
        settled(qtbot, opened)

    assert errors_of(caught) == [RunError]
    [empty] = [state for state in opened.inspect.findChildren(EmptyState) if state.isVisible()]
    assert empty.accessibleName() == "No results in this run"
    assert opened.predict.threshold.numbers.text("Sensitivity") == "–"


# Training


@pytest.fixture
def fake_fit(monkeypatch: pytest.MonkeyPatch, trained: Trained) -> Iterator[list[Control]]:
    """Put a training in the place of the real one that goes on until it is stopped."""
    controls: list[Control] = []

    def train(
        run: Run,
        *,
        locations: Locations,
        on_event: Callable[[Event], None],
        control: Control,
        more_epochs: int,
    ) -> None:
        assert not more_epochs
        controls.append(control)
        on_event(next(event for event in trained.events if isinstance(event, RunStarted)))
        assert control.stop_requested.wait(60)

    monkeypatch.setattr(
        "desktop_app.actions.training.create_run", lambda *_args, **_named: trained.run
    )
    monkeypatch.setattr("desktop_app.actions.training.train", train)
    yield controls
    for control in controls:
        control.stop()


def start(qtbot: QtBot, application: Application, dataset: Dataset) -> None:
    application.workspace.open_dataset(dataset)
    settled(qtbot, application)
    application.train.setup.start_button.click()
    qtbot.waitUntil(lambda: application.session.state == "running", timeout=WAIT)


def test_a_training_is_stopped_in_its_tab_and_not_in_the_status_bar(
    qtbot: QtBot, application: Application, dataset: Dataset, fake_fit: list[Control]
) -> None:
    start(qtbot, application, dataset)
    assert "Training" in [job.title for job in application.jobs.active]
    assert "Training" not in status(application)

    with qtbot.waitSignal(application.workspace.run_changed):
        application.train.setup.stop_button.click()

    assert application.train.isVisible()
    settled(qtbot, application)


def test_a_second_training_meanwhile_is_refused_in_words(
    qtbot: QtBot, application: Application, dataset: Dataset, fake_fit: list[Control]
) -> None:
    start(qtbot, application, dataset)

    with capture_exceptions() as caught:
        application.train.start_requested.emit("small-cnn", {})

    assert errors_of(caught) == [TrainingError]
    assert application.session.state == "running"
    assert len(fake_fit) == 1


def test_missing_weights_are_asked_for_in_a_dialog_and_taken_from_a_file(
    qtbot: QtBot,
    application: Application,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "page.h5").write_text("<html>")
    monkeypatch.setattr(file_dialogs, "ask_for_weights", lambda *_: tmp_path / "page.h5")
    application.workspace.open_dataset(dataset)
    application.train.setup.choose("frozen-mobilenet-025", {})
    application.train.setup.start_button.click()
    dialog = modal(WeightsDialog)

    with capture_exceptions() as caught:
        button(dialog, "Choose a file").click()
        settled(qtbot, application)

    [(_, error, _)] = caught
    assert "page.h5 cannot be read as a weight file" in str(error)
    assert application.session.state == "idle"


def test_a_training_that_cannot_start_says_why_in_its_tab(
    qtbot: QtBot, application: Application, dataset: Dataset
) -> None:
    application.workspace.open_dataset(dataset)
    (dataset.root / "samples.csv").unlink()

    with qtbot.waitSignal(application.session.finished, timeout=WAIT):
        application.train.setup.start_button.click()

    assert "samples.csv" in application.train.message.accessibleName()
    assert application.train.message.isVisible()
    assert application.workspace.run is None
    settled(qtbot, application)


def test_a_fault_of_the_program_in_a_training_reaches_the_error_dialog(
    qtbot: QtBot, application: Application, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.actions.training.create_run", lambda *_, **__: 1 / 0)
    application.workspace.open_dataset(dataset)

    with (
        capture_exceptions() as caught,
        qtbot.waitSignal(application.session.finished, timeout=WAIT),
    ):
        application.train.setup.start_button.click()

    assert errors_of(caught) == [ZeroDivisionError]
    assert application.train.setup.start_button.isVisible()
    settled(qtbot, application)


def test_a_training_ends_with_the_application_however_that_ends(
    qtbot: QtBot, application: Application, dataset: Dataset, fake_fit: list[Control]
) -> None:
    start(qtbot, application, dataset)

    assert application.shut_down()

    assert [control.abandon_requested.is_set() for control in fake_fit] == [True]


def test_a_training_that_ends_while_the_question_is_open_lets_the_window_close(
    qtbot: QtBot, application: Application, dataset: Dataset, fake_fit: list[Control]
) -> None:
    start(qtbot, application, dataset)
    application.window.close()
    box = modal(QMessageBox)
    fake_fit[0].stop()
    qtbot.waitUntil(lambda: application.session.state == "idle", timeout=WAIT)
    assert application.window.isVisible()

    button(box, "Stop and close").click()

    assert not application.window.isVisible()


# Predicting


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
    monkeypatch.setattr(file_dialogs, "ask_for_picture", lambda *_: picture)
    QGuiApplication.clipboard().setImage(QImage(str(picture)))
    opened.window.show_tab("predict")

    words = {
        answered(qtbot, opened, lambda: drop(opened, picture)),
        answered(qtbot, opened, opened.predict.paste_button.click),
        answered(qtbot, opened, opened.predict.open_button.click),
        answered(qtbot, opened, lambda: opened.window.command.emit("picture")),
    }

    probability = Predictor(run).predict_files([picture])[0].probability
    assert len(words) == 1
    assert words.pop().startswith(f"{100 * probability:.1f} % malignant")


def test_a_broken_picture_is_told_and_nobody_waits_for_it(
    qtbot: QtBot, opened: Application, tmp_path: Path
) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")

    with capture_exceptions() as caught:
        drop(opened, tmp_path / "broken.jpg")
        assert opened.predict.answer.words == "The picture is being read."
        settled(qtbot, opened)

    assert errors_of(caught) == [ImageError]
    assert opened.predict.answer.words == "Open a picture to see how it is read."


def test_an_answer_of_a_run_that_is_no_longer_open_is_not_shown(
    qtbot: QtBot, opened: Application, other_run: Run, picture: Path
) -> None:
    opened.actions.prediction.predict_file(picture)
    opened.workspace.open_run(other_run)
    settled(qtbot, opened)

    assert opened.predict.answer.words == "Open a picture to see how it is read."


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
            assert numbers.text("Sensitivity") == f"{(positives >= threshold).mean():.3f}"
            assert numbers.text("Specificity") == f"{(negatives < threshold).mean():.3f}"
        slider.setValue(500)
        opened.window.show_tab("inspect")  # follows when it is looked at
        numbers = opened.inspect.results.numbers
        assert numbers.text("Sensitivity") == f"{(positives >= 0.5).mean():.3f}"
        assert numbers.text("Specificity") == f"{(negatives < 0.5).mean():.3f}"


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


# The rest of the menus


def test_tabs_and_pages_are_made_without_a_window_of_their_own(
    application: Application, qtbot: QtBot, qapp: QApplication
) -> None:
    """One that flashes up would take the keyboard away from the main window."""
    shown: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
                shown.extend([watched] if watched.isWindow() else [])
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    for name in TABS:
        application.window.command.emit(f"tab:{name}")
    for wiring in (
        application.importing,
        application.fetching,
        application.checking,
        application.leakage,
    ):
        application.window.show_page(wiring.page)
    qapp.removeEventFilter(watch)

    assert shown == []


def test_the_colour_scheme_is_changed_and_remembered(
    application: Application, locations: Locations, qapp: QApplication
) -> None:
    application.window.command.emit("scheme:dark")
    dark = current_colours()
    application.window.command.emit("scheme:light")
    assert dark != current_colours()

    application.window.command.emit("scheme:dark")
    application.shut_down()

    assert "colour_scheme=dark" in (locations.settings / "window.ini").read_text()
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


def test_menus_reach_tabs_start_page_log_folder_and_about(
    application: Application, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    for name in TABS:
        application.window.command.emit(f"tab:{name}")
        assert getattr(application, name).isVisible()
    application.window.command.emit("start")
    assert application.window.start_page.isVisible()
    application.window.command.emit("logs")
    assert [Path(folder) for folder in opened] == [locations.logs]

    application.window.command.emit("about")
    box = modal(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "not a medical device" in box.informativeText()
    box.close()


def test_a_data_set_that_cannot_be_read_leaves_open_what_was(
    qtbot: QtBot, opened: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_archives", lambda *_: [tmp_path / "gone.zip"])
    before = header(opened)

    opened.window.command.emit("archives")
    settled(qtbot, opened)

    page = opened.importing.page
    assert "gone.zip does not exist" in page.message.accessibleName()
    page.back.click()
    assert opened.window.tabs.isVisible()
    assert header(opened) == before
