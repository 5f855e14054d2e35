"""The threshold moves at once and is saved when it rests."""

from __future__ import annotations

import json

from pytestqt.qtbot import QtBot

from tests.desktop_app.conftest import WAIT, Parts
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.runs import OperatingPoint, Run


def saved_thresholds(run: Run) -> set[float]:
    reports = json.loads((run.path / "evaluation.json").read_text())
    return {report["threshold"] for report in reports.values()}


def test_a_drag_of_the_threshold_is_saved_once_it_rests(
    qtbot: QtBot, parts: Parts, run: Run
) -> None:
    parts.workspace.open_run(run)
    for step in range(30, 21, -1):
        parts.actions.threshold.move(step / 100)

    assert parts.workspace.threshold == 0.22
    assert not run.operating_point.chosen
    qtbot.waitUntil(lambda: run.operating_point.chosen)
    assert run.operating_point.threshold == 0.22
    qtbot.waitUntil(lambda: saved_thresholds(run) == {0.22})


def test_the_threshold_can_be_saved_at_once(qtbot: QtBot, parts: Parts, run: Run) -> None:
    parts.workspace.open_run(run)
    parts.actions.threshold.move(0.3)

    parts.actions.threshold.save()

    assert run.operating_point.threshold == 0.3
    qtbot.waitUntil(lambda: saved_thresholds(run) == {0.3})


def test_a_threshold_belongs_to_the_run_on_which_it_was_moved(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run
) -> None:
    parts.workspace.open_run(run)
    parts.actions.threshold.move(0.3)
    parts.workspace.open_run(other_run)
    parts.actions.threshold.move(0.7)
    parts.actions.threshold.save()

    assert run.operating_point.threshold == 0.3
    assert other_run.operating_point.threshold == 0.7


def test_opening_the_same_run_again_keeps_the_threshold_just_chosen(
    qtbot: QtBot, parts: Parts, run: Run
) -> None:
    parts.workspace.open_run(run)
    parts.actions.threshold.move(0.3)

    with qtbot.waitSignal(parts.workspace.run_changed, timeout=WAIT):
        parts.actions.runs.open(run.path)

    assert parts.workspace.threshold == 0.3


def test_a_reset_forgets_the_chosen_threshold(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run
) -> None:
    parts.workspace.open_run(other_run)
    parts.actions.threshold.move(0.7)
    run.save_threshold(0.2)
    parts.workspace.open_run(run)
    parts.actions.threshold.move(0.3)

    with qtbot.waitSignal(parts.workspace.threshold_changed):
        parts.actions.threshold.reset()
    parts.actions.threshold.save()

    assert parts.workspace.threshold == 0.5
    assert not run.operating_point.chosen
    assert other_run.operating_point.threshold == 0.7
    qtbot.waitUntil(lambda: saved_thresholds(run) == {0.5})


def test_without_a_run_the_threshold_only_moves(parts: Parts) -> None:
    parts.actions.threshold.move(0.3)
    parts.actions.threshold.save()
    parts.actions.threshold.reset()

    assert parts.workspace.threshold == 0.3
    assert parts.jobs.active == ()


def test_a_threshold_that_a_rule_chooses_is_saved_with_the_rule(
    qtbot: QtBot, parts: Parts, run: Run
) -> None:
    parts.workspace.open_run(run)
    parts.actions.threshold.move(0.9)
    predictions = run.predictions("validation")
    assert predictions is not None
    validation, rule = PartResults(predictions), Rule("sensitivity", target=0.9)

    with qtbot.waitSignal(parts.actions.threshold.saved) as saved:
        parts.actions.threshold.choose(rule, validation)

    threshold = validation.choose_threshold(rule)
    assert saved.args == [run]
    assert parts.workspace.threshold == threshold
    assert run.operating_point == OperatingPoint(threshold, True, rule, "validation")
    parts.actions.threshold.save()  # what was moved before is not saved over it
    assert run.operating_point.rule == rule
    qtbot.waitUntil(lambda: saved_thresholds(run) == {threshold}, timeout=WAIT)


def test_a_threshold_moved_afterwards_is_by_hand_again(
    qtbot: QtBot, parts: Parts, run: Run
) -> None:
    parts.workspace.open_run(run)
    predictions = run.predictions("validation")
    assert predictions is not None
    parts.actions.threshold.choose(Rule("youden"), PartResults(predictions))
    parts.actions.threshold.move(0.31)

    parts.actions.threshold.save()

    assert run.operating_point == OperatingPoint(0.31, True)
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)
