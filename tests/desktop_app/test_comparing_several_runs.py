"""Several runs are set beside the open one, in the real main window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sklearn.metrics import roc_auc_score

from desktop_app.app import Application
from desktop_app.inspect.comparison_page import ComparisonPage
from tests.desktop_app.conftest import WAIT, Trained, copy_of
from training.evaluation.comparison import compare
from training.evaluation.multiplicity import holm
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults
from training.locations import Locations
from training.runs import Run

pytestmark = pytest.mark.timeout(600)


def says(run: Run, seed: int) -> Predictions:
    """Let a run say something of its own of every test picture."""
    told = run.predictions("test")
    assert told is not None
    scores = np.random.default_rng(seed).random(told.y_score.shape).astype(np.float32)
    replace(told, y_score=scores).save(run.predictions_path("test"))
    return replace(told, y_score=scores)


def pick(qtbot: QtBot, application: Application, page: ComparisonPage, folder: Path) -> None:
    """Choose a run in the box and wait for what comes of it."""
    place = page.others.box.findData(str(folder))
    with qtbot.waitSignal(application.actions.reviewing.compared, timeout=WAIT):
        page.others.box.setCurrentIndex(place)
        page.others.box.activated.emit(place)
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def cell(page: ComparisonPage, row: int, column: int) -> str:
    item = page.table.table.item(row, column)
    assert item is not None
    return item.text()


def test_runs_are_added_chosen_refused_and_taken_away(
    qtbot: QtBot,
    application: Application,
    trained: Trained,
    locations: Locations,
    run: Run,
    other_run: Run,
) -> None:
    third = copy_of(trained.run, locations, "third")
    told = {each.path: says(each, seed) for seed, each in enumerate((run, other_run, third))}
    with qtbot.waitSignal(application.actions.reviewing.review_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    application.window.show_tab("inspect")
    page = application.inspect.comparison
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        application.inspect.pages.setCurrentWidget(page)
    pick(qtbot, application, page, other_run.path)
    assert page.numbers.isVisible()
    assert not page.table.isVisible()

    # A second one: both stand in a table, the new one is looked at.
    with patch.object(page.others.box, "showPopup") as opened:  # of which offscreen Qt warns
        qtbot.mouseClick(page.others.add, Qt.MouseButton.LeftButton)
    opened.assert_called_once()
    pick(qtbot, application, page, third.path)
    assert page.table.isVisible()
    assert not page.numbers.isVisible()
    truth = told[run.path].is_positive
    aucs = {path: roc_auc_score(truth, each.probability) for path, each in told.items()}
    for row, other in enumerate((other_run, third)):
        assert cell(page, row, 1).splitlines()[0] == f"{aucs[other.path]:.3f}"
        gap = aucs[run.path] - aucs[other.path]
        assert cell(page, row, 2).splitlines()[0] == f"{gap:.3f}"
        assert cell(page, row, 8) == str(truth.size)
    threshold = application.workspace.threshold
    alone = [
        compare(
            PartResults(told[run.path]),
            PartResults(told[other.path]),
            (threshold, other.operating_point.threshold),
        )
        for other in (other_run, third)
    ]
    adjusted = holm([each.auc_p for each in alone])
    assert [cell(page, row, 4) for row in (0, 1)] == [f"{p:.3f}" for p in adjusted]
    assert sorted(page.names) == sorted(alone[1].only_first)

    # The row that is chosen is what the matrices and pictures show.
    reads = told[other_run.path].probability >= other_run.operating_point.threshold
    qtbot.keyClick(page.table.table, Qt.Key.Key_Up)
    assert page.others.chosen == other_run.path
    assert page.others.box.currentText() == other_run.name
    assert page.matrices.second.counts[:, 1].sum() == reads.sum()
    assert sorted(page.names) == sorted(alone[0].only_first)

    # One that can no longer be read is said in words; the other stays.
    other_run.predictions_path("test").unlink()
    with qtbot.waitSignal(application.actions.reviewing.compared, timeout=WAIT):
        application.actions.threshold.move(0.4)
    assert "other: The run other has no predictions" in page.message.accessibleName()
    assert (cell(page, 0, 1), page.others.chosen) == ("not compared", third.path)
    assert page.matrices.isVisible()
    assert cell(page, 1, 3) == cell(page, 1, 4)  # nothing left to adjust for
    qtbot.keyClick(page.table.table, Qt.Key.Key_Up)
    assert not page.matrices.isVisible()

    # Taken away, the page is about one other run again.
    with qtbot.waitSignal(application.actions.reviewing.compared, timeout=WAIT):
        qtbot.mouseClick(page.table.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
    assert page.others.folders == (third.path,)
    assert page.numbers.isVisible()
    assert page.matrices.isVisible()
    assert not page.table.isVisible()
    assert not page.message.isVisible()
