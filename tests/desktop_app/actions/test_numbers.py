"""Numbers that take a while come back with what they were asked for."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop_app.conftest import WAIT, Parts
from tests.desktop_app.results import results
from training.errors import DataError
from training.evaluation.results import PartResults
from training.evaluation.skin_tone import COLUMN
from training.runs import Run

PART = results([0, 1] * 10, [number / 20 for number in range(20)])


def test_the_report_of_both_sides_is_that_of_the_threshold(qtbot: QtBot, parts: Parts) -> None:
    with qtbot.waitSignal(parts.actions.numbers.report_ready, timeout=WAIT) as ready:
        parts.actions.numbers.load_report(PART, 0.3)

    assert ready.args == [PART, 0.3, PART.side_report(0.3)]


def test_what_was_asked_for_before_is_not_told_any_more(qtbot: QtBot, parts: Parts) -> None:
    told: list[float | None] = []
    parts.actions.numbers.report_ready.connect(lambda _, threshold, __: told.append(threshold))

    for threshold in (0.1, 0.2, 0.3):
        parts.actions.numbers.load_report(PART, threshold)

    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)
    assert told == [0.3]


@pytest.mark.parametrize("scaled", [True, False])
def test_calibration_is_with_or_without_temperature_scaling(
    qtbot: QtBot, parts: Parts, scaled: bool
) -> None:
    part = PART.at_temperature(1.8)
    with qtbot.waitSignal(parts.actions.numbers.reliability_ready, timeout=WAIT) as ready:
        parts.actions.numbers.load_reliability(part, scaled)

    expected = part if scaled else part.at_temperature(1.0)
    assert ready.args == [part, scaled, expected.reliability]


def test_skin_tone_is_estimated_from_the_run_s_pictures(
    qtbot: QtBot, parts: Parts, run: Run
) -> None:
    parts.workspace.open_run(run)
    predictions = run.predictions("test")
    assert predictions is not None
    part = PartResults(predictions)
    with qtbot.waitSignal(parts.actions.numbers.subgroups_ready, timeout=WAIT) as ready:
        parts.actions.numbers.load_subgroups(run, part, COLUMN, 0.5)

    assert ready.args is not None
    assert ready.args[:3] == [part, COLUMN, 0.5]
    assert sum(group.n for group in ready.args[3]) == predictions.y_true.size


def test_a_column_that_is_not_recorded_is_refused(qtbot: QtBot, parts: Parts, run: Run) -> None:
    parts.workspace.open_run(run)
    predictions = run.predictions("test")
    assert predictions is not None
    job = parts.actions.numbers.load_subgroups(run, PartResults(predictions), "sex", 0.5)

    with qtbot.waitSignal(job.failed, timeout=WAIT) as failed:
        pass

    assert failed.args is not None
    assert isinstance(failed.args[0], DataError)
    assert "records no sex" in str(failed.args[0])
