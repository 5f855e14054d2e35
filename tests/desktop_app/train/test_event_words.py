"""Every event that is worth a line has one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.train.event_words import event_lines, event_words
from desktop_app.train.metric_words import metric_axis, metric_range, metric_title
from tests.desktop_app.train.told import epoch_ended, scored, started, step, weights
from training.events import (
    EpochsAdded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            started(),
            "Training begins: 5 epochs of 4 steps; 40 train, 20 validation, 10 test",
        ),
        (PhaseProgressed(time=1.0, phase="building"), "Building the model"),
        (
            replace(
                epoch_ended(0),
                logs={"loss": 0.5, "val_loss": 0.6, "val_auc": 0.75, "learning_rate": 1e-3},
            ),
            "Epoch 1: loss 0.5, validation 0.6; validation AUC 0.75; learning rate 0.001; "
            "the best so far",
        ),
        (scored(0), "Epoch 1: sensitivity 0.750, specificity 0.938 on validation data"),
        (replace(scored(0), sensitivity=None, specificity=None), ""),
        (RunPaused(time=1.0, epoch=2, step=3), "Paused in epoch 3, after step 3"),
        (RunContinued(time=1.0), "Goes on"),
        (RunResumed(time=1.0, epoch=0, step=2), "Goes on in epoch 1, step 3"),
        (
            LearningRateChanged(time=1.0, epoch=1, step=0, learning_rate=3e-4),
            "Learning rate 0.0003 from epoch 2, step 1",
        ),
        (EpochsAdded(time=1.0, epochs=30), "Epochs were added: 30 in all"),
        (weights(), "The weights were looked at"),
        (
            RunEnded(time=1.0, status="failed", message="It broke.", mend="Mend it."),
            "Failed. It broke. Mend it.",
        ),
        (step(0, 0), ""),
    ],
)
def test_an_event_in_words(event: Event, words: str) -> None:
    assert event_words(event) == words
    assert len(event_lines([event])) == bool(words)


@pytest.mark.parametrize(
    ("name", "title", "limits"),
    [
        ("auc", "AUC", (0.0, 1.0)),
        ("balanced_accuracy", "Balanced accuracy", (0.0, 1.0)),
        ("top_2_accuracy", "Top 2 accuracy", (0.0, 1.0)),
        ("mean_squared_error", "Mean squared error", None),
    ],
)
def test_a_metric_in_words(name: str, title: str, limits: tuple[float, float] | None) -> None:
    assert metric_title(name) == title
    assert metric_axis(name)
    assert metric_range(name) == limits
