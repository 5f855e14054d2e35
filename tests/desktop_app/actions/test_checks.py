"""Checks are made of the open data set."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.work.checking import SplitState
from tests.desktop_app.conftest import WAIT, Parts
from training.data.dataset import Dataset
from training.errors import DataError


def test_parts_that_tear_a_lesion_apart_are_found(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    samples = dataset.samples.copy()
    samples["lesion_id"] = [f"lesion {row // 2}" for row in range(len(samples))]
    samples["split"] = ["train", "test"] * (len(samples) // 2)
    torn = Dataset(**{**vars(dataset), "samples": samples})
    parts.workspace.open_dataset(torn)

    with qtbot.waitSignal(parts.actions.checks.split_known, timeout=WAIT) as known:
        parts.actions.checks.look_at_split()

    assert known.args == [SplitState(24, "lesion")]


def test_without_a_data_set_there_is_nothing_to_check(parts: Parts) -> None:
    with pytest.raises(DataError, match="No data set is open"):
        parts.actions.checks.check()
