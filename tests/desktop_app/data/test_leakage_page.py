"""A person sees what leakage does, side by side and with intervals."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.data.leakage_page import LeakagePage
from desktop_app.data.values import LeakageRow
from desktop_app.theme import apply_theme

ROW = LeakageRow("test", "ROC AUC", "0.91 (0.89 to 0.93)", "0.84 (0.81 to 0.87)", "+0.07")


@pytest.fixture
def page(qtbot: QtBot) -> LeakagePage:
    page = LeakagePage()
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_comparison_from_start_to_numbers(qtbot: QtBot, page: LeakagePage) -> None:
    page.show_set_up("ham10000", "Small CNN from scratch", "")
    assert not page.results.isVisible()
    assert page.nothing.isVisible()
    with qtbot.waitSignal(page.comparison_requested):
        page.start.click()

    page.show_busy("Comparing two splits")
    assert not page.start.isEnabled()
    with qtbot.waitSignal(page.cancel_requested):
        page.progress.cancel.click()

    page.show_rows([ROW], "By picture, 1,034 lesions stand on both sides.")
    assert page.table.texts() == [
        ["Test", "ROC AUC", "0.91 (0.89 to 0.93)", "0.84 (0.81 to 0.87)", "+0.07"]
    ]
    assert page.start.isEnabled()
    assert not page.nothing.isVisible()

    page.forget()
    assert not page.results.isVisible()


def test_while_a_training_runs_it_cannot_be_started(page: LeakagePage) -> None:
    page.show_set_up("ham10000", "Small CNN", "A training is running: stop it first.")

    assert not page.start.isEnabled()
    assert page.start.toolTip() == "A training is running: stop it first."


@pytest.mark.parametrize("width", [1200, 1900])
def test_no_line_is_cut_and_all_numbers_are_seen(
    qtbot: QtBot, qapp: QApplication, width: int
) -> None:
    apply_theme(qapp, "light")  # in the sizes that people see
    page = LeakagePage()
    qtbot.addWidget(page)
    page.resize(width, 620)  # what a window of 720 leaves to the page
    page.show_set_up("ham10000", "Small CNN from scratch", "")
    page.show_rows([ROW] * 8, "By picture, 1,034 lesions stand on both sides; by lesion, 0.")
    page.show()
    for _ in range(5):  # layouts ask for layouts
        qapp.processEvents()

    for label in page.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())
    assert not page.table.verticalScrollBar().isVisible()
    assert page.table.height() < 330, "there is no empty frame below the rows"
