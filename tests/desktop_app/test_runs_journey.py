"""Coming back to runs, in the real main window: the table, comparing, deleting, and the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.runs.columns import NAMES
from desktop_app.runs.page import RunsPage
from desktop_app.settings import Settings
from tests.desktop_app.conftest import WAIT, Trained, copy_of
from training.data.dataset import Dataset
from training.host import HostedRun
from training.locations import Locations
from training.run_store import RunStore
from training.runs import Run, list_runs

pytestmark = pytest.mark.timeout(600)

CONTROL = Qt.KeyboardModifier.ControlModifier
CHANGES = {"optimisation.epochs": 1, "optimisation.batch_size": 16}


@pytest.fixture
def _from_here(monkeypatch: pytest.MonkeyPatch, locations: Locations) -> Iterator[None]:
    """Let processes of their own find the program; none of them outlives the test."""
    monkeypatch.chdir(Path(__file__).parents[2])
    yield
    for folder in list_runs(locations.runs):
        HostedRun.follow(Run.open(folder)).kill()


def rest(qtbot: QtBot, application: Application) -> None:
    """Wait until no work is left."""
    qtbot.waitUntil(
        lambda: application.session.state == "idle" and not application.jobs.active, timeout=WAIT
    )


def show_runs(qtbot: QtBot, application: Application) -> RunsPage:
    """Open the page by its key; return it with all runs in it."""
    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        qtbot.keyClick(application.window, Qt.Key.Key_4, CONTROL)
    page = application.runs.page
    assert page.isVisible()
    return page


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isEnabled(), widget.toolTip()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def titles(page: RunsPage) -> list[str]:
    column = NAMES.index("title")
    return [str(row.siblingAtColumn(column).data()) for row in page.table.runs.rows()]


def choose(page: RunsPage, *runs: Run) -> None:
    page.table.choose([run.path for run in runs])


def write(
    qtbot: QtBot,
    page: RunsPage,
    text: str,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Write into the cell that a key opens."""
    page.table.setFocus()
    qtbot.keyClick(page.table, key, modifier)
    editor = page.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    with qtbot.waitSignal(page.table.runs.dataChanged):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(page.table.hasFocus)


def train(qtbot: QtBot, application: Application, rate: float) -> Run:
    """Train a tiny run in the window."""
    application.train.setup.choose(
        "small-cnn", {**CHANGES, "optimisation.learning_rate": rate, "split.by": "group"}
    )
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        click(qtbot, application.train.setup.start_button)
    rest(qtbot, application)
    assert application.workspace.run is not None
    return application.workspace.run


