"""A person sees how far a training is, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from desktop_app.train import progress_panel
from desktop_app.train.progress_notes import duration
from desktop_app.train.progress_panel import ProgressPanel
from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunStarted,
    StageStarted,
    StepEnded,
)

STARTED = RunStarted(
    time=1000.0,
    run="runs/a",
    epochs=2,
    steps_per_epoch=10,
    validation_steps=2,
    counts={"train": 2000, "validation": 150, "test": 75},
)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ProgressPanel]:
    panel = ProgressPanel()
    qtbot.addWidget(panel)
    panel.reset()
    panel.resize(900, 200)
    panel.show()
    yield panel
    panel.end("unfinished")


def step(epoch: int, step: int, time: float) -> StepEnded:
    return StepEnded(time=time, epoch=epoch, step=step, logs={"loss": 1.0})


def texts(panel: ProgressPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


def bar(panel: ProgressPanel) -> tuple[int, int]:
    widget = panel.findChild(QProgressBar)
    return widget.value(), widget.maximum()


def test_before_the_first_event_tensorflow_is_starting(panel: ProgressPanel) -> None:
    assert "Starting TensorFlow" in texts(panel)
    assert bar(panel)[1] == 0


def test_a_phase_shows_what_is_done(panel: ProgressPanel) -> None:
    panel.show_events(
        [STARTED, PhaseProgressed(time=1001.0, phase="preparing", done=300, total=2225)]
    )

    assert "Preparing pictures" in texts(panel)
    assert bar(panel) == (300, 2225)
    assert "Elapsed 1 s  ·  2,000 train, 150 validation, 75 test" in texts(panel)


def test_a_live_training_shows_where_it_is_and_what_remains(panel: ProgressPanel) -> None:
    panel.start_clock()
    panel.show_events([STARTED, *[step(0, n, 1010.0 + 2 * n) for n in range(10)]])
    panel.show_events([step(1, 0, 1030.0)])

    assert "Epoch 2 of 2  ·  step 1 of 10" in texts(panel)
    assert bar(panel) == (11, 20)
    # 11 steps, 2 s each; 9 remain.
    assert (
        "Elapsed 30 s  ·  about 18 s remaining  ·  2,000 train, 150 validation, 75 test"
        in texts(panel)
    )


def test_time_goes_on_between_events(
    qtbot: QtBot, panel: ProgressPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.show_events([STARTED])
    monkeypatch.setattr(progress_panel.time, "time", lambda: 1000.0 + 3 * 3600 + 60)
    panel.start_clock()

    qtbot.waitUntil(lambda: any("Elapsed 3 h 01 min" in text for text in texts(panel)))


@pytest.mark.parametrize(
    ("status", "words", "done"),
    [
        ("done", "Done", 1),
        ("stopped", "Stopped; what was learned is kept", 0),
        ("failed", "Failed", 0),
    ],
)
def test_the_end_is_told_and_nothing_remains(
    panel: ProgressPanel, status: str, words: str, done: int
) -> None:
    panel.start_clock()
    events: list[Event] = [STARTED, step(0, 0, 1010.0), step(0, 1, 1012.0)]
    panel.show_events([*events, RunEnded(time=1013.0, status=status, seconds=13.0)])
    panel.end("failed")  # the window says so too; what the run said counts

    assert words in texts(panel)
    assert bar(panel) == (done, 1)
    assert not any("remaining" in text for text in texts(panel))


def test_a_training_that_ends_without_a_word_has_failed(panel: ProgressPanel) -> None:
    panel.start_clock()
    panel.end("failed")

    assert "Failed" in texts(panel)
    assert bar(panel) == (0, 1)


def test_stopping_is_told(panel: ProgressPanel) -> None:
    panel.set_state("stopping")
    panel.show_events([PhaseProgressed(time=1.0, phase="validating", done=1, total=2)])
    assert "Stopping" in texts(panel)

    panel.show_events([PhaseProgressed(time=2.0, phase="evaluating", done=1, total=2)])
    assert "Stopping: evaluating" in texts(panel)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-0.2, "0 s"),
        (41.6, "42 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3599.6, "1 h 00 min"),
        (7805, "2 h 10 min"),
    ],
)
def test_durations_are_written_for_people(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_phase_of_many_says_how_many(panel: ProgressPanel) -> None:
    panel.show_events(
        [STARTED, PhaseProgressed(time=1001.0, phase="features", done=1200, total=28_000)]
    )

    assert "Computing features" in texts(panel)
    assert "1,200 of 28,000" in texts(panel)


def test_a_resumed_run_says_where_it_goes_on_and_does_not_count_the_pause(
    panel: ProgressPanel,
) -> None:
    panel.start_clock()
    panel.show_events([STARTED, step(0, 0, 1010.0), step(0, 1, 1020.0)])
    panel.show_events([RunResumed(time=9000.0, epoch=0, step=1)])
    assert "Going on" in texts(panel)
    assert "in epoch 1, step 2" in texts(panel)

    panel.show_events([step(0, 1, 9010.0), step(0, 2, 9012.0)])

    # 20 s before the pause, 12 s after; 2 s a step, of which 17 remain.
    assert any(text.startswith("Elapsed 32 s  ·  about 34 s remaining") for text in texts(panel))


def test_each_stage_has_a_pace_of_its_own(panel: ProgressPanel) -> None:
    panel.start_clock()
    panel.show_events([STARTED, *[step(0, n, 1010.0 + n) for n in range(10)]])
    stage = StageStarted(
        time=1100.0, stage=1, stages=2, epoch=1, epochs=1, trainable=20, parameters=1_000
    )
    panel.show_events([stage, step(1, 0, 1400.0), step(1, 1, 1405.0)])

    assert any("about 40 s remaining" in text for text in texts(panel))
    assert "Stage 2 of 2  ·  Fine-tuning: 20 of 1.0 k parameters train" in texts(panel)


def test_the_learning_rate_is_that_of_the_last_epoch(panel: ProgressPanel) -> None:
    for epoch, rate in enumerate((1e-3, 5e-4)):
        logs = {"loss": 1.0, "learning_rate": rate}
        panel.show_events([EpochEnded(time=1001.0, epoch=epoch, logs=logs, seconds=1.0, best=True)])

    assert "Learning rate 0.0005" in texts(panel)


def test_that_it_outlives_the_window_is_said_until_the_end(panel: ProgressPanel) -> None:
    words = "Goes on when the window closes"
    [label] = [label for label in panel.findChildren(QLabel) if label.text() == words]
    assert not label.isVisible()

    panel.show_lasting()
    assert label.isVisible()

    panel.end("done")
    assert not label.isVisible()


def test_what_was_asked_for_is_told_until_it_happens(panel: ProgressPanel) -> None:
    panel.set_state("running")
    panel.show_events([STARTED, step(0, 0, 1001.0)])
    panel.steering.hold.click()
    assert "Pausing" in texts(panel)

    panel.show_events([RunPaused(time=1002.0, epoch=0, step=1)])
    panel.set_state("paused")
    assert "Paused" in texts(panel)

    panel.steering.epoch.click()
    panel.show_events([RunContinued(time=1500.0), step(0, 1, 1501.0)])
    assert "Training to the end of the epoch" in texts(panel)
    assert any(text.startswith("Elapsed 3 s") for text in texts(panel))

    panel.show_events([RunPaused(time=1502.0, epoch=1, step=0)])
    panel.set_state("paused")
    panel.steering.hold.click()
    panel.show_events([RunContinued(time=1600.0)])
    assert "Training" in texts(panel)


def test_a_changed_rate_is_told_at_once(panel: ProgressPanel) -> None:
    panel.set_state("running")
    change = LearningRateChanged(time=1001.0, epoch=0, step=3, learning_rate=2e-4)
    panel.show_events([STARTED, change])

    assert "Learning rate 0.0002" in texts(panel)
    assert panel.steering.rate.field.rate == 2e-4


def test_epochs_that_were_added_make_the_way_longer(panel: ProgressPanel) -> None:
    panel.show_events([STARTED, step(1, 9, 1020.0), RunEnded(time=1021.0, status="done")])
    panel.show_events([EpochsAdded(time=9000.0, epochs=5)])
    assert "Going on" in texts(panel)
    assert "up to epoch 5" in texts(panel)

    panel.show_events([step(2, 0, 9001.0)])
    assert "Epoch 3 of 5  ·  step 1 of 10" in texts(panel)
    assert bar(panel) == (21, 50)


def test_a_past_run_that_was_cut_off_shows_where_it_came_to(panel: ProgressPanel) -> None:
    panel.show_events([STARTED])
    panel.show_steps(1.3)
    panel.end("unfinished")

    assert "Epoch 2 of 2  ·  step 3 of 10" in texts(panel)
