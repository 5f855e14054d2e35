"""A training in a process of its own outlives the window, and the next window finds it again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.settings import Settings
from tests.desktop_app.conftest import WAIT
from training.data.dataset import Dataset
from training.events import EpochEnded, Event, RunResumed, StepEnded
from training.host import HostedRun
from training.locations import Locations
from training.runs import Run, list_runs

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def window(
    qtbot: QtBot, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], AbstractContextManager[Application]]]:
    """Return what opens a window, as a start of the program does; no process outlives the test."""
    monkeypatch.chdir(Path(__file__).parents[2])

    @contextmanager
    def opened() -> Iterator[Application]:
        application = Application(locations, Settings(locations))
        application.window.show()
        try:
            yield application
        finally:
            application.session.abandon()
            qtbot.waitUntil(lambda: application.session.state == "idle", timeout=WAIT)
            application.window.close()
            assert application.shut_down()
            application.window.deleteLater()

    yield opened
    for folder in list_runs(locations.runs):
        HostedRun.follow(Run.open(folder)).kill()


def start_in_own_process(qtbot: QtBot, application: Application, dataset: Dataset) -> Run:
    """Start a training that would take hours; return its run once it has learned a little."""
    application.workspace.open_dataset(dataset)
    setup = application.train.setup
    setup.choose(
        "small-cnn",
        {
            "optimisation.epochs": 5_000,
            "optimisation.batch_size": 8,
            "checkpoint.seconds": 0.0,
        },
    )
    setup.keep_training(True)
    setup.start_button.click()
    learned(qtbot, application)
    [folder] = list_runs(application.actions.training._locations.runs)
    return Run.open(folder)


def learned(qtbot: QtBot, application: Application) -> None:
    """Wait until the window shows an epoch that has just ended."""
    with qtbot.waitSignal(
        application.session.events_arrived,
        timeout=WAIT,
        check_params_cb=lambda events: any(isinstance(event, EpochEnded) for event in events),
    ):
        pass


def close(application: Application) -> QMessageBox:
    """Press the window's cross; return the question that it asks."""
    assert not application.window.close()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    return box


def answer(box: QMessageBox, text: str) -> None:
    [button] = [each for each in box.findChildren(QPushButton) if each.text() == text]
    button.click()


def words(application: Application) -> str:
    labels = application.train.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_it_outlives_the_window_is_found_again_stopped_and_evaluated(
    qtbot: QtBot, window: Callable[[], AbstractContextManager[Application]], dataset: Dataset
) -> None:
    with window() as first:
        run = start_in_own_process(qtbot, first, dataset)
        assert "Goes on when the window closes" in words(first)
        box = close(first)
        assert "goes on" in box.text()
        answer(box, "Stay")
        assert first.window.isVisible()
        answer(close(first), "Close the window")
        qtbot.waitUntil(lambda: not first.window.isVisible())
    assert run.is_running

    with window() as second:
        told: list[Event] = []
        second.session.events_arrived.connect(told.extend)
        qtbot.waitUntil(lambda: second.session.state == "running", timeout=WAIT)
        assert second.train.isVisible()
        assert second.workspace.dataset is not None
        learned(qtbot, second)
        steps = [(e.epoch, e.step) for e in told if isinstance(e, StepEnded)]
        assert steps[0] == (0, 0), "the curves begin where the training began"
        assert len(steps) == len({*steps})
        with qtbot.waitSignal(second.actions.runs.results_ready, timeout=WAIT):
            second.train.setup.stop_button.click()
        qtbot.waitUntil(lambda: not second.jobs.active, timeout=WAIT)
        assert run.status == "stopped"
        assert "Stopped" in words(second)
        assert second.workspace.run is not None
        assert second.workspace.run.path == run.path
        second.window.show_tab("inspect")
        shown = float(second.inspect.results.numbers.text("ROC AUC"))
        assert 0 <= shown <= 1


