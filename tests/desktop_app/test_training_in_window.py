"""A training from the window: its tab, its questions, its end, and what keeps it from starting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.train.weights_dialog import WeightsDialog
from tests.desktop_app.conftest import WAIT, Trained
from tests.desktop_app.in_window import button, errors_of, modal, settled, status
from training.control import Control
from training.data.dataset import Dataset
from training.errors import TrainingError
from training.events import Event, RunStarted
from training.locations import Locations
from training.runs import Run


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
        ready: bool,
    ) -> None:
        assert not more_epochs
        assert ready
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
