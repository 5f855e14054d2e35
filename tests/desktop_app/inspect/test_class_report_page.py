"""The report by class shows the evaluation's numbers with intervals and where they come from."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_app.inspect.class_report_page import ClassReportPage
from desktop_app.widgets.estimate_table import EstimateTable
from tests.desktop_app.results import class_results, results

RNG = np.random.default_rng(5)
TRUTH = np.arange(30) % 3
SCORES = RNG.dirichlet(np.ones(3), 30) + 0.6 * np.eye(3)[TRUTH]
PART = class_results(TRUTH.tolist(), (SCORES / SCORES.sum(axis=1, keepdims=True)).tolist())
BINARY = results(RNG.integers(0, 2, 30), RNG.random(30))


@pytest.fixture
def page(qtbot: QtBot) -> ClassReportPage:
    page = ClassReportPage()
    qtbot.addWidget(page)
    page.resize(1248, 560)
    page.show()
    return page


def cell(table: EstimateTable, row: int, title: str) -> tuple[str, str]:
    """Return text and tool tip of a cell."""
    for column in range(table.columnCount()):
        head, item = table.horizontalHeaderItem(column), table.item(row, column)
        if head is not None and item is not None and head.text() == title:
            return item.text(), item.toolTip()
    raise AssertionError(f"no column {title}")


def test_every_class_and_the_averages_have_their_numbers(
    qtbot: QtBot, page: ClassReportPage
) -> None:
    with qtbot.waitSignal(page.report_wanted) as wanted:
        page.show_results({"validation": PART}, 0.5)
    assert wanted.args == [PART, None]
    report = PART.class_report

    page.show_report(PART, None, report)

    table = page.card.table
    for row, told in enumerate((*report.rows, report.macro, report.weighted)):
        assert cell(table, row, "Class")[0] == told.name
        for title, name in (("Precision", "precision"), ("F1", "f1"), ("ROC AUC", "auc")):
            estimate = getattr(told, name)
            assert cell(table, row, title)[0].startswith(f"{estimate.value:.3f}")
            assert f"{estimate.low:.3f}–{estimate.high:.3f}" in cell(table, row, title)[0]
    assert "Wilson" in cell(table, 0, "Recall")[1]
    assert "Biometrics" in cell(table, 0, "ROC AUC")[1]
    assert "2,000 draws" in cell(table, 0, "F1")[1]
    assert f"{report.balanced_accuracy.value:.3f}" in page.about.text()
    heads = [table.horizontalHeaderItem(c).text() for c in range(table.columnCount())]
    assert "Top 2" in heads
    assert "Top 3" not in heads  # three classes are all there are


def test_it_is_asked_for_only_when_it_is_looked_at(qtbot: QtBot, page: ClassReportPage) -> None:
    page.hide()
    with qtbot.assertNotEmitted(page.report_wanted):
        page.show_results({"validation": PART}, 0.5)
    with qtbot.waitSignal(page.report_wanted):
        page.show()
    page.hide()
    with qtbot.assertNotEmitted(page.report_wanted):
        page.show()


def test_benign_and_malignant_follow_the_threshold_once_it_rests(
    qtbot: QtBot, page: ClassReportPage
) -> None:
    page.show_results({"validation": BINARY}, 0.5)
    assert not page.reading.isVisible()
    asked: list[float | None] = []
    page.report_wanted.connect(lambda _, threshold: asked.append(threshold))

    with qtbot.waitSignal(page.report_wanted):
        for threshold in (0.4, 0.3, 0.2):
            page.set_threshold(threshold)
    assert asked == [0.2]
    page.show_report(BINARY, 0.3, BINARY.side_report(0.3))
    assert page.card.table.rowCount() == 0  # an answer that is too late
    page.show_report(BINARY, 0.2, BINARY.side_report(0.2))

    recall = BINARY.counts_at(0.2).sensitivity.value
    assert cell(page.card.table, 1, "Recall")[0].startswith(f"{recall:.3f}")
    assert "at the threshold 0.2" in page.about.text()


def test_all_classes_do_not_follow_the_threshold_and_the_sides_do(
    qtbot: QtBot, page: ClassReportPage
) -> None:
    page.show_results({"validation": PART}, 0.5)
    page.show_report(PART, None, PART.class_report)
    page.set_threshold(0.2)
    assert page.card.table.rowCount() == 5

    page.reading.set_choice("sides")
    with qtbot.waitSignal(page.report_wanted) as wanted:
        page.reading.chosen.emit("sides")
    assert wanted.args == [PART, 0.2]


def test_the_table_leaves_with_its_intervals(qtbot: QtBot, page: ClassReportPage) -> None:
    page.show_results({"validation": PART}, 0.5)
    page.show_report(PART, None, PART.class_report)

    qtbot.keyClick(page.card.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("Class\tPictures\tPrecision\t")
    rows = list(csv.DictReader(io.StringIO(page.card.table.text())))

    told = PART.class_report.rows[1]
    assert rows[1]["Class"] == "keratosis"
    assert float(rows[1]["Recall"]) == told.recall.value
    assert float(rows[1]["Recall, 95 % low"]) == told.recall.low
    assert rows[1]["Recall, method"] == "wilson"
