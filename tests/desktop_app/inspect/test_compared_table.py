"""Several runs stand in a table: whole numbers, adjusted ones beside, and what is not compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.inspect.compared_table import ComparedTable
from desktop_app.inspect.comparing import ComparedRuns, Comparisons
from tests.desktop_app.results import results
from training.errors import RunError
from training.evaluation.comparison import compare

TRUTH = (np.arange(60) % 2).tolist()
RNG = np.random.default_rng(3)
GOOD = results(TRUTH, (0.6 * RNG.random(60) + 0.4 * np.array(TRUTH)).tolist())
A, B, BROKEN = Path("a"), Path("b"), Path("broken")
THRESHOLDS = (0.5, 0.5)


def compared(mix: float) -> ComparedRuns:
    """Return the good run beside one that knows less."""
    other = results(TRUTH, (0.9 * RNG.random(60) + mix * np.array(TRUTH)).tolist())
    difference = compare(GOOD, other, THRESHOLDS)
    return ComparedRuns("test", ("good", "other"), (GOOD, other), THRESHOLDS, difference)


FOUND = Comparisons("good", {A: compared(0.1), BROKEN: RunError("It is no run."), B: compared(0.0)})


@pytest.fixture
def table(qtbot: QtBot) -> ComparedTable:
    table = ComparedTable()
    qtbot.addWidget(table)
    table.resize(1200, 240)
    table.show()
    table.show_comparisons(FOUND, lambda folder: folder.name, A)
    return table


def text(table: ComparedTable, row: int, column: int) -> str:
    item = table.table.item(row, column)
    assert item is not None
    return item.text()


def test_each_run_has_its_difference_and_its_probabilities(table: ComparedTable) -> None:
    told = FOUND.compared[A].difference
    assert text(table, 0, 0) == "a"
    assert text(table, 0, 1).startswith(f"{told.second_auc:.3f}\n")
    assert text(table, 0, 2).startswith(f"{told.auc.value:.3f}\n{told.auc.low:.3f}")
    assert text(table, 0, 5) == f"{told.mcnemar.first_right} : {told.mcnemar.second_right}"
    assert text(table, 0, 8) == "60"
    smaller, larger = sorted((FOUND.compared[at].difference.auc_p or 0, at) for at in (A, B))
    assert FOUND.adjusted[smaller[1]][0] == pytest.approx(2 * smaller[0])
    assert FOUND.adjusted[larger[1]][0] == pytest.approx(max(larger[0], 2 * smaller[0]))
    assert "adjusted for the 2 runs" in table.note.text()


def test_what_is_not_compared_says_why_and_counts_as_no_comparison(table: ComparedTable) -> None:
    assert [text(table, 1, 0), text(table, 1, 1), text(table, 1, 4)] == [
        "broken",
        "not compared",
        "",
    ]
    item = table.table.item(1, 0)
    assert item is not None
    assert item.toolTip() == "It is no run."
    assert BROKEN not in FOUND.adjusted


def test_a_row_is_chosen_and_taken_away(qtbot: QtBot, table: ComparedTable) -> None:
    with qtbot.waitSignal(table.run_chosen) as chosen:
        qtbot.keyClick(table.table, Qt.Key.Key_Down)
    assert chosen.args == [BROKEN]
    with qtbot.waitSignal(table.removal_requested) as removed:
        table.remove.click()
    assert removed.args == [BROKEN]
    with qtbot.assertNotEmitted(table.run_chosen):
        table.show_comparisons(FOUND.among([A, B]), lambda folder: folder.name, B)
    assert table.table.rowCount() == 2
    assert table.table.currentRow() == 1


def test_the_chosen_row_stays_in_sight_in_little_room(qtbot: QtBot, table: ComparedTable) -> None:
    table.show_comparisons(FOUND, lambda folder: folder.name, B)
    table.resize(1200, 140)
    row = table.table.visualRect(table.table.model().index(2, 0))
    assert table.table.viewport().rect().contains(row.center())


def test_the_table_leaves_with_ends_of_intervals_and_names(table: ComparedTable) -> None:
    header, first, *_ = table.table.text().splitlines()
    assert 'Difference,"Difference, 95 % low"' in header
    assert first.startswith("a,")
    assert header.count("Holm") == 2
