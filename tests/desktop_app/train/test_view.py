"""A live training and a past one look the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.train.view import TrainView
from desktop_app.train.watch_record import StepColumns
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.run_list import RunRow
from tests.desktop_app.conftest import Trained
from training.data.dataset import Dataset
from training.events import (
    EpochEnded,
    Event,
    RunEnded,
    RunResumed,
    RunStarted,
    StageStarted,
    StepEnded,
)


def made(qtbot: QtBot) -> TrainView:
    view = TrainView()
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    return view


@pytest.fixture
def view(qtbot: QtBot) -> TrainView:
    return made(qtbot)


def shown(view: TrainView) -> dict[str, object]:
    """Return what a person sees of a training, and the curves as they are drawn."""
    plots = {"loss": view.loss, "accuracy": view.pages.curves.chosen}
    return {
        "curves": {
            name: {curve: (x.tolist(), y.tolist()) for curve, (x, y) in plot.curves().items()}
            for name, plot in plots.items()
        },
        "words": [plot.accessibleDescription() for plot in plots.values()],
        "texts": [label.text() for label in view.progress.findChildren(QLabel)],
        "bar": view.progress.findChild(QProgressBar).value(),
        "message": view.message.accessibleName() if view.message.isVisible() else "",
    }


def show_live(view: TrainView, events: Iterable[Event], burst: int) -> None:
    """Show events as a session tells them."""
    waiting = list(events)
    view.set_state("starting")
    while waiting:
        some, waiting = waiting[:burst], waiting[burst:]
        if any(isinstance(event, RunStarted) for event in some):
            view.set_state("running")
        view.show_events(some)
    view.set_state("idle")


def show_past(view: TrainView, events: Iterable[Event]) -> None:
    """Show events as they are read from a run folder."""
    view.begin_past_run()
    show_at_once(view, events)
    view.end_past_run()


def show_at_once(view: TrainView, events: Iterable[Event]) -> None:
    """Show a past run: its steps as columns, and its other events."""
    told = list(events)
    [started] = [event for event in told if isinstance(event, RunStarted)]
    steps = [event for event in told if isinstance(event, StepEnded)]
    columns = StepColumns()
    if steps:
        columns.extend(steps, started.steps_per_epoch)
    logs = {name: columns.column(name) for name in columns.names}
    view.show_past(columns.x, logs, [event for event in told if not isinstance(event, StepEnded)])


def state_of(view: TrainView) -> str:
    """Return what is shown in place of curves; empty where there are curves."""
    shown = [state.accessibleName() for state in view.findChildren(EmptyState) if state.isVisible()]
    return "".join(shown)


def test_a_past_run_that_is_being_read_says_so(view: TrainView, trained: Trained) -> None:
    view.begin_past_run()
    assert state_of(view) == "Reading the run"

    show_at_once(view, trained.events[:3])
    assert state_of(view) == ""


def test_before_the_first_training_it_says_what_will_be_here(view: TrainView) -> None:
    assert state_of(view) == "Nothing trained yet"


@pytest.mark.parametrize("burst", [1, 7, 1000])
def test_a_past_run_looks_as_it_did_while_it_was_trained(
    qtbot: QtBot, view: TrainView, trained: Trained, burst: int
) -> None:
    past = made(qtbot)

    show_live(view, trained.events, burst)
    show_past(past, trained.run.events())

    assert shown(past) == shown(view)
    assert "Done" in str(shown(past)["texts"])


def test_the_curves_are_those_of_the_events(view: TrainView, trained: Trained) -> None:
    show_past(view, trained.run.events())

    steps = [event for event in trained.events if isinstance(event, StepEnded)]
    epochs = [event for event in trained.events if isinstance(event, EpochEnded)]
    curves = view.loss.curves()
    x, y = curves["training, by step"]
    assert y == pytest.approx([event.logs["loss"] for event in steps])
    assert x[-1] == 2
    for name, log in (("training", "loss"), ("validation", "val_loss")):
        x, y = curves[name]
        assert x.tolist() == [1, 2]
        assert y.tolist() == [event.logs[log] for event in epochs]


def test_the_next_training_begins_on_a_clean_sheet(view: TrainView, trained: Trained) -> None:
    show_past(view, trained.run.events())
    view.show_failure("The loss became nan.", "Choose a smaller learning rate.")

    view.set_state("starting")

    assert shown(view)["words"] == ["Loss: nothing yet", "Accuracy: nothing yet"]
    assert not view.message.isVisible()
    assert "Starting TensorFlow" in shown(view)["texts"]
    view.set_state("idle")


def test_why_a_run_failed_is_told_live_and_later(
    qtbot: QtBot, view: TrainView, trained: Trained
) -> None:
    past = made(qtbot)
    failed = RunEnded(
        time=trained.events[-1].time,
        status="failed",
        message="The loss became nan at step 12.",
        mend="Choose a smaller learning rate.",
    )
    events = [*trained.events[:12], failed]

    show_live(view, events, 3)
    show_past(past, events)

    for shown_view in (view, past):
        assert shown_view.message.accessibleName() == "Error: The loss became nan at step 12."
        assert shown_view.message.accessibleDescription() == "Choose a smaller learning rate."
        assert "Failed" in shown(shown_view)["texts"]


def test_a_training_that_cannot_start_does_not_look_as_if_it_did(view: TrainView) -> None:
    view.set_state("starting")
    view.set_state("idle")
    view.show_failure("There are no pictures.", "Import them again.")

    assert "Failed" in shown(view)["texts"]
    assert shown(view)["message"] == "Error: There are no pictures."


def test_a_run_that_was_cut_off_does_not_look_as_if_it_went_on(
    view: TrainView, trained: Trained
) -> None:
    show_past(view, trained.events[:12])

    assert "Cut off, or running elsewhere" in shown(view)["texts"]


def test_stopping_is_told_until_the_end(view: TrainView) -> None:
    view.set_state("starting")
    view.set_state("stopping")

    assert "Stopping" in shown(view)["texts"]
    view.set_state("idle")


def test_what_is_set_up_is_told_through_the_view(
    qtbot: QtBot, view: TrainView, dataset: Dataset
) -> None:
    with qtbot.waitSignal(view.setup_changed):
        view.setup.choose("small-cnn", {"seed": 3})
    view.show_dataset(dataset)
    with qtbot.waitSignal(view.start_requested) as start:
        view.setup.start_button.click()
    assert start.args[0] == "small-cnn"
    assert start.args[1]["seed"] == 3

    view.set_state("starting")
    with qtbot.waitSignal(view.stop_requested):
        view.setup.stop_button.click()
    view.set_state("idle")


STAGES = (
    StageStarted(
        time=1.0, stage=0, stages=2, epoch=0, epochs=1, trainable=812, parameters=1_842_743
    ),
    StageStarted(
        time=9.0,
        stage=1,
        stages=2,
        epoch=1,
        epochs=1,
        trainable=1_200_000,
        parameters=3_200_000,
        cached="conv_pw_9_relu",
    ),
)


def in_stages(events: Iterable[Event]) -> list[Event]:
    """Return the events of a run of two epochs as if it had two stages."""
    told = list(events)
    second = next(
        place for place, event in enumerate(told) if isinstance(event, StepEnded) and event.epoch
    )
    return [told[0], STAGES[0], *told[1:second], STAGES[1], *told[second:]]


def test_a_stage_is_named_and_marked_where_it_begins(view: TrainView, trained: Trained) -> None:
    show_past(view, in_stages(trained.events))

    texts = shown(view)["texts"]
    assert (
        "Stage 2 of 2  ·  Fine-tuning: 1.2 M of 3.2 M parameters train  ·  "
        "what conv_pw_9_relu yields is kept"
    ) in texts
    assert "Learning rate 0.001" in texts
    for words in shown(view)["words"]:
        assert words.endswith("Fine-tuning from epoch 2")


def test_a_stage_that_goes_on_after_a_pause_is_marked_once(
    view: TrainView, trained: Trained
) -> None:
    events = in_stages(trained.events)
    again = replace(STAGES[1], epoch=2)
    view.begin_past_run()
    show_at_once(view, [*events[:-1], RunResumed(time=20.0, epoch=1, step=2), again])

    for words in shown(view)["words"]:
        assert words.count("Fine-tuning") == 1
    view.end_past_run()


def test_a_new_training_forgets_the_stages_of_the_last(view: TrainView, trained: Trained) -> None:
    show_past(view, in_stages(trained.events))
    show_past(view, trained.events)

    assert "Fine-tuning" not in str(shown(view))


def test_a_run_that_is_not_done_can_go_on(qtbot: QtBot, view: TrainView, trained: Trained) -> None:
    show_past(view, trained.events[:12])
    view.progress.show_offer("Resume", "Cut off after epoch 1 of 2.")
    assert view.progress.offer.toolTip() == "Cut off after epoch 1 of 2."

    with qtbot.waitSignal(view.offer_taken):
        view.progress.offer.click()

    view.set_state("starting")
    assert not view.progress.offer.isVisible()
    view.set_state("idle")


def test_runs_that_can_go_on_are_offered_before_the_first_training(
    qtbot: QtBot, view: TrainView
) -> None:
    view.unfinished.show_runs([RunRow("runs/a", "a", "Cut off after epoch 6 of 20", "Resume")])
    [button] = view.unfinished.findChildren(QPushButton)

    with qtbot.waitSignal(view.run_chosen) as chosen:
        button.click()

    assert chosen.args == ["runs/a"]
