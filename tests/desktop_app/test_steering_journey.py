"""A person steers a training in the real window, comes back to it, and is told why one fails."""

from __future__ import annotations

import errno
import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from tests.desktop_app.conftest import WAIT
from training import course
from training.callbacks import finite_loss
from training.data.dataset import Dataset
from training.errors import LesionLabError, TrainingError
from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    RunEnded,
    RunPaused,
    StepEnded,
    WeightsSeen,
)
from training.runs import Run

pytestmark = pytest.mark.timeout(600)


class Person:
    """Sits before the window; remembers what the training told."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        self._qtbot = qtbot
        self.app = application
        self.told: list[Event] = []
        application.session.events_arrived.connect(self.told.extend)

    def set_up(self, dataset: Dataset, epochs: int) -> None:
        """Open a data set and choose a small network; an epoch has a few steps."""
        self.app.workspace.open_dataset(dataset)
        self.app.train.setup.choose(
            "small-cnn", {"optimisation.epochs": epochs, "optimisation.batch_size": 8}
        )

    def start(self) -> None:
        self.app.train.setup.start_button.click()

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=WAIT)

    def wait_for(self, state: str) -> None:
        self.wait(lambda: self.app.session.state == state)

    def wait_until_paused(self, times: int) -> None:
        """Wait until the training has paused so many times, and is paused."""
        self.wait(lambda: self.count(RunPaused) == times and self.app.session.state == "paused")

    def wait_until_done(self) -> Run:
        """Wait for the end, and until the window has opened the run."""
        self.wait(lambda: self.app.session.state == "idle" and not self.app.jobs.active)
        run = self.app.workspace.run
        assert run is not None
        return run

    def count(self, kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in self.told)

    @property
    def steps(self) -> int:
        """How many steps the training has told of."""
        return self.count(StepEnded)

    @property
    def words(self) -> str:
        """What stands in the progress card."""
        labels = self.app.train.progress.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


@pytest.fixture
def person(qtbot: QtBot, application: Application) -> Person:
    return Person(qtbot, application)


def test_pause_step_continue_change_the_rate_stop_resume_and_add_epochs(
    qtbot: QtBot, person: Person, dataset: Dataset
) -> None:
    app = person.app
    person.set_up(dataset, 5_000)
    steering, pages = app.train.progress.steering, app.train.pages
    person.start()
    assert not steering.hold.isEnabled()
    person.wait_for("running")
    person.wait(lambda: person.steps > 0)

    # Pause: nothing happens any more.
    steering.hold.click()
    person.wait_for("paused")
    assert "Paused" in person.words
    steps = person.steps

    # One step, then one epoch to its end, by the keyboard.
    qtbot.keyClick(app.window, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    person.wait_until_paused(2)
    assert person.steps == steps + 1
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(app.window, Qt.Key.Key_Right, both)
    person.wait_until_paused(3)
    last = [event for event in person.told if isinstance(event, StepEnded | EpochEnded)][-1]
    assert isinstance(last, EpochEnded)

    # The validation part after that epoch, and the pictures of its samples.
    pages.show_page("Validation")
    assert pages.validation.matrix.counts.sum() > 0
    assert len(pages.validation.pictures) > 0
    person.wait(lambda: all(p._thumbnail is not None for p in pages.validation.pictures))

    # Another learning rate is used from the next step on.
    steering.rate.field.selectAll()
    qtbot.keyClicks(steering.rate.field, "2e-4")
    qtbot.keyClick(steering.rate.field, Qt.Key.Key_Return)
    steering.step.click()
    person.wait(lambda: person.count(LearningRateChanged) == 1)
    assert "Learning rate 0.0002" in person.words
    person.wait_until_paused(4)

    # The weights, on demand.
    pages.show_page("Network")
    pages.network.button.click()
    person.wait(lambda: person.count(WeightsSeen) == 1)
    assert len(pages.network.filters._pictures) > 0
    assert len(pages.network.histograms.histograms) > 0

    # Continue, then stop; what was learned is kept.
    steering.hold.click()
    person.wait_for("running")
    steps = person.steps
    person.wait(lambda: person.steps > steps + 3)
    app.train.setup.stop_button.click()
    run = person.wait_until_done()
    assert run.status == "stopped"
    assert run.has_model

    # Its log tells all of this.
    (run.path / "log.txt").write_text("INFO what the engine wrote\n", encoding="utf-8")
    pages.show_page("Log")
    person.wait(lambda: "what the engine wrote" in pages.log.log.toPlainText())
    for words in ("Paused in epoch", "Learning rate 0.0002 from", "The weights were looked at"):
        assert words in pages.log.events.toPlainText()

    # Resume, and stop again.
    assert app.train.progress.offer.text() == "Resume"
    app.train.progress.offer.click()
    person.wait_for("running")
    steps = person.steps
    person.wait(lambda: person.steps > steps)
    steering.hold.click()
    person.wait_for("paused")
    app.train.setup.stop_button.click()  # a paused one stops too
    run = person.wait_until_done()
    assert run.status == "stopped"


def test_epochs_are_added_to_a_run_that_is_done(person: Person, dataset: Dataset) -> None:
    person.set_up(dataset, 1)
    person.start()
    run = person.wait_until_done()
    steering = person.app.train.progress.steering
    assert run.status == "done"
    assert "Done" in person.words
    assert steering.add.isVisible()
    assert person.app.train.pages.scrubber.words.startswith("Epoch 1 of 1")

    steering.epochs.setValue(2)
    steering.add.click()
    person.wait(lambda: person.count(EpochsAdded) == 1)
    again = person.wait_until_done()

    assert again.path == run.path
    assert again.status == "done"
    assert sum(isinstance(event, EpochEnded) for event in again.events()) == 3
    assert person.app.train.pages.scrubber.words.startswith("Epoch 3 of 3")
    assert person.app.train.loss.curves()["validation"][0].tolist() == [1, 2, 3]


def test_a_past_run_shows_what_it_showed_live(
    qtbot: QtBot, person: Person, dataset: Dataset
) -> None:
    app = person.app
    person.set_up(dataset, 2)
    person.start()
    run = person.wait_until_done()
    pages = app.train.pages
    pages.show_page("Validation")
    person.wait(lambda: not app.jobs.active)
    live = (pages.validation.matrix.counts.tolist(), pages.scrubber.words)
    curves = {name: y.tolist() for name, (_, y) in app.train.loss.curves().items()}

    with qtbot.waitSignal(app.actions.runs.events.ended, timeout=WAIT):
        app.actions.runs.open(run.path)
    person.wait(lambda: not app.jobs.active)

    assert (pages.validation.matrix.counts.tolist(), pages.scrubber.words) == live
    assert all(p._thumbnail is not None for p in pages.validation.pictures)
    past = {name: y.tolist() for name, (_, y) in app.train.loss.curves().items()}
    assert past == {name: pytest.approx(y, rel=1e-6) for name, y in curves.items()}
    pages.scrubber.slider.setValue(0)
    assert pages.scrubber.words.startswith("Epoch 1 of 2")


def out_of_memory() -> Exception:
    return MemoryError()


def disk_full() -> Exception:
    return OSError(errno.ENOSPC, "No space left on device", "best.keras")


def unforeseen() -> Exception:
    return ZeroDivisionError("by zero")


def foreseen() -> Exception:
    return TrainingError("The data set is not what it was.", mend="Import it again.")


@pytest.mark.parametrize(
    ("error", "reason", "mend"),
    [
        (out_of_memory, "not enough memory", "smaller batch size"),
        (disk_full, "best.keras is full", "Make room"),
        (unforeseen, "ZeroDivisionError", "resuming the run"),
        (foreseen, "not what it was", "Import it again"),
    ],
)
def test_a_run_that_fails_says_why_and_what_to_do(
    person: Person,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    error: Callable[[], Exception],
    reason: str,
    mend: str,
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise error()

    monkeypatch.setattr(course, "samples_of_parts", fail)
    person.set_up(dataset, 2)
    with capture_exceptions() as caught:
        person.start()
        run = person.wait_until_done()

    message = person.app.train.message
    assert message.isVisible()
    assert reason in message.accessibleName()
    assert mend in message.accessibleDescription()
    assert "Failed" in person.words
    assert run.status == "failed"
    assert all(not isinstance(raised, LesionLabError) for _, raised, _ in caught)


def test_a_loss_that_is_no_number_ends_the_run_with_its_reason(
    person: Person, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = finite_loss._look
    monkeypatch.setattr(
        finite_loss, "_look", lambda _logs, message: look({"loss": math.nan}, message)
    )
    person.set_up(dataset, 2)
    person.start()
    person.wait(lambda: person.count(RunEnded) == 1)
    person.wait(lambda: person.app.session.state == "idle" and not person.app.jobs.active)

    assert "Failed" in person.words
    assert "loss" in person.app.train.message.accessibleName()
    assert "learning rate" in person.app.train.message.accessibleDescription()
