"""What a training takes is looked at once a second, while somebody can see it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.train.pace import Pace
from desktop_app.train.watch_resources import ResourceLine
from tests.desktop_app.train.told import started, step


@pytest.fixture
def pace() -> Pace:
    """Return the pace of a run with two steps of ten pictures a second."""
    pace = Pace()
    pace.take(started())
    for second in range(4):
        pace.take_steps([step(0, 2 * second, 1000.0 + second)])
    return pace


@pytest.fixture
def line(qtbot: QtBot, pace: Pace) -> ResourceLine:
    line = ResourceLine(pace)
    qtbot.addWidget(line)
    line.show()
    line.begin(pace)
    return line


def test_speed_processor_memory_and_device_are_told(line: ResourceLine) -> None:
    line.follow(os.getpid(), ["CPU", "GPU: Lovely 4000"])
    line.renew()

    speed, steps, processor, memory, device = line.text().split("  ·  ")
    assert (speed, steps) == ("20 pictures/s", "2 steps/s")
    assert processor.startswith("processor ")
    assert 0.02 < float(memory.removeprefix("memory ").removesuffix(" GB")) < 100
    assert device == "GPU: Lovely 4000"


def test_a_process_that_has_ended_takes_nothing(line: ResourceLine) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    line.follow(process.pid)
    process.wait()
    line.renew()
    assert line.text() == "20 pictures/s  ·  2 steps/s"

    line.follow(process.pid)
    line.follow(None)
    line.renew()
    assert "memory" not in line.text()


def test_it_rests_while_hidden_and_after_the_end(line: ResourceLine, pace: Pace) -> None:
    assert line._timer.isActive()
    line.hide()
    assert not line._timer.isActive()
    line.show()
    assert line._timer.isActive()
    line.end()
    assert not line._timer.isActive()
    assert line.text() == ""
