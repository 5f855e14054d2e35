"""What the course of a training shows is said, and goes away with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.train.advice import Advice
from tests.desktop_app.train.told import epoch_ended
from training.events import EpochEnded


@pytest.fixture
def advice(qtbot: QtBot) -> Advice:
    advice = Advice()
    qtbot.addWidget(advice)
    return advice


def overfitting(count: int) -> list[EpochEnded]:
    """Return epochs in which the training loss falls and the validation loss rises."""
    return [
        replace(
            epoch_ended(epoch),
            logs={"loss": 1 / (1 + epoch), "val_loss": 0.5 + 0.1 * abs(epoch - 3)},
        )
        for epoch in range(count)
    ]


def test_overfitting_is_named_with_what_helps(advice: Advice) -> None:
    advice.look_at(overfitting(4), [])
    assert advice.isHidden()

    advice.look_at(overfitting(14), [])

    assert not advice.isHidden()
    assert "overfit" in advice.bar.accessibleName().lower()
    assert advice.bar.accessibleDescription()

    advice.look_at(overfitting(4), [])  # as it stood then
    assert advice.isHidden()


def test_what_was_put_away_stays_away_until_another_run(qtbot: QtBot, advice: Advice) -> None:
    advice.look_at(overfitting(14), [])
    with qtbot.waitSignal(advice.bar.dismissed):
        advice.bar._on_close_clicked()
    advice.look_at(overfitting(15), [])
    assert advice.isHidden()

    advice.clear()
    advice.look_at(overfitting(15), [])
    assert not advice.isHidden()
