"""What the window says of a training before it starts, and of a run that is not done."""

from __future__ import annotations

import os

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.train.outlook_note import OutlookNote
from tests.desktop_app.conftest import WAIT
from training.claim import Claim
from training.data.dataset import Dataset
from training.errors import RunError, TrainingError
from training.events import StepEnded
from training.runs import Run


def settled(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def outlook(application: Application) -> str:
    [note] = application.train.setup.findChildren(OutlookNote)
    return note.text() if note.isVisible() else ""


@pytest.fixture
def cut_off(run: Run) -> Run:
    """Return a run whose events end in its first epoch, as a crash leaves them."""
    lines = run.events_path.read_bytes().splitlines(keepends=True)
    place = next(n for n, event in enumerate(run.events()) if isinstance(event, StepEnded))
    os.truncate(run.events_path, sum(map(len, lines[: place + 1])))
    return run


def opened(qtbot: QtBot, application: Application, run: Run) -> None:
    with qtbot.waitSignal(application.workspace.run_changed, timeout=WAIT):
        application.actions.runs.open(run.path)
    settled(qtbot, application)
    application.window.show_tab("train")


def test_doubts_and_refusals_follow_what_is_set_up(
    qtbot: QtBot, application: Application, dataset: Dataset
) -> None:
    application.workspace.open_dataset(dataset)
    setup = application.train.setup
    setup.choose("small-cnn", {"optimisation.batch_size": 512})
    [note] = setup.findChildren(OutlookNote)
    qtbot.waitUntil(lambda: "every epoch is a single step" in note.text(), timeout=WAIT)
    assert note.isVisible()

    setup.choose("ham-cnn-scratch", {})
    qtbot.waitUntil(lambda: "tells many classes apart" in outlook(application), timeout=WAIT)

    setup.choose("ham-cnn-scratch", {"optimisation.schedule": "cosine"})
    assert "Lower rate after needs Schedule" in outlook(application)

    setup.choose("frozen-mobilenet-025", {"optimisation.batch_size": 8})
    qtbot.waitUntil(
        lambda: "weights are not on this computer" in outlook(application), timeout=WAIT
    )
    settled(qtbot, application)


def test_a_run_that_is_done_is_not_offered_to_go_on(
    qtbot: QtBot, application: Application, run: Run
) -> None:
    opened(qtbot, application, run)

    assert not application.train.progress.offer.isVisible()
    with capture_exceptions() as caught:
        application.window.command.emit("resume")
    [(kind, error, _)] = caught
    assert kind is RunError
    assert "done" in str(error)
    assert application.session.state == "idle"


def test_without_a_run_there_is_nothing_to_resume(application: Application) -> None:
    with capture_exceptions() as caught:
        application.window.command.emit("resume")

    assert "No run is open" in str(caught[0][1])


def test_an_opened_run_that_was_cut_off_goes_on_in_the_window(
    qtbot: QtBot, application: Application, cut_off: Run
) -> None:
    opened(qtbot, application, cut_off)
    offer = application.train.progress.offer
    assert offer.isVisible()
    assert offer.text() == "Resume"
    assert "Cut off" in offer.toolTip()

    with qtbot.waitSignal(application.session.finished, timeout=WAIT):
        application.window.command.emit("resume")

    assert cut_off.status == "done"
    assert not offer.isVisible()
    settled(qtbot, application)


def test_an_opened_run_that_another_process_trains_can_be_followed(
    qtbot: QtBot, application: Application, cut_off: Run
) -> None:
    with qtbot.waitSignal(application.actions.training.unfinished_found, timeout=WAIT):
        application.actions.training.look_for_unfinished()
    settled(qtbot, application)  # what is found at the start is followed at once
    with Claim(cut_off.path):
        opened(qtbot, application, cut_off)
        offer = application.train.progress.offer
        assert offer.text() == "Follow"
        offer.click()
        qtbot.waitUntil(lambda: application.session.state == "running", timeout=WAIT)
        assert application.session.outlives_the_window
        assert not offer.isVisible()
        application.window.close()
        for box in application.window.findChildren(QMessageBox):
            assert "goes on" in box.text()
            box.reject()

    with qtbot.waitSignal(application.session.finished, timeout=WAIT):
        pass  # nobody trains it any more
    assert cut_off.status == "failed"
    assert "ended from outside" in application.train.message.accessibleName()
    settled(qtbot, application)


def test_a_training_that_fails_in_the_window_says_why_and_can_go_on(
    qtbot: QtBot, application: Application, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_run: Run, **_named: object) -> None:
        raise TrainingError("The loss became nan.", mend="Choose a smaller learning rate.")

    monkeypatch.setattr("desktop_app.actions.training.train", fail)
    application.workspace.open_dataset(dataset)

    with qtbot.waitSignal(application.session.finished, timeout=WAIT):
        application.train.setup.start_button.click()

    assert application.train.message.accessibleName() == "Error: The loss became nan."
    assert application.train.progress.offer.text() == "Resume"
    settled(qtbot, application)
