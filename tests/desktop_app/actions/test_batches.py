"""A batch is shown as the model sees it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop_app.conftest import WAIT, Parts
from training.batch_wanted import BatchWanted
from training.config import PARTS
from training.data.dataset import Dataset
from training.preview import BatchPreview


@pytest.mark.parametrize("part", PARTS)
def test_a_batch_of_each_part_is_shown_as_the_model_sees_it(
    qtbot: QtBot, parts: Parts, dataset: Dataset, part: str
) -> None:
    parts.workspace.open_dataset(dataset)

    with qtbot.waitSignal(parts.actions.batches.ready, timeout=WAIT) as ready:
        parts.actions.batches.load("small-cnn", {}, BatchWanted(part))

    batch: BatchPreview = ready.args[0]
    assert batch.wanted == BatchWanted(part)
    assert batch.pictures.shape[1:] == (64, 64, 3)
    assert len(batch.classes) == len(batch.pictures) > 0


def test_of_batches_asked_for_in_a_row_only_the_last_arrives(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.workspace.open_dataset(dataset)
    arrived: list[BatchPreview] = []
    parts.actions.batches.ready.connect(arrived.append)

    for number in range(2):
        parts.actions.batches.load("small-cnn", {}, BatchWanted("train", number))
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)

    assert [batch.wanted.number for batch in arrived] == [1]


def test_without_a_data_set_there_is_no_batch(parts: Parts) -> None:
    parts.actions.batches.load("small-cnn", {}, BatchWanted("train"))

    assert parts.jobs.active == ()
