"""A person holds a training, leads it on and changes its rate; what cannot be done says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.train.rate_field import RateField
from desktop_app.train.steering import Steering

KEYS = Qt.KeyboardModifier


@pytest.fixture
def steering(qtbot: QtBot) -> Steering:
    steering = Steering()
    qtbot.addWidget(steering)
    steering.show()
    steering.activateWindow()
    steering.set_state("running")
    steering.rate.show_rate(1e-3)
    return steering


def write(qtbot: QtBot, steering: Steering, text: str) -> None:
    """Write a learning rate as a person would, in place of the one there is."""
    steering.rate.field.selectAll()
    qtbot.keyClicks(steering.rate.field, text)


def test_one_button_pauses_and_continues(qtbot: QtBot, steering: Steering) -> None:
    assert steering.hold.text() == "Pause"
    with qtbot.waitSignal(steering.pause_requested):
        steering.hold.click()

    steering.set_state("paused")
    assert steering.hold.text() == "Continue"
    with qtbot.waitSignal(steering.continue_requested):
        steering.hold.click()


def test_the_keyboard_leads_it_on(qtbot: QtBot, steering: Steering) -> None:
    for state, key, modifiers, signal in (
        ("running", Qt.Key.Key_Space, KEYS.ControlModifier, steering.pause_requested),
        ("paused", Qt.Key.Key_Space, KEYS.ControlModifier, steering.continue_requested),
        ("paused", Qt.Key.Key_Right, KEYS.ControlModifier, steering.span_requested),
    ):
        steering.set_state(state)
        with qtbot.waitSignal(signal):
            qtbot.keyClick(steering, key, modifiers)
    both = KEYS.ControlModifier | KEYS.ShiftModifier
    with qtbot.waitSignal(steering.span_requested) as asked:
        qtbot.keyClick(steering, Qt.Key.Key_Right, both)
    assert asked.args == ["epoch"]


@pytest.mark.parametrize(
    ("state", "why"), [("starting", "once it runs"), ("stopping", "one batch to go")]
)
def test_what_cannot_be_done_yet_says_why(steering: Steering, state: str, why: str) -> None:
    steering.set_state(state)

    for button in (steering.hold, steering.step, steering.epoch, steering.rate.button):
        assert not button.isEnabled()
        assert why in button.toolTip()

    steering.set_state("running")
    assert "(Ctrl+Right)" in steering.step.toolTip()
    assert "Holds the training" in steering.hold.toolTip()


def test_slow_motion_is_chosen_and_forgotten_when_the_training_ends(
    qtbot: QtBot, steering: Steering
) -> None:
    steering.pace.setCurrentIndex(steering.pace.findText("0.5 s a step"))
    with qtbot.waitSignal(steering.delay_requested) as asked:
        steering.pace.activated.emit(steering.pace.currentIndex())
    assert asked.args == [0.5]
    assert "stays the same" in steering.pace.toolTip()
    steering.set_state("stopping")
    assert not steering.pace.isEnabled()
    steering.set_state("idle")
    assert steering.pace.currentText() == "Full speed"


def test_a_replay_is_offered_and_makes_room_for_its_own_controls(
    qtbot: QtBot, steering: Steering
) -> None:
    steering.set_state("idle")
    assert not steering.isVisible()
    steering.offer_replay(True)
    assert steering.replay.isVisible()
    assert not steering.add.isVisible()
    with qtbot.waitSignal(steering.replay_requested):
        steering.replay.click()
    steering.set_replaying(True)
    assert not steering.isVisible()
    steering.set_replaying(False)
    assert steering.isVisible()


def test_a_rate_is_asked_for_by_enter_and_by_the_button(qtbot: QtBot, steering: Steering) -> None:
    assert not steering.rate.button.isEnabled()
    write(qtbot, steering, "3e-4")
    with qtbot.waitSignal(steering.rate_requested) as asked:
        qtbot.keyClick(steering.rate.field, Qt.Key.Key_Return)
    assert asked.args == [3e-4]
    assert steering.rate.note.text() == "0.0003 from the next step on"

    steering.rate.show_change(3e-4)
    assert not steering.rate.note.isVisible()

    write(qtbot, steering, "0.002")
    with qtbot.waitSignal(steering.rate_requested) as asked:
        steering.rate.button.click()
    assert asked.args == [0.002]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fast", "is a number, such as"),
        ("", "is a number, such as"),
        ("nan", "above 0"),
        ("-0.1", "above 0"),
        ("0", "above 0"),
        ("11", "above 10"),
    ],
)
def test_a_rate_that_is_refused_says_why(
    qtbot: QtBot, steering: Steering, text: str, why: str
) -> None:
    write(qtbot, steering, text or " ")
    with qtbot.assertNotEmitted(steering.rate_requested):
        qtbot.keyClick(steering.rate.field, Qt.Key.Key_Return)

    assert why in steering.rate.note.text()
    assert steering.rate.note.isVisible()
    assert why in steering.rate.button.toolTip()


def test_what_a_person_writes_is_not_taken_away_by_the_end_of_an_epoch(
    qtbot: QtBot, steering: Steering
) -> None:
    steering.rate.show_rate(5e-4)
    assert steering.rate.field.rate == 5e-4

    write(qtbot, steering, "0.2")
    steering.rate.show_rate(4e-4)
    assert steering.rate.field.rate == 0.2

    steering.set_state("idle")
    steering.set_state("running")
    steering.rate.show_rate(4e-4)
    assert steering.rate.field.rate == 4e-4


@pytest.mark.parametrize(
    ("text", "steps", "rate"),
    [
        ("0.001", 1, 2e-3),
        ("0.001", -1, 5e-4),
        ("0.0003", 1, 5e-4),
        ("0.0003", -1, 2e-4),
        ("0.0003", -2, 1e-4),
        ("0,002", 1, 5e-3),
        ("10", 1, 10.0),
        ("1e-9", -1, 1e-9),
        ("10", 3, 10.0),
    ],
)
def test_arrows_multiply(qtbot: QtBot, text: str, steps: int, rate: float) -> None:
    field = RateField()
    qtbot.addWidget(field)
    qtbot.keyClicks(field, text)

    field.stepBy(steps)

    assert field.rate == pytest.approx(rate)


def test_epochs_are_added_to_a_run_that_ended(qtbot: QtBot, steering: Steering) -> None:
    assert not steering.add.isVisible()
    steering.set_state("idle")
    assert not steering.isVisible()

    steering.offer_epochs(True)
    assert steering.add.isVisible()
    assert not steering.hold.isVisible()
    steering.epochs.setValue(7)
    with qtbot.waitSignal(steering.epochs_requested) as asked:
        steering.add.click()
    assert asked.args == [7]
