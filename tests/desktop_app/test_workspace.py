"""What is open is the same everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.workspace import Workspace
from training.data.dataset import Dataset
from training.errors import ConfigError, RunError
from training.runs import Run


@pytest.fixture
def workspace(qtbot: QtBot) -> Workspace:
    return Workspace()


def test_nothing_is_open_at_first(workspace: Workspace) -> None:
    assert (workspace.dataset, workspace.run, workspace.threshold) == (None, None, 0.5)


def test_a_data_set_is_told_when_it_opens(
    qtbot: QtBot, workspace: Workspace, dataset: Dataset
) -> None:
    with qtbot.waitSignal(workspace.dataset_changed) as changed:
        workspace.open_dataset(dataset)

    assert changed.args == [dataset]
    assert workspace.dataset is dataset


def test_a_run_opens_at_the_threshold_saved_with_it(
    qtbot: QtBot, workspace: Workspace, run: Run
) -> None:
    run.save_threshold(0.23)

    with qtbot.waitSignals(
        [workspace.run_changed, workspace.threshold_changed],
        order="strict",
        check_params_cbs=[lambda opened: opened is run, lambda threshold: threshold == 0.23],
    ):
        workspace.open_run(run)

    assert workspace.threshold == 0.23


def test_a_run_that_is_closed_is_told_once(qtbot: QtBot, workspace: Workspace, run: Run) -> None:
    workspace.open_run(run)
    with qtbot.waitSignal(workspace.run_closed):
        workspace.close_run()
    assert workspace.run is None
    with qtbot.assertNotEmitted(workspace.run_closed):
        workspace.close_run()


def test_a_threshold_that_stays_where_it_is_is_no_news(qtbot: QtBot, workspace: Workspace) -> None:
    with qtbot.waitSignal(workspace.threshold_changed):
        workspace.move_threshold(0.3)
    with qtbot.assertNotEmitted(workspace.threshold_changed):
        workspace.move_threshold(0.3)


def test_a_run_with_a_damaged_threshold_leaves_open_what_was(
    qtbot: QtBot, workspace: Workspace, run: Run, other_run: Run
) -> None:
    workspace.open_run(run)
    (other_run.path / "operating_point.json").write_text("no JSON")

    with qtbot.assertNotEmitted(workspace.run_changed), pytest.raises(RunError):
        workspace.open_run(other_run)

    assert workspace.run is run


def test_classes_that_were_put_together_are_what_is_trained_on(
    qtbot: QtBot, workspace: Workspace, dataset: Dataset
) -> None:
    workspace.open_dataset(dataset)
    with qtbot.waitSignal(workspace.classes_changed) as changed:
        workspace.regroup({"benign": "nevus"}, ["malignant"])

    assert changed.args[0].classes == ("malignant", "nevus")
    assert workspace.dataset is dataset
    assert workspace.changes == {
        "data.regroup": {"benign": "nevus"},
        "data.positive": ["malignant"],
    }


def test_a_grouping_that_does_not_fit_leaves_the_one_that_was(
    workspace: Workspace, dataset: Dataset
) -> None:
    workspace.open_dataset(dataset)
    workspace.regroup({"benign": "nevus"}, ["malignant"])

    with pytest.raises(ConfigError):
        workspace.regroup({"benign": ""}, ["malignant"])

    assert workspace.regrouping == {"benign": "nevus"}


def test_a_mended_data_set_keeps_its_grouping_and_another_one_does_not(
    workspace: Workspace, dataset: Dataset
) -> None:
    workspace.open_dataset(dataset)
    workspace.regroup({"benign": "nevus"}, ["malignant"])

    workspace.update_dataset(replace(dataset, name="mended"))
    assert workspace.regrouping == {"benign": "nevus"}
    workspace.open_dataset(dataset)
    assert workspace.changes == {}
