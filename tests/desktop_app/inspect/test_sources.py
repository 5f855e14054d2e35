"""Every number of the Inspect pages says in its tool tip where its interval comes from."""

from __future__ import annotations

from html import escape

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.inspect.class_report_page import ClassReportPage
from desktop_app.inspect.comparison_numbers import ComparisonNumbers
from desktop_app.inspect.curves_page import CurvesPage
from desktop_app.inspect.external_results import ExternalResults
from desktop_app.inspect.results_page import ResultsPage
from desktop_app.inspect.subgroups_page import SubgroupsPage
from desktop_app.widgets.estimate_table import EstimateTable
from desktop_app.widgets.metric_table import MetricTable
from desktop_app.widgets.number_grid import NumberGrid
from tests.desktop_app.results import class_results, results
from training.evaluation.comparison import compare
from training.evaluation.intervals import SOURCES

RNG = np.random.default_rng(3)
TRUTH = RNG.integers(0, 2, 60).tolist()
PARTS = {part: results(TRUTH, RNG.random(60).tolist(), part) for part in ("validation", "test")}
CLASSES = class_results((np.arange(30) % 3).tolist(), RNG.dirichlet(np.ones(3), 30).tolist())


def told_sources(text: str) -> list[str]:
    return [source for source in SOURCES.values() if escape(source, quote=False) in text]


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.show()


def check_table(table: EstimateTable) -> None:
    checked = 0
    for row in range(table.rowCount()):
        for column in range(table.columnCount()):
            item = table.item(row, column)
            if "–" in item.text() or "." in item.text():  # an interval, or a number
                assert told_sources(item.toolTip()), item.text()
                checked += 1
    assert checked > 4


def check_labels(grid: NumberGrid | MetricTable) -> None:
    """Look at the labels that show numbers."""
    numbers = [
        label
        for label in grid.findChildren(QLabel)
        if label.accessibleName() and any(sign.isdigit() for sign in label.text())
    ]
    assert numbers
    for label in numbers:
        assert told_sources(label.toolTip()), label.accessibleName()


def test_by_class_and_about_all_classes_together(qtbot: QtBot) -> None:
    page = ClassReportPage()
    shown(qtbot, page)
    page.show_results({"validation": CLASSES}, 0.5)
    page.show_report(CLASSES, None, CLASSES.class_report)
    check_table(page.card.table)
    wilson, bootstrap = SOURCES["wilson"], SOURCES["bootstrap"]
    assert told_sources(page.about.toolTip()) == [wilson, bootstrap]


def test_subgroups(qtbot: QtBot) -> None:
    page = SubgroupsPage()
    shown(qtbot, page)
    page.show_columns(PARTS, ("sex",), 0.5)
    groups = PARTS["test"].subgroups(["female", "male"] * 30, 0.5)
    page.show_subgroups(PARTS["test"], "sex", 0.5, groups)
    check_table(page.card.table)


def test_operating_point_and_calibration(qtbot: QtBot) -> None:
    page = CurvesPage()
    shown(qtbot, page)
    page.show_results(PARTS, 0.5)
    page.show_reliability(PARTS["validation"], True, PARTS["validation"].reliability)
    check_labels(page.numbers)
    check_labels(page.operating.numbers)


def test_results(qtbot: QtBot) -> None:
    page = ResultsPage()
    shown(qtbot, page)
    page.show_results(PARTS, {}, 0.5)
    page.numbers.set_text("Largest class", "–", "")  # no estimate: what one answer would reach
    check_labels(page.numbers)


def test_comparison(qtbot: QtBot) -> None:
    numbers = ComparisonNumbers()
    qtbot.addWidget(numbers)
    first, second = PARTS["validation"], results(TRUTH, RNG.random(60).tolist())
    numbers.show_difference(compare(first, second, (0.5, 0.5)), (first.auc, second.auc))
    for name in ("AUC, this run", "AUC, other run"):
        tip = next(
            label.toolTip()
            for label in numbers.table.findChildren(QLabel)
            if label.accessibleName().startswith(name)
        )
        assert told_sources(tip) == [SOURCES["delong"]]
    rows = {row[0]: row for row in numbers.table.numbers()[1]}
    assert rows["AUC, this run"][1] == repr(first.auc.value)
    assert rows["McNemar, p"][1] == numbers.table.text("McNemar, p")


def test_another_data_set_has_the_same_table(qtbot: QtBot) -> None:
    page = ExternalResults()
    qtbot.addWidget(page)
    page.numbers.set_estimate("ROC AUC", PARTS["test"].auc)
    page.numbers.set_estimate("Sensitivity", PARTS["test"].counts_at(0.5).sensitivity)
    check_labels(page.numbers)


@pytest.mark.parametrize("kind", ["grid", "table"])
def test_numbers_beside_figures_leave_as_a_table(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    auc = PARTS["test"].auc
    widget: NumberGrid | MetricTable
    if kind == "grid":
        widget = NumberGrid(("Test",), [("ROC AUC", "Area.")])
        widget.set_estimate("ROC AUC", "Test", auc)
        begin = ["ROC AUC", "Test"]
    else:
        widget = MetricTable([("ROC AUC", "Area.")])
        widget.set_estimate("ROC AUC", auc)
        begin = ["ROC AUC"]
    shown(qtbot, widget)
    [row] = widget.numbers()[1]
    full = [*begin, repr(auc.value), repr(auc.low), repr(auc.high), "60", "delong"]
    assert row[: len(full)] == full

    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    menu = menu_of(widget)
    assert [action.text() for action in menu.actions()] == ["Copy table", "Save table as CSV…"]
    menu.actions()[0].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].split("\t")[: len(full)] == full


def menu_of(widget: QWidget) -> QMenu:
    """Ask for the context menu as the menu key does."""
    from PySide6.QtCore import QCoreApplication, QPoint
    from PySide6.QtGui import QContextMenuEvent

    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(), widget.mapToGlobal(QPoint())
    )
    QCoreApplication.sendEvent(widget, event)
    [menu] = widget.findChildren(QMenu)
    return menu
