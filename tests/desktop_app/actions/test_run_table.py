"""All runs are listed, named, deleted, brought back and compared off the window's thread."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.work.run_table import FALLBACK, changes_from
from tests.desktop_app.conftest import WAIT, Parts, Trained, copy_of
from training.config import with_changes
from training.data.dataset import Dataset
from training.errors import RunError
from training.locations import Locations
from training.recipes import get_recipe
from training.run_store import RunSummary
from training.runs import Run


def listed(qtbot: QtBot, parts: Parts) -> dict[Path, RunSummary]:
    with qtbot.waitSignal(parts.actions.table.listed, timeout=WAIT) as told:
        parts.actions.table.list_runs()
    [runs] = told.args or [[]]
    return {run.path: run for run in runs}


def test_what_was_said_of_a_run_is_listed_however_quickly_it_was_said(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run
) -> None:
    table = parts.actions.table
    for number in range(20):
        table.rename(run.path, f"Title {number}")
        table.star(run.path, number % 2 == 0)
        table.star(other_run.path, True)
    table.annotate(run.path, "A note")
    table.star(run.path, True)

    runs = listed(qtbot, parts)

    assert runs[run.path].title == "Title 19"
    assert runs[run.path].note == "A note"
    assert runs[run.path].starred
    assert runs[other_run.path].starred


def test_deleted_runs_come_back_the_last_ones_first(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run
) -> None:
    table = parts.actions.table
    for path in (run.path, other_run.path):
        with qtbot.waitSignal(table.deleted, timeout=WAIT) as told:
            table.delete([path])
        assert told.args == [1]
    assert not listed(qtbot, parts)

    with qtbot.waitSignal(table.restored, timeout=WAIT):
        table.undo()
    assert list(listed(qtbot, parts)) == [other_run.path]
    with qtbot.waitSignal(table.restored, timeout=WAIT):
        table.undo()
    assert set(listed(qtbot, parts)) == {run.path, other_run.path}
    with pytest.raises(RunError, match="No run was deleted"):
        table.undo()


def test_what_cannot_be_written_is_told(qtbot: QtBot, parts: Parts, run: Run) -> None:
    job = parts.actions.table.rename(run.path, "x" * 1000)
    with qtbot.waitSignal(job.failed, timeout=WAIT) as told:
        pass
    [error] = told.args or [None]
    assert isinstance(error, RunError)
    assert not listed(qtbot, parts)[run.path].title


def test_runs_are_compared_without_those_that_cannot_be_read(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run
) -> None:
    text = (other_run.path / "config.json").read_text("utf-8")
    (other_run.path / "config.json").write_text(text.replace('"seed": 0', '"seed": 7', 1))
    nothing = run.path.parent / "nothing"

    with qtbot.waitSignal(parts.actions.table.compared, timeout=WAIT) as told:
        parts.actions.table.compare([run.path, nothing, other_run.path])

    [comparison] = told.args or [None]
    assert comparison.paths == (run.path, other_run.path)
    assert comparison.differences == {"seed": [0, 7]}
    assert [len(curves.epochs.number) for curves in comparison.curves] == [2, 2]
    assert "nothing" in comparison.unread[0]


def test_a_run_is_set_up_again_with_its_data_set(
    qtbot: QtBot, parts: Parts, run: Run, tiny_dataset: Dataset
) -> None:
    with qtbot.waitSignal(parts.actions.table.duplicated, timeout=WAIT) as told:
        parts.actions.table.duplicate(run.path)

    [copy] = told.args or [None]
    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.root == tiny_dataset.root
    parts.workspace.regroup(copy.regroup, copy.positive)
    again = parts.workspace.config_of(copy.recipe, copy.changes)
    assert again.optimisation == run.config.optimisation
    assert again.model == run.config.model
    assert again.data.positive == run.config.data.positive
    assert not copy.words


def test_a_recipe_that_is_not_known_is_said(
    qtbot: QtBot, parts: Parts, trained: Trained, locations: Locations
) -> None:
    foreign = copy_of(trained.run, locations, "foreign")
    text = (foreign.path / "config.json").read_text("utf-8")
    (foreign.path / "config.json").write_text(text.replace('"small-cnn"', '"of-a-friend"'))

    with qtbot.waitSignal(parts.actions.table.duplicated, timeout=WAIT) as told:
        parts.actions.table.duplicate(foreign.path)

    [copy] = told.args or [None]
    assert copy.recipe == FALLBACK
    assert "of-a-friend" in copy.words
    assert copy.changes["optimisation.batch_size"] == 8


def test_changes_lead_from_one_config_to_the_other() -> None:
    start = get_recipe("small-cnn").config
    wanted = with_changes(
        get_recipe("lesion-binary").config, {"seed": 3, "split.by": "image", "recipe": "small-cnn"}
    )

    changes = changes_from(start, wanted)

    assert with_changes(start, changes) == wanted
    assert changes_from(wanted, wanted) == {}