def test_two_runs_are_compared_named_deleted_brought_back_and_repeated(
    qtbot: QtBot, application: Application, dataset: Dataset, locations: Locations
) -> None:
    application.workspace.open_dataset(dataset)
    first = train(qtbot, application, 0.003)
    second = train(qtbot, application, 0.001)
    page = show_runs(qtbot, application)
    assert titles(page) == [second.name, first.name]
    header = page.table.header()
    place = header.sectionViewportPosition(NAMES.index("title")) + 20
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
    assert titles(page) == sorted([first.name, second.name])

    # Title, note and star are seen at once, and stand in the folder.
    choose(page, first)
    write(qtbot, page, "Baseline", Qt.Key.Key_F2)
    write(qtbot, page, "A little too fast", Qt.Key.Key_E, CONTROL)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CONTROL)
    rest(qtbot, application)
    assert "Baseline" in titles(page)
    told = {run.path: run for run in RunStore(locations.runs, locations.cache).summaries()}
    assert told[first.path].title == "Baseline"
    assert told[first.path].note == "A little too fast"
    assert told[first.path].starred

    qtbot.keyClicks(page.filter.text, "too fast")
    assert titles(page) == ["Baseline"]
    page.filter.text.clear()

    # Both together: curves, and what differs.
    with qtbot.waitSignal(application.actions.table.compared, timeout=WAIT):
        choose(page, first, second)
    rest(qtbot, application)
    panel = page.comparison
    assert panel.plot.isVisible()
    assert "Baseline" in panel.plot.accessibleDescription()
    rows = {row[1]: row[3:] for row in panel.differences.texts()}
    assert sorted(rows["Learning rate"]) == ["0.001", "0.003"]
    assert "Epochs" not in rows
    panel.metric_box.set_choice("accuracy")
    panel.metric_chosen.emit("accuracy")
    rest(qtbot, application)
    assert panel.plot.accessibleName() == "Accuracy"

    # Deleted, and back again.
    choose(page, first, second)
    page.table.setFocus()
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.nothing.isVisible()
    assert not first.path.exists()
    assert page.deleted.accessibleName() == "Note: Deleted 2 runs."
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        click(qtbot, page.deleted.undo)
    assert sorted(titles(page)) == sorted(["Baseline", second.name])
    assert not page.deleted.isVisible()

    # Its configuration, to be trained again.
    application.train.setup.choose("small-cnn", {"optimisation.learning_rate": 0.5})
    choose(page, first)
    with qtbot.waitSignal(application.actions.table.duplicated, timeout=WAIT):
        click(qtbot, page.deeds.buttons["duplicate"])
    assert application.train.isVisible()
    setup = application.train.setup
    assert setup.recipe.name == "small-cnn"
    assert application.workspace.config_of(
        setup.recipe.name, setup.changes
    ) == first.config.model_copy(
        update={"data": application.workspace.config_of(setup.recipe.name, setup.changes).data}
    )
    assert first.name in application.train.message.accessibleName()

    # Its curves and results, as when it was trained.
    page = show_runs(qtbot, application)
    choose(page, first)
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert application.inspect.isVisible()
    assert application.workspace.run is not None
    assert application.workspace.run.path == first.path
    rest(qtbot, application)


def test_the_open_run_is_closed_before_it_is_deleted_and_leaves_nothing_behind(
    qtbot: QtBot, application: Application, run: Run, other_run: Run, locations: Locations
) -> None:
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    rest(qtbot, application)
    application.window.show_tab("predict")
    application.predict.threshold_moved.emit(0.31)
    page = show_runs(qtbot, application)
    choose(page, run)
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        click(qtbot, page.deeds.buttons["delete"])

    # Nothing is open any more, and nothing says otherwise.
    assert application.workspace.run is None
    assert titles(page) == [other_run.name]
    for name, words in (
        ("train", "Nothing trained yet"),
        ("inspect", "No results yet"),
        ("predict", "No model to ask yet"),
    ):
        application.window.show_tab(name)
        shown = [
            label.text() for label in application.window.findChildren(QLabel) if label.isVisible()
        ]
        assert words in shown
        assert "No run" in shown
    application.actions.threshold.move(0.77)
    rest(qtbot, application)
    application.actions.threshold.save()
    assert [path.name for path in list_runs(locations.runs)] == [other_run.name]
    assert not run.path.exists()

    # It comes back selected, at the threshold that was chosen, and opens again.
    page = show_runs(qtbot, application)
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        click(qtbot, page.deleted.undo)
    assert page.table.chosen_paths() == [run.path]
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert application.workspace.run is not None
    assert application.workspace.threshold == 0.31
    rest(qtbot, application)


