"""Numbers to decide by stand beside what they rest on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.widgets.metric_table import MetricTable
from training.evaluation.intervals import Estimate, wilson


@pytest.fixture
def table(qtbot: QtBot) -> MetricTable:
    table = MetricTable([("Sensitivity", "Share that is found."), ("ROC AUC", "A chance.")])
    qtbot.addWidget(table)
    return table


def texts(table: MetricTable) -> list[str]:
    return [label.text() for label in table.findChildren(QLabel)]


def test_a_number_shows_interval_and_count(table: MetricTable) -> None:
    table.set_estimate("Sensitivity", wilson(81, 100))

    assert table.text("Sensitivity") == "0.810"
    assert "95 % interval 0.722–0.875, n = 100" in texts(table)


@pytest.mark.parametrize(
    ("estimate", "value", "detail"),
    [
        (Estimate(None, None, None, 0), "–", "no such samples"),
        (Estimate(1.0, None, None, 1_200), "1.000", "too few for an interval, n = 1,200"),
    ],
)
def test_a_number_that_cannot_be_known_says_why(
    table: MetricTable, estimate: Estimate, value: str, detail: str
) -> None:
    table.set_estimate("ROC AUC", estimate)

    assert table.text("ROC AUC") == value
    assert detail in texts(table)


def test_a_screen_reader_hears_name_number_and_what_it_rests_on(table: MetricTable) -> None:
    table.set_estimate("Sensitivity", wilson(81, 100))

    [value] = [label for label in table.findChildren(QLabel) if label.text() == "0.810"]
    assert value.accessibleName() == "Sensitivity: 0.810"
    assert value.accessibleDescription() == "95 % interval 0.722–0.875, n = 100"
    assert value.toolTip().startswith("<p>Share that is found.</p>")
    assert "Wilson's score interval of a proportion" in value.toolTip()


def test_cleared_it_shows_no_numbers(table: MetricTable) -> None:
    table.set_estimate("Sensitivity", wilson(81, 100))
    table.clear()

    assert table.text("Sensitivity") == "–"
    assert not any("interval" in text for text in texts(table))
