"""A run opens with its data set, and says what is in its folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.actions.runs import RunResults
from tests.desktop_app.actions.failing import failure_of
from tests.desktop_app.conftest import WAIT, Parts
from training.data.dataset import Dataset
from training.errors import RunError
from training.runs import Run


def test_a_run_opens_with_its_data_set(
    qtbot: QtBot, parts: Parts, run: Run, tiny_dataset: Dataset
) -> None:
    with qtbot.waitSignals(
        [parts.workspace.dataset_changed, parts.workspace.run_changed], order="strict", timeout=WAIT
    ):
        parts.actions.runs.open(run.path)

    assert parts.workspace.run is not None
    assert parts.workspace.run.path == run.path
    assert parts.workspace.dataset is not None
    assert parts.workspace.dataset.root == tiny_dataset.root


def test_a_data_set_that_is_open_is_not_opened_again(
    qtbot: QtBot, parts: Parts, run: Run, tiny_dataset: Dataset
) -> None:
    parts.workspace.open_dataset(tiny_dataset)

    with (
        qtbot.assertNotEmitted(parts.workspace.dataset_changed),
        qtbot.waitSignal(parts.workspace.run_changed, timeout=WAIT),
    ):
        parts.actions.runs.open(run.path)


def test_a_run_whose_data_set_is_gone_opens_all_the_same(
    qtbot: QtBot, parts: Parts, run: Run, tmp_path: Path
) -> None:
    moved = json.loads((run.path / "dataset.json").read_text())
    moved["path"] = str(tmp_path / "gone")
    (run.path / "dataset.json").write_text(json.dumps(moved))

    with qtbot.waitSignal(parts.workspace.run_changed, timeout=WAIT):
        parts.actions.runs.open(run.path)

    assert parts.workspace.dataset is None


@pytest.mark.parametrize(
    "spoil",
    [
        shutil.rmtree,
        lambda folder: (folder / "dataset.json").write_text("{}"),
        lambda folder: (folder / "config.json").write_text("{"),
        lambda folder: (folder / "operating_point.json").write_text("[]"),
    ],
    ids=["no folder", "dataset.json", "config.json", "operating_point.json"],
)
def test_a_folder_that_is_no_sound_run_leaves_open_what_was(
    qtbot: QtBot, parts: Parts, run: Run, other_run: Run, spoil: Callable[[Path], Any]
) -> None:
    parts.workspace.open_run(run)
    spoil(other_run.path)

    error = failure_of(qtbot, lambda: parts.actions.runs.open(other_run.path))

    assert str(other_run.path) in error.message
    assert parts.workspace.run is run
    assert parts.workspace.dataset is None


def test_the_results_of_a_run_are_those_in_its_folder(
    qtbot: QtBot, parts: Parts, run: Run, tiny_dataset: Dataset
) -> None:
    with qtbot.waitSignal(parts.actions.runs.results_ready, timeout=WAIT) as ready:
        parts.actions.runs.load_results(run)

    results: RunResults = ready.args[0]
    reports = json.loads((run.path / "evaluation.json").read_text())
    assert {part: shown.to_dict(0.5) for part, shown in results.parts.items()} == reports
    assert set(results.parts) == {"validation", "test"}
    for shown in results.parts.values():
        assert all(results.images[str(name)].is_file() for name in shown.predictions.sample_id)


def test_damaged_predictions_are_told(qtbot: QtBot, parts: Parts, run: Run) -> None:
    run.predictions_path("test").write_bytes(b"no archive")

    error = failure_of(qtbot, lambda: parts.actions.runs.load_results(run))

    assert isinstance(error, RunError)
    assert "test.npz" in error.message
