"""Classes are named by hand, by pasting or by program; what is malignant is suggested."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidgetItem
from pytestqt.qtbot import QtBot

from desktop_app.foreign.class_table import ClassTable


@pytest.fixture
def table(qtbot: QtBot) -> ClassTable:
    table = ClassTable()
    qtbot.addWidget(table)
    table.show_outputs(["1", "2", "3"])
    return table


def cell(table: ClassTable, row: int, column: int) -> QTableWidgetItem:
    item = table.item(row, column)
    assert item is not None
    return item


def paste(table: ClassTable, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keySequence(table, QKeySequence(QKeySequence.StandardKey.Paste))


def test_it_says_what_is_missing(table: ClassTable) -> None:
    assert table.why_not == "Name the class of output 1."
    table.name_all(["nv", "bkl", "nv"])
    assert table.why_not == "Two outputs are called nv."
    table.name_all(["nv", "bkl", "df"])
    assert table.why_not == "Check the classes that count as malignant."
    for row in range(3):
        cell(table, row, 2).setCheckState(Qt.CheckState.Checked)
    assert table.why_not == "Leave at least one class that is not malignant."
    cell(table, 0, 2).setCheckState(Qt.CheckState.Unchecked)
    assert (table.why_not, table.positive) == ("", ("bkl", "df"))


@pytest.mark.parametrize("text", ["nv\nmel\n'bcc'\n", "nv, mel, bcc", '"nv","mel","bcc"'])
def test_names_are_pasted_and_the_malignant_ones_suggested(table: ClassTable, text: str) -> None:
    assert not table.is_named
    table.setCurrentCell(2, 1)
    paste(table, text)
    assert table.names == ("nv", "mel", "bcc")
    assert table.positive == ("mel", "bcc")
    assert table.is_named


def test_fewer_names_are_pasted_where_the_cursor_stands_and_more_are_left_out(
    table: ClassTable,
) -> None:
    table.name_all(["a", "b", "c"])
    table.setCurrentCell(1, 1)
    paste(table, "x, y")
    assert table.names == ("a", "x", "y")
    paste(table, "\n".join("defghij"))
    assert table.names == ("d", "e", "f")


def test_what_a_person_has_checked_stays(qtbot: QtBot, table: ClassTable) -> None:
    with qtbot.waitSignal(table.changed):
        cell(table, 0, 2).setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(table.changed):
        cell(table, 1, 1).setText(" melanoma ")
    assert table.names == ("", "melanoma", "")
    assert table.positive == ("", "melanoma")
    assert cell(table, 1, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "melanoma: malignant"
    table.show_outputs(["1", "2"], ["melanoma", "nevus"], ["nevus"])
    assert table.positive == ("nevus",), "the file says so"