def test_one_that_is_killed_says_so_and_is_resumed_in_the_window(
    qtbot: QtBot, window: Callable[[], AbstractContextManager[Application]], dataset: Dataset
) -> None:
    with window() as application:
        run = start_in_own_process(qtbot, application, dataset)
        with qtbot.waitSignal(application.session.finished, timeout=WAIT):
            HostedRun.follow(run).kill()
        assert application.train.message.isVisible()
        assert "ended from outside" in application.train.message.accessibleName()
        assert "Resume the run" in application.train.message.accessibleDescription()
        assert application.train.progress.offer.isVisible()
        qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)

        application.train.setup.keep_training(False)
        told: list[Event] = []
        application.session.events_arrived.connect(told.extend)
        application.train.progress.offer.click()
        learned(qtbot, application)
        assert not application.train.progress.offer.isVisible()
        assert not application.train.message.isVisible()
        qtbot.waitUntil(lambda: any(isinstance(event, RunResumed) for event in told), timeout=WAIT)
        steps = [(e.epoch, e.step) for e in told if isinstance(e, StepEnded)]
        assert steps[0] == (0, 0)
        assert len(steps) == len({*steps}), "what it goes on from is told once"
        with qtbot.waitSignal(application.session.finished, timeout=WAIT):
            application.train.setup.stop_button.click()
        assert run.status == "stopped"
        qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def test_one_that_was_cut_off_is_offered_at_the_next_start(
    qtbot: QtBot, window: Callable[[], AbstractContextManager[Application]], dataset: Dataset
) -> None:
    with window() as first:
        run = start_in_own_process(qtbot, first, dataset)
        answer(close(first), "Close the window")
    HostedRun.follow(run).kill()
    qtbot.waitUntil(lambda: not run.is_running, timeout=WAIT)

    with window() as second:
        page = second.window.start_page
        qtbot.waitUntil(page.unfinished.isVisible, timeout=WAIT)
        assert page.isVisible(), "nothing is followed that nobody trains"
        [button] = page.unfinished.findChildren(QPushButton)
        assert button.text() == "Resume"
        second.train.setup.keep_training(True)
        told: list[Event] = []
        second.session.events_arrived.connect(told.extend)
        button.click()
        qtbot.waitUntil(lambda: any(isinstance(event, RunResumed) for event in told), timeout=WAIT)
        learned(qtbot, second)
        assert second.train.isVisible()
        assert run.is_running
        with qtbot.waitSignal(second.session.finished, timeout=WAIT):
            second.train.setup.stop_button.click()
        qtbot.waitUntil(lambda: not second.jobs.active, timeout=WAIT)


def test_a_window_that_closes_at_once_still_lets_it_begin(
    qtbot: QtBot,
    window: Callable[[], AbstractContextManager[Application]],
    dataset: Dataset,
    locations: Locations,
) -> None:
    with window() as application:
        application.workspace.open_dataset(dataset)
        qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
        application.train.setup.choose("small-cnn", {"optimisation.epochs": 5_000})
        application.train.setup.keep_training(True)
        application.train.setup.start_button.click()
        assert application.session.state == "starting"
        answer(close(application), "Close the window")

    [folder] = list_runs(locations.runs)
    qtbot.waitUntil(lambda: Run.open(folder).is_running, timeout=WAIT)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_twenty_runs_leave_the_memory_of_the_window_as_it_was(
    qtbot: QtBot,
    window: Callable[[], AbstractContextManager[Application]],
    dataset: Dataset,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After the first two, which load what looking at a run needs."""
    held = []
    with window() as application:
        application.workspace.open_dataset(dataset)
        for seed in range(20):
            changes = {"optimisation.epochs": 2, "optimisation.batch_size": 8, "seed": seed}
            application.train.setup.choose("small-cnn", changes)
            application.train.setup.keep_training(True)
            with qtbot.waitSignal(application.session.finished, timeout=WAIT):
                application.train.setup.start_button.click()
            qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
            gc.collect()
            held.append(psutil.Process().memory_info().rss)
    with capsys.disabled():
        print("\nMB held by the window after each run:", [round(rss / 1e6) for rss in held])
    assert len(list_runs(application.actions.training._locations.runs)) == 20
    assert held[-1] < 1.05 * held[1]
