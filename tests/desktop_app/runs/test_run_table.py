"""The table sorts, filters and groups what it is given, and takes titles, notes and stars."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.runs.columns import COLUMNS, NAMES, duration
from desktop_app.runs.run_table import RunTable
from tests.data.summaries import DATASETS, summaries, summary


@pytest.fixture
def table(qtbot: QtBot) -> RunTable:
    table = RunTable()
    qtbot.addWidget(table)
    table.resize(1240, 400)
    table.show()
    return table


def shown(table: RunTable, column: str = "title") -> list[str]:
    """Return what stands in a column, from top to bottom."""
    return [str(index.siblingAtColumn(NAMES.index(column)).data()) for index in table.runs.rows()]


def click_header(table: RunTable, qtbot: QtBot, column: str) -> None:
    header = table.header()
    place = header.sectionViewportPosition(NAMES.index(column)) + 20
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))


def cell(table: RunTable, row: int, column: str) -> QModelIndex:
    return table.runs.rows()[row].siblingAtColumn(NAMES.index(column))


def click(table: RunTable, qtbot: QtBot, row: int, column: str) -> None:
    place = table.visualRect(cell(table, row, column)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_run_is_told_in_a_row(table: RunTable) -> None:
    table.show_runs([summary("first", title="Baseline", note="two\nlines", seconds=7503.0)])

    cells = {name: shown(table, name)[0] for name in NAMES}
    assert cells["title"] == "Baseline"
    assert cells["dataset"] == DATASETS[0]
    assert cells["status"] == "Done"
    assert cells["epochs"] == "10 of 10"
    assert cells["val_loss"] == "0.400"
    assert cells["val_auc"] == "0.850"
    assert cells["seconds"] == "2 h 05 min"
    assert cells["note"] == "two lines"


def test_the_model_keeps_qts_rules_flat_and_grouped(
    table: RunTable, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.data_display_may_return_none = True
    table.show_runs(summaries(20))
    qtmodeltester.check(table.runs)
    table.arrange(grouped=True)
    table.arrange(text="baseline")
    table.arrange(grouped=False, text="")


@pytest.mark.parametrize("descending", [False, True])
def test_what_is_not_known_comes_last_in_both_directions(table: RunTable, descending: bool) -> None:
    losses = {"bad": {"val_loss": 0.9}, "good": {"val_loss": 0.1}, "none": {}}
    losses["odd"] = {"val_loss": math.nan}
    table.show_runs([summary(name, best=best) for name, best in losses.items()])

    table.arrange(column="val_loss", descending=descending)

    best = ["bad", "good"] if descending else ["good", "bad"]
    assert shown(table) == [*best, "none", "odd"]


def test_a_click_on_a_title_sorts_and_another_turns_it_round(table: RunTable, qtbot: QtBot) -> None:
    table.show_runs([summary(name, epochs_done=done) for name, done in (("a", 3), ("b", 12))])

    click_header(table, qtbot, "epochs")
    assert shown(table) == ["a", "b"], "as numbers, not as text"
    click_header(table, qtbot, "epochs")
    assert shown(table) == ["b", "a"]


def test_only_what_is_asked_for_is_shown(table: RunTable) -> None:
    table.show_runs(
        [
            summary("one", title="Spring", note="Large rate"),
            summary("two", title="Spring", dataset=DATASETS[1]),
            summary("three", status="failed", note="large"),
        ]
    )

    table.arrange(text="RATE spring")
    assert shown(table) == ["Spring"]
    table.arrange(text="", status="failed")
    assert shown(table) == ["three"]
    table.arrange(status="", dataset=DATASETS[1])
    assert [run.name for run in map(table.runs.run_at, table.runs.rows()) if run] == ["two"]


def test_runs_of_the_queue_are_told_apart(table: RunTable) -> None:
    runs = [summary("a", status="not begun"), summary("b", status="not begun")]
    table.show_runs(runs)
    table.runs.show_waiting([str(runs[1].path)])

    assert shown(table, "status") == ["Not begun", "Queued"]


def test_runs_stand_below_their_data_sets(table: RunTable) -> None:
    table.show_runs([summary(f"run {n}", dataset=DATASETS[n % 2]) for n in range(5)])

    table.arrange(grouped=True)

    tops = [table.runs.index(row, 0).data() for row in range(table.runs.rowCount())]
    assert tops == [f"{DATASETS[0]}  ·  3 runs", f"{DATASETS[1]}  ·  2 runs"]
    assert shown(table) == ["run 0", "run 2", "run 4", "run 1", "run 3"]
    assert all(table.isExpanded(table.runs.index(row, 0)) for row in range(2))
    assert all(table.isFirstColumnSpanned(row, QModelIndex()) for row in range(2))
    table.arrange(text="isic")
    assert table.runs.rowCount() == 1, "a data set with no run to show is left out"


def test_a_data_set_shows_that_it_folds_and_stays_folded(table: RunTable, qtbot: QtBot) -> None:
    runs = summaries(12)
    table.show_runs(runs)
    table.arrange(grouped=True)
    group = table.runs.index(0, 0)

    def arrow() -> QImage:
        icon = table.runs.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
        return icon.pixmap(16, 16).toImage()

    unfolded = arrow()
    place = table.visualRect(group).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not table.isExpanded(group)
    assert arrow() != unfolded

    table.show_runs(runs)  # as after each epoch of a training
    assert not table.isExpanded(table.runs.index(0, 0))
    assert table.isExpanded(table.runs.index(1, 0))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.isExpanded(table.runs.index(0, 0))
    assert arrow() == unfolded


def test_what_is_selected_stays_so_however_it_is_arranged(table: RunTable) -> None:
    runs = summaries(12)
    table.show_runs(runs)
    chosen = {runs[2].path, runs[7].path}
    table.choose(chosen)

    table.arrange(column="val_loss", descending=False)
    assert set(table.chosen_paths()) == chosen
    table.arrange(grouped=True)
    assert set(table.chosen_paths()) == chosen
    table.show_runs(runs[:5])
    assert table.chosen_paths() == [runs[2].path]


def test_a_title_is_written_in_its_cell(table: RunTable, qtbot: QtBot) -> None:
    table.show_runs([summary("first"), summary("second")])
    table.choose([Path("/runs/second")])

    table.write("title")
    editor = table.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "second"
    qtbot.keyClicks(editor, "Baseline")
    with qtbot.waitSignal(table.runs.renamed) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert told.args == [Path("/runs/second"), "Baseline"]
    assert shown(table) == ["first", "Baseline"]


def test_the_name_of_the_folder_is_no_title(table: RunTable, qtbot: QtBot) -> None:
    table.show_runs([summary("first", title="Baseline")])

    with qtbot.waitSignal(table.runs.renamed) as told:
        table.runs.setData(cell(table, 0, "title"), " first ")
    assert told.args == [Path("/runs/first"), ""]
    with qtbot.assertNotEmitted(table.runs.renamed):
        table.runs.setData(cell(table, 0, "title"), "first")


def test_a_note_is_taken_also_below_a_data_set(table: RunTable, qtbot: QtBot) -> None:
    table.show_runs([summary("first"), summary("second", dataset=DATASETS[1])])
    table.arrange(grouped=True)

    with qtbot.waitSignal(table.runs.annotated) as told:
        table.runs.setData(cell(table, 1, "note"), "Too slow")

    assert told.args == [Path("/runs/second"), "Too slow"]
    assert shown(table, "note") == ["", "Too slow"]


def test_a_click_on_the_star_sets_it(table: RunTable, qtbot: QtBot) -> None:
    table.show_runs([summary("first")])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert cell(table, 0, "star").data(role) == "Not starred"

    with qtbot.waitSignal(table.runs.starred) as told:
        click(table, qtbot, 0, "star")

    assert told.args == [Path("/runs/first"), True]
    assert cell(table, 0, "star").data(role) == "Starred"


def test_several_runs_are_selected_with_keys(table: RunTable, qtbot: QtBot) -> None:
    table.show_runs([summary(name) for name in "abc"])
    click(table, qtbot, 0, "title")
    with qtbot.waitSignal(table.chosen_changed):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    assert [run.name for run in table.chosen()] == ["a", "b"]


def test_a_thousand_runs_come_in_one_reset(table: RunTable, qtbot: QtBot) -> None:
    resets: list[int] = []
    table.runs.modelReset.connect(lambda: resets.append(table.runs.rowCount()))

    table.show_runs(summaries(1000))

    assert resets == [1000]
    table.arrange(text="baseline")
    table.arrange(text="", column="val_auc")
    assert len(resets) == 3
    best = [float(text) for text in shown(table, "val_auc")]
    assert best == sorted(best, reverse=True)
    assert len(best) == 1000


def test_the_table_leaves_as_it_is_shown(table: RunTable) -> None:
    table.show_runs([summary("first", starred=True), summary("second", note="a, b")])
    table.arrange(column="title", descending=True)

    header, rows = table.texts()

    assert header[:3] == ["Starred", "Title", "Data set"]
    assert [row[:2] for row in rows] == [["no", "second"], ["yes", "first"]]
    assert rows[0][-1] == "a, b"
    assert len(header) == len(COLUMNS) == len(rows[0])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (0.4, "0 s"), (42.4, "42 s"), (75, "1 min 15 s"), (3599, "59 min")],
)
def test_a_duration_is_said_as_a_person_says_it(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words
