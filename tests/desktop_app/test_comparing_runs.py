"""What differs between runs is shown on View > Runs in the words of the Train tab."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from tests.data.run_folders import make_run, told
from tests.desktop_app.conftest import WAIT
from training.locations import Locations


def test_the_fields_that_differ_have_the_words_of_the_train_tab(
    qtbot: QtBot, application: Application, locations: Locations
) -> None:
    runs = [
        make_run(locations.runs, name, changes=changes, events=told(epochs=3, best=1))
        for name, changes in (("a", {}), ("b", {"optimisation.learning_rate": 0.25}))
    ]
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        application.runs.show()
    page = application.runs.page
    with qtbot.waitSignal(application.actions.table.compared, timeout=WAIT):
        page.table.choose([run.path for run in runs])
    [header, *rows] = page.comparison.differences.texts()
    assert header[:3] == ["Group", "Field", "Name"]
    [row] = rows
    assert row[:3] == ["Learning", "Learning rate", "optimisation.learning_rate"]
    assert sorted(row[3:]) == ["0.001", "0.25"]
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
    assert page.comparison.plot.isVisible()
    assert application.runs.note.isHidden(), "no run waits"
