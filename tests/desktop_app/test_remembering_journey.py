"""What was open is offered again, and opened at the next start."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.settings import LastSession, Settings
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import settled
from training.data.dataset import Dataset
from training.locations import Locations
from training.runs import Run


def recent(application: Application) -> dict[str, QAction]:
    actions = application.window.recent.actions()
    return {action.text().replace("&", ""): action for action in actions if action.text()}


def look(qtbot: QtBot, application: Application) -> None:
    application.window.recent.aboutToShow.emit()
    settled(qtbot, application)


def test_what_was_open_is_remembered_when_the_window_closes(
    opened: Application, run: Run, locations: Locations
) -> None:
    opened.window.show_tab("predict")
    opened.window.close()

    last = Settings(locations).last_session
    assert last.run == run.path
    assert last.dataset == Path(run.dataset.path)
    assert last.tab == "predict"


def test_a_start_opens_what_was_open(
    qtbot: QtBot, application: Application, run: Run, dataset: Dataset, locations: Locations
) -> None:
    settings = Settings(locations)
    settings.last_session = LastSession(dataset.root, run.path, "predict")
    settings.save()
    application.remembering.restore()
    qtbot.waitUntil(lambda: application.workspace.run is not None, timeout=WAIT)
    settled(qtbot, application)

    assert application.workspace.run is not None
    assert application.workspace.run.path == run.path
    assert application.workspace.dataset is not None
    assert application.workspace.dataset.root == dataset.root
    assert application.window.tab == "predict"


def test_nothing_is_opened_where_a_person_wants_none_of_it(
    application: Application, dataset: Dataset, locations: Locations
) -> None:
    settings = application._settings
    settings.last_session = LastSession(dataset.root, None, "train")
    settings.restores = False
    application.remembering.restore()

    assert not application.jobs.active
    assert application.workspace.dataset is None
    assert application.window.shown is application.window.start_page


def test_at_the_first_start_there_is_nothing_to_open(application: Application) -> None:
    application.remembering.restore()

    assert not application.jobs.active
    assert application.window.shown is application.window.start_page


def test_what_is_gone_is_told_quietly_and_the_rest_is_opened(
    qtbot: QtBot, application: Application, run: Run, dataset: Dataset
) -> None:
    shutil.rmtree(run.path)
    application._settings.last_session = LastSession(dataset.root, run.path, "inspect")
    with qtbot.captureExceptions() as caught:
        application.remembering.restore()
        qtbot.waitUntil(lambda: application.workspace.dataset is not None, timeout=WAIT)
        settled(qtbot, application)

    assert caught == []
    assert application.workspace.run is None
    assert application.window.tab == "inspect"
    assert str(run.path) in application.window.status.currentMessage()


def test_what_was_opened_can_be_opened_again_from_the_menu(
    qtbot: QtBot, opened: Application, run: Run
) -> None:
    opened.actions.runs.close()
    assert {run.name, Path(run.dataset.path).name} <= set(recent(opened))

    recent(opened)[run.name].trigger()
    qtbot.waitUntil(lambda: opened.workspace.run is not None, timeout=WAIT)
    settled(qtbot, opened)


def test_what_is_missing_is_said_to_be_and_can_be_removed(
    qtbot: QtBot, application: Application, dataset: Dataset, tmp_path: Path
) -> None:
    application.workspace.open_dataset(dataset)
    settled(qtbot, application)
    application._settings.recent_runs = [tmp_path / "gone & away"]
    application.remembering._show()
    look(qtbot, application)

    missing = recent(application)["gone  away (missing)"]
    assert not missing.isEnabled()
    assert recent(application)[dataset.root.name].isEnabled()

    recent(application)["Remove what is missing"].trigger()
    assert application._settings.recent_runs == ()
    assert application._settings.recent_datasets == (dataset.root,)
    look(qtbot, application)
    assert not recent(application)["Remove what is missing"].isEnabled()

    recent(application)["Clear this list"].trigger()
    assert application._settings.recent_datasets == ()
    assert [action.isEnabled() for action in recent(application).values()] == [False]


def test_what_lies_in_the_cache_is_not_remembered(
    qtbot: QtBot, application: Application, dataset: Dataset, locations: Locations
) -> None:
    kept = replace(dataset, root=locations.cache / "lesson")
    kept.save()
    application.workspace.open_dataset(kept)
    settled(qtbot, application)
    application.window.close()

    assert application._settings.recent_datasets == ()
    assert application._settings.last_session.dataset is None


@pytest.mark.parametrize("text", ["session\\dataset=@Invalid()", "[recent]\ndatasets=7\nruns="])
def test_a_damaged_file_remembers_nothing_harmful(locations: Locations, text: str) -> None:
    locations.settings.mkdir(parents=True)
    (locations.settings / "window.ini").write_text(text)

    settings = Settings(locations)
    assert settings.last_session.run is None
    assert settings.recent_runs == ()
    assert all(isinstance(path, Path) for path in settings.recent_datasets)


def test_the_newest_comes_first_once_and_only_so_many_are_kept(locations: Locations) -> None:
    settings = Settings(locations)
    for number in (*range(12), 3):
        settings.recent_runs = (Path(f"/runs/{number}"), *settings.recent_runs)

    assert [path.name for path in settings.recent_runs] == [
        "3",
        "11",
        "10",
        "9",
        "8",
        "7",
        "6",
        "5",
    ]
