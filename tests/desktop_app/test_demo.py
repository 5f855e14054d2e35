"""The demonstration does the whole job in the real window and keeps pictures of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from rich.console import Console

from desktop_app import demo as demo_module
from desktop_app.app import Application
from desktop_app.demo import Demo
from tests.desktop_app.conftest import WAIT
from training.console import ConsoleProgress
from training.errors import DataError
from training.runs import Run


@pytest.fixture
def terminal() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def demo(
    application: Application,
    terminal: io.StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Demo:
    monkeypatch.setattr(demo_module, "COUNT", 40)
    _ = application.train
    application.train.setup.choose(demo_module.RECIPE, {"optimisation.epochs": 2})
    progress = ConsoleProgress(Console(file=terminal, soft_wrap=True))
    return Demo(application, progress, pictures=tmp_path / "out", for_a_person=False)


def test_it_draws_trains_inspects_and_asks_about_an_unseen_picture(
    qtbot: QtBot, application: Application, demo: Demo, terminal: io.StringIO, tmp_path: Path
) -> None:
    with qtbot.waitSignal(demo.ended, timeout=WAIT):
        demo.start()

    assert demo.run is not None
    assert Run.open(demo.run).status == "done"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "inspect.png",
        "predict.png",
        "train.png",
    ]
    assert "% malignant" in application.predict.answer.words
    for words in ("Drawing", "Epoch 2/2", "Done after"):
        assert words in terminal.getvalue()


def test_it_tells_when_it_cannot_go_on(
    qtbot: QtBot, application: Application, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create_run(*args: object, **kwargs: object) -> None:
        raise DataError("The disk is full.")

    monkeypatch.setattr("desktop_app.actions.training.create_run", create_run)

    with qtbot.waitSignal(demo.failed, timeout=WAIT) as failed:
        demo.start()

    assert str(failed.args[0]) == "The disk is full."
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
