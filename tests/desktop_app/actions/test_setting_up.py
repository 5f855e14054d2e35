"""What is found out of a training before it starts comes back as signals, or is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop_app.conftest import WAIT, Parts
from training.data.dataset import Dataset
from training.errors import ConfigError, DataError

SMALL = {"model.image_size": [32, 32], "optimisation.batch_size": 8}


def questions(parts: Parts) -> list[Callable[..., object]]:
    asked = parts.actions.setting_up
    return [asked.summarise, asked.estimate, asked.find_rate]


def test_without_a_data_set_or_with_a_wrong_value_nothing_is_begun(
    parts: Parts, dataset: Dataset
) -> None:
    for ask in questions(parts):
        with pytest.raises(DataError, match="No data set is open"):
            ask("small-cnn", SMALL)
    parts.workspace.open_dataset(dataset)
    for ask in questions(parts):
        with pytest.raises(ConfigError, match=r"split\.folds"):
            ask("small-cnn", SMALL | {"split.folds": 2})

    assert not parts.jobs.active


def test_another_question_replaces_the_one_before(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.workspace.open_dataset(dataset)
    asked = parts.actions.setting_up
    known: list[object] = []
    asked.trial_known.connect(known.append)

    asked.estimate("small-cnn", SMALL)
    asked.estimate("small-cnn", SMALL | {"seed": 2})
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)

    assert len(known) == 1
    assert not [*parts.actions.setting_up._locations.runs.glob("*")], "a trial makes no run"


def test_steps_of_the_finder_come_while_it_goes_on_and_all_are_in_its_curve(
    qtbot: QtBot, parts: Parts, dataset: Dataset
) -> None:
    parts.workspace.open_dataset(dataset)
    came: list[float] = []
    parts.actions.setting_up.rate_points.connect(lambda rates, _losses: came.extend(rates))

    job = parts.actions.setting_up.find_rate("small-cnn", SMALL)
    with qtbot.waitSignal(job.succeeded, timeout=WAIT) as found:
        pass
    qtbot.waitUntil(lambda: not parts.jobs.active, timeout=WAIT)

    curve = found.args[0]
    assert len(came) > 5
    assert came == curve.rates[: len(came)].tolist()
