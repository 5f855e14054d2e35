"""The Runs page asks for what a person wants with the selected runs, and says what cannot be."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QMenu,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.runs.overlaying import told_apart
from desktop_app.runs.page import RunsPage
from desktop_app.train.difference_words import differences_in_words
from desktop_app.widgets.overlay_run import OverlayRun
from tests.data.summaries import summaries, summary

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: QtBot) -> RunsPage:
    page = RunsPage()
    qtbot.addWidget(page)
    page.resize(1280, 690)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def choose(page: RunsPage, *names: str) -> None:
    page.table.choose([Path("/runs") / name for name in names])


def button(page: RunsPage, name: str) -> QPushButton:
    return page.deeds.buttons[name]


def test_before_there_is_any_run_it_says_where_they_come_from(page: RunsPage, qtbot: QtBot) -> None:
    page.show_loading()
    page.show_runs([])

    assert page.nothing.isVisible()
    assert not page.table.isVisible()
    with qtbot.waitSignal(page.train_requested):
        page.nothing.action_triggered.emit("Go to the Train tab")
    page.show_runs([summary("first")])
    assert page.table.isVisible()
    assert page.table.hasFocus()


def test_a_search_that_finds_nothing_can_be_taken_back(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs(summaries(5))
    qtbot.keyClick(page.table, Qt.Key.Key_F, CONTROL)
    assert page.filter.text.hasFocus()

    qtbot.keyClicks(page.filter.text, "nothing like it")
    assert page.no_match.isVisible()
    assert page.filter.count.text() == "0 of 5 shown"
    qtbot.mouseClick(page.no_match.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert page.table.isVisible()
    assert page.filter.text.text() == ""
    assert page.filter.count.text() == ""


@pytest.mark.parametrize(
    ("name", "signal"),
    [("open", "opened"), ("go_on", "go_on_requested"), ("duplicate", "duplicate_requested")],
)
def test_what_is_done_with_one_run_is_asked_for_by_button(
    page: RunsPage, qtbot: QtBot, name: str, signal: str
) -> None:
    page.show_runs([summary("first"), summary("second", status="stopped")])
    assert button(page, name).toolTip() == "Select a run first."
    choose(page, "first", "second")
    assert button(page, name).toolTip() == "Select one run alone."
    choose(page, "second")

    with qtbot.waitSignal(getattr(page, signal)) as told:
        qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
    assert told.args == [Path("/runs/second")]


def test_enter_opens_the_run_once(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs([summary("first")])
    choose(page, "first")
    told: list[Path] = []
    page.opened.connect(told.append)

    qtbot.keyClick(page.table, Qt.Key.Key_Return)

    assert told == [Path("/runs/first")]


def test_several_runs_are_deleted_and_queued_by_key(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs([summary("first"), summary("second")])
    choose(page, "first", "second")
    both = [Path("/runs/first"), Path("/runs/second")]

    with qtbot.waitSignal(page.delete_requested) as deleted:
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert deleted.args == [both]
    with qtbot.waitSignal(page.queue_requested) as queued:
        qtbot.keyClick(page.table, Qt.Key.Key_Q, CONTROL | SHIFT)
    assert queued.args == [both]


def test_keys_write_title_and_note(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs([summary("first")])
    choose(page, "first")

    for key, signal in (
        ((Qt.Key.Key_F2,), page.table.runs.renamed),
        ((Qt.Key.Key_E, CONTROL), page.table.runs.annotated),
    ):
        qtbot.keyClick(page.table, *key)
        editor = page.table.indexWidget(page.table.currentIndex()) or page.focusWidget()
        qtbot.keyClicks(editor, "Words")
        with qtbot.waitSignal(signal) as told:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert told.args == [Path("/runs/first"), "Words"]
        page.table.setFocus()
        assert page.table.chosen_paths() == [Path("/runs/first")]


def test_a_star_is_given_to_all_or_taken_from_all(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs([summary("first", starred=True), summary("second")])
    choose(page, "first", "second")

    qtbot.keyClick(page.table, Qt.Key.Key_D, CONTROL)
    assert [run.starred for run in page.table.runs.runs] == [True, True]
    qtbot.keyClick(page.table, Qt.Key.Key_D, CONTROL)
    assert [run.starred for run in page.table.runs.runs] == [False, False]


def test_what_cannot_be_done_says_why(page: RunsPage) -> None:
    page.show_runs(
        [
            summary("done"),
            summary("training", status="running", running=True),
            summary("damaged", status="damaged", damage="config.json is missing."),
            summary("waiting", status="not begun"),
        ]
    )
    choose(page, "done")
    assert "duplicate its configuration" in button(page, "go_on").toolTip()
    assert button(page, "queue").text() == "Queue again"
    choose(page, "training")
    assert button(page, "go_on").text() == "Follow"
    assert "being trained" in button(page, "delete").toolTip()
    choose(page, "damaged")
    assert button(page, "open").toolTip() == "config.json is missing."
    assert button(page, "delete").isEnabled()
    choose(page, "waiting")
    assert button(page, "queue").text() == "Add to queue"
    assert button(page, "go_on").isEnabled()
    page.show_training(idle=False)
    assert "A training is running" in button(page, "go_on").toolTip()


def test_the_menu_holds_all_that_can_be_done(
    page: RunsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # the offscreen platform warns of it
    page.show_runs([summary("first")])
    choose(page, "first")

    page.table.menu_asked.emit(QPoint(10, 10))

    [menu] = page.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    actions = [action for action in menu.actions() if not action.isSeparator()]
    assert set(page.deeds.actions.values()) == set(actions)


def test_a_deletion_is_told_with_the_way_back(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs([summary("first")])
    assert not page.deleted.isVisible()
    page.deleted.show_deleted(2)
    assert page.deleted.accessibleName() == "Note: Deleted 2 runs."

    with qtbot.waitSignal(page.undo_requested):
        qtbot.keyClick(page.table, Qt.Key.Key_Z, CONTROL)
    with qtbot.assertNotEmitted(page.undo_requested):
        qtbot.keyClick(page.table, Qt.Key.Key_Z, CONTROL)


def test_curves_are_asked_for_once_the_selection_rests(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs([summary("first"), summary("second")])
    told: list[list[Path]] = []
    page.comparison_requested.connect(told.append)

    choose(page, "first")
    with qtbot.waitSignal(page.comparison_requested):
        choose(page, "first", "second")

    assert told == [[Path("/runs/first"), Path("/runs/second")]]
    page.show_runs([summary("first"), summary("second")])
    page.hide()
    assert told[1:] == [[]], "they are let go when nobody sees them"


def test_differences_can_be_copied_and_saved(
    page: RunsPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_runs([summary("first"), summary("second")])
    panel = page.comparison
    curves = [OverlayRun(name, [0.5, 1.0], [0.9, 0.4]) for name in ("first", "second")]
    panel.show_differences(
        ["first", "second"],
        differences_in_words(
            {
                "augmentation.rotation": [0.0, 20.0],
                "model.image_size": [[32, 32], [64, 64]],
                "optimisation.learning_rate": [0.001, 0.01],
                "optimisation.schedule": ["constant", "cosine"],
            }
        ),
    )
    panel.show_curves(curves, 2)

    table = panel.differences
    assert table.table.isVisible()
    expected = [
        ["Group", "Field", "Name", "first", "second"],
        ["Model", "Image size (px)", "model.image_size", "32 x 32", "64 x 64"],
        ["Learning", "Learning rate", "optimisation.learning_rate", "0.001", "0.01"],
        ["Learning", "Schedule", "optimisation.schedule", "constant", "cosine"],
        ["Augmentation", "Rotation (°)", "augmentation.rotation", "0", "20"],
    ]
    shown = [table.table.item(row, 0) for row in range(table.table.rowCount())]
    assert [cell.text() for cell in shown if not cell.flags() & Qt.ItemFlag.ItemIsSelectable] == [
        *("Model", "Learning", "Augmentation")
    ]
    rate = next(cell for cell in shown if cell.text() == "Learning rate")
    assert rate.toolTip().splitlines()[0] == "optimisation.learning_rate"
    assert table.table.item(rate.row(), 2).text() == "0.01"
    assert "4 fields differ" in table.accessibleDescription()
    table.table.setFocus()
    qtbot.keyClick(table.table, Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().text()
    assert list(csv.reader(io.StringIO(copied), delimiter="\t")) == expected
    file = tmp_path / "differences.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    qtbot.mouseClick(table.save, Qt.MouseButton.LeftButton)
    assert list(csv.reader(io.StringIO(file.read_text("utf-8")))) == expected


def test_same_configurations_leave_nothing_to_save(page: RunsPage) -> None:
    page.show_runs([summary("first"), summary("second")])
    page.comparison.show_differences(["first", "second"], [])
    assert not page.comparison.differences.save.isEnabled()


def test_the_queue_is_ordered_by_buttons_and_keys(page: RunsPage, qtbot: QtBot) -> None:
    runs = [summary(name, status="not begun", title=name.upper()) for name in ("a", "b", "c")]
    page.show_runs(runs)
    page.show_queue([run.path for run in runs], going_on=False, training=None)
    page.show_queue_tab()
    queue = page.queue
    assert page.below.tabText(1) == "Queue (3)"
    assert "A" in queue.list.item(0).text()

    queue.list.setCurrentRow(0)
    assert queue.up.toolTip() == "It is the next one already."
    with qtbot.waitSignal(queue.moved) as moved:
        qtbot.mouseClick(queue.down, Qt.MouseButton.LeftButton)
    assert moved.args == [runs[0].path, 1]
    page.show_queue([runs[1].path, runs[0].path, runs[2].path], going_on=False, training=None)
    assert queue.list.currentRow() == 1, "the run stays selected where it has gone"
    queue.list.setFocus()
    with qtbot.waitSignal(queue.moved) as moved:
        qtbot.keyClick(queue.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert moved.args == [runs[0].path, 0]
    with qtbot.waitSignal(queue.removed) as removed:
        qtbot.keyClick(queue.list, Qt.Key.Key_Delete)
    assert removed.args == [runs[0].path]
    with qtbot.waitSignal(queue.toggled) as toggled:
        qtbot.mouseClick(queue.go, Qt.MouseButton.LeftButton)
    assert toggled.args == [True]
    page.show_queue([], going_on=True, training=runs[0].path)
    assert queue.go.text() == "Hold the queue"
    assert not queue.remove.isEnabled()


def test_runs_of_one_title_are_told_apart() -> None:
    assert told_apart(["A", "B", "A"], ["1", "2", "3"]) == ["A (1)", "B", "A (3)"]


def test_tab_reaches_every_control_and_each_has_a_name(page: RunsPage, qtbot: QtBot) -> None:
    page.show_runs([summary("first", status="stopped")])
    choose(page, "first")
    page.table.setFocus()
    reached: list[QWidget] = [page.table]
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is page.table:
            break
        reached.append(focus)

    assert {page.filter.text, page.filter.status, page.filter.dataset, page.filter.group} <= {
        *reached
    }
    usable = {button for button in page.deeds.buttons.values() if button.isEnabled()}
    assert {*page.deeds.buttons.values()} - usable == {page.deeds.buttons["race"]}, "takes two"
    assert {*usable, page.below.tabBar(), page.back} <= {*reached}
    nameless = [
        widget
        for widget in reached
        if not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
        and not isinstance(widget, QTabBar)  # its tabs have names
    ]
    assert nameless == []
