"""In the real window: a threshold is chosen on validation data, and everything follows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.inspect.curves_page import VALUE
from desktop_app.inspect.pages import InspectPage
from desktop_app.widgets.figure_dialog import FigureDialog
from tests.desktop_app.conftest import WAIT
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.runs import Run


def rest(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def open_run(qtbot: QtBot, application: Application, run: Run) -> Run:
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    rest(qtbot, application)
    assert application.workspace.run is not None
    return application.workspace.run


def part_of(run: Run, part: str) -> PartResults:
    predictions = run.predictions(part)
    assert predictions is not None
    return PartResults(predictions)


def test_from_a_target_sensitivity_to_the_numbers_by_class_and_the_figure(
    qtbot: QtBot,
    application: Application,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = open_run(qtbot, application, run)
    inspect = application.inspect
    application.inspect.show_page(InspectPage.CURVES)
    operating = inspect.curves.operating
    assert operating.isVisible()
    operating.rule.target.setValue(0.95)

    operating.rule.apply.setFocus()
    qtbot.keyClick(operating.rule.apply, Qt.Key.Key_Space)

    point = run.operating_point
    assert point.rule == Rule("sensitivity", target=0.95)
    assert point.chosen_on == "validation"
    validation, test = part_of(run, "validation"), part_of(run, "test")
    sensitivity = validation.counts_at(point.threshold).sensitivity.value
    assert sensitivity is not None
    assert sensitivity >= 0.95
    told = test.counts_at(point.threshold).specificity
    assert operating.numbers.text("Specificity", "Test") == (
        f"{told.value:.3f}  ({told.low:.3f}–{told.high:.3f})"
    )
    assert "sensitivity of at least 0.95" in operating.chosen.text()
    assert application.workspace.threshold == point.threshold
    assert application.predict.threshold.slider.value == pytest.approx(point.threshold, abs=6e-4)
    rest(qtbot, application)
    saved = json.loads((run.path / "evaluation.json").read_text())
    assert saved["test"]["threshold"] == point.threshold

    brier = validation.reliability.brier.value
    shown = inspect.curves.numbers
    qtbot.waitUntil(lambda: shown.text("Brier", VALUE).startswith(f"{brier:.3f}"), timeout=WAIT)

    application.inspect.show_page(InspectPage.CLASSES)
    table = inspect.class_report.card.table
    qtbot.waitUntil(lambda: table.rowCount() == 4, timeout=WAIT)
    application.inspect.show_page(InspectPage.SUBGROUPS)
    groups = inspect.subgroups.card.table
    qtbot.waitUntil(lambda: groups.rowCount() > 0, timeout=WAIT)

    application.inspect.show_page(InspectPage.CURVES)
    figure = tmp_path / "roc.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(figure), ""))
    save = next(
        button
        for button in inspect.curves.findChildren(QPushButton)
        if button.accessibleName() == "Save figure: ROC curve"
    )
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    [dialog] = application.window.findChildren(FigureDialog)
    next(b for b in dialog.findChildren(QPushButton) if "SVG" in b.text()).click()
    svg = figure.read_text()
    assert 'width="85mm"' in svg
    assert "Sensitivity" in svg
    rest(qtbot, application)


def test_a_curve_moves_the_matrix_and_predict_and_what_was_moved_by_hand_is_said_so(
    qtbot: QtBot, application: Application, run: Run
) -> None:
    run = open_run(qtbot, application, run)
    application.inspect.show_page(InspectPage.CURVES)
    inspect = application.inspect

    qtbot.keyClick(inspect.curves.curves["roc"], Qt.Key.Key_Right)

    threshold = application.workspace.threshold
    assert threshold != 0.5
    qtbot.waitUntil(lambda: run.operating_point.chosen, timeout=WAIT)
    assert run.operating_point.threshold == threshold
    assert "by hand" in inspect.curves.operating.chosen.text()
    part = inspect.results.part
    expected = part_of(run, part).binary_matrix(threshold).counts
    assert inspect.results.matrix.counts.tolist() == expected.tolist()
    rest(qtbot, application)


def test_a_rule_that_nothing_reaches_is_refused_in_its_place(
    qtbot: QtBot, application: Application, run: Run
) -> None:
    run = open_run(qtbot, application, run)
    path = run.predictions_path("validation")
    predictions = run.predictions("validation")
    assert predictions is not None
    predictions.y_true[:] = predictions.classes.index("benign")
    predictions.save(path)
    open_run(qtbot, application, run)
    application.inspect.show_page(InspectPage.CURVES)
    operating = application.inspect.curves.operating

    qtbot.mouseClick(operating.rule.apply, Qt.MouseButton.LeftButton)

    assert operating.message.isVisible()
    assert "positive or negative samples are missing" in operating.message.accessibleName()
    assert not run.operating_point.chosen
    rest(qtbot, application)