@pytest.mark.usefixtures("_from_here")
def test_a_queue_runs_through_a_failure_and_goes_on(
    qtbot: QtBot, application: Application, dataset: Dataset, locations: Locations
) -> None:
    application.workspace.open_dataset(dataset)
    setup = application.train.setup
    for rate in (0.003, 0.002, 0.001):
        setup.choose("small-cnn", {**CHANGES, "optimisation.learning_rate": rate})
        with qtbot.waitSignal(application.actions.queue.changed, timeout=WAIT):
            setup.queue_requested.emit(setup.recipe.name, setup.changes)
    assert application.runs.note.text() == "Queue: 3 held"
    first, second, third = application.actions.queue.waiting
    assert application.session.state == "idle", "it begins when it is told to"

    page = show_runs(qtbot, application)
    application.runs.note.click()
    assert page.queue.isVisible()
    page.queue.list.setCurrentRow(2)
    click(qtbot, page.queue.up)
    assert application.actions.queue.waiting == [first, third, second]
    description = json.loads((third / "dataset.json").read_text("utf-8"))
    description["path"] = str(dataset.root / "moved")  # so that it fails
    (third / "dataset.json").write_text(json.dumps(description))

    ended: list[Path] = []
    failed: list[Path] = []
    application.session.finished.connect(lambda run: ended.append(run.path))
    application.actions.queue.failed.connect(lambda path, _why: failed.append(path))
    click(qtbot, page.queue.go)
    qtbot.waitUntil(lambda: len(ended) == 3, timeout=3 * WAIT)
    rest(qtbot, application)

    assert page.isVisible(), "nobody is led away by a run of the queue"
    assert ended == [first, third, second]
    assert failed == [third]
    assert [Run.open(path).status for path in ended] == ["done", "failed", "done"]
    assert not application.runs.note.isVisible()
    assert third.name in page.message.accessibleName()
    assert application.actions.queue.waiting == []


@pytest.mark.slow
@pytest.mark.usefixtures("_from_here")
def test_a_queue_goes_on_in_the_next_window(
    qtbot: QtBot, application: Application, dataset: Dataset, locations: Locations
) -> None:
    application.workspace.open_dataset(dataset)
    setup = application.train.setup
    setup.choose("small-cnn", CHANGES)
    with qtbot.waitSignal(application.actions.queue.changed, timeout=WAIT):
        setup.queue_requested.emit(setup.recipe.name, setup.changes)
    [waiting] = application.actions.queue.waiting
    application.window.close()
    rest(qtbot, application)
    assert Run.open(waiting).status == "unfinished"

    settings = Settings(locations)
    settings.queue_goes_on = True
    next_one = Application(locations, settings)
    next_one.window.show()
    with qtbot.waitSignal(next_one.session.finished, timeout=WAIT):
        pass
    rest(qtbot, next_one)
    assert Run.open(waiting).status == "done"
    next_one.window.close()
    assert next_one.shut_down()
    next_one.window.deleteLater()


def test_a_run_that_waits_is_queued_and_a_done_one_is_repeated(
    qtbot: QtBot, application: Application, run: Run, dataset: Dataset, locations: Locations
) -> None:
    page = show_runs(qtbot, application)
    choose(page, run)
    with qtbot.waitSignal(application.actions.queue.changed, timeout=WAIT):
        click(qtbot, page.deeds.buttons["queue"])
    rest(qtbot, application)

    [waiting] = application.actions.queue.waiting
    assert waiting != run.path
    assert Run.open(waiting).config == run.config
    qtbot.waitUntil(lambda: len(titles(page)) == 2, timeout=WAIT)

    page.queue.list.setCurrentRow(0)
    click(qtbot, page.queue.remove)
    assert application.actions.queue.waiting == []
    rest(qtbot, application)
    choose(page, Run.open(waiting))
    with qtbot.waitSignal(application.actions.queue.changed, timeout=WAIT):
        click(qtbot, page.deeds.buttons["queue"])
    assert application.actions.queue.waiting == [waiting], "it had not begun: it waits itself"
    rest(qtbot, application)


def test_what_cannot_be_set_up_as_it_was_is_said(
    qtbot: QtBot,
    application: Application,
    run: Run,
    trained: Trained,
    dataset: Dataset,
    locations: Locations,
) -> None:
    foreign = copy_of(trained.run, locations, "foreign")
    text = (foreign.path / "config.json").read_text("utf-8")
    (foreign.path / "config.json").write_text(text.replace('"small-cnn"', '"of-a-friend"'))
    application.workspace.open_dataset(dataset)  # a copy of that of the run, elsewhere
    page = show_runs(qtbot, application)
    choose(page, foreign)
    with qtbot.waitSignal(application.actions.table.duplicated, timeout=WAIT):
        click(qtbot, page.deeds.buttons["duplicate"])

    words = application.train.message.accessibleDescription()
    assert "of-a-friend" in words
    assert "will be trained on" in words
    assert application.train.setup.changes["optimisation.epochs"] == 2
    rest(qtbot, application)
