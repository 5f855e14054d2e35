"""Background work is seen at the bottom of the window, and can be stopped there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.jobs import Jobs
from desktop_app.status_bar import StatusBar
from training.progress import Progress


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs(load_tensorflow=lambda: None)
    yield jobs
    assert jobs.shutdown(5)


@pytest.fixture
def bar(qtbot: QtBot, jobs: Jobs) -> Iterator[StatusBar]:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    jobs.active_changed.connect(bar.show_jobs)
    yield bar
    bar.stop()


def texts(bar: StatusBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


def cancel_button(bar: StatusBar) -> QToolButton:
    return bar.findChild(QToolButton)


def counting(told: threading.Event) -> Callable[[Progress], None]:
    def work(progress: Progress) -> None:
        while True:
            progress("Reading pictures", 1_200, 2_000)
            told.set()

    return work


def test_without_work_it_shows_no_bar_but_caution_device_and_memory(bar: StatusBar) -> None:
    assert not cancel_button(bar).isVisible()
    caution, device, memory = texts(bar)
    assert "Not a medical device" in caution
    assert device == "TensorFlow not started"
    assert memory.endswith(" MB")
    [label] = [label for label in bar.findChildren(QLabel) if label.text() == memory]
    for words in ("TensorFlow keeps", "process of its own"):
        assert words in label.toolTip()

    bar.show_device("CPU")
    assert "CPU" in texts(bar)


def test_work_shows_its_progress_and_how_much_waits(
    qtbot: QtBot, jobs: Jobs, bar: StatusBar
) -> None:
    first = jobs.run("Opening the data set", counting(threading.Event()))
    second = jobs.run("Reading results", counting(threading.Event()))
    assert "Opening the data set  (+1)" in texts(bar)

    qtbot.waitUntil(lambda: "Reading pictures: 1,200 of 2,000" in texts(bar))

    progress = bar.findChild(QProgressBar)
    assert (progress.value(), progress.maximum()) == (1_200, 2_000)
    for job in (second, first):
        with qtbot.waitSignal(job.cancelled):
            job.cancel()
    assert not progress.isVisible()


def test_the_cross_stops_the_work_that_is_shown(qtbot: QtBot, jobs: Jobs, bar: StatusBar) -> None:
    told = threading.Event()
    job = jobs.run("Opening the data set", counting(told))
    assert told.wait(5)

    with qtbot.waitSignal(job.cancelled):
        qtbot.mouseClick(cancel_button(bar), Qt.MouseButton.LeftButton)
        assert "Stopping" in texts(bar)

    assert jobs.active == ()
    assert not cancel_button(bar).isVisible()
