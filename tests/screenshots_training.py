"""States of the Train tab for `tests.screenshots`: stages, refusals, runs that can go on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QScrollArea, QToolButton

from desktop_app.app import Application
from desktop_app.widgets.run_list import RunRow
from training.doubts import Doubt
from training.events import (
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    RunResumed,
    RunStarted,
    StageStarted,
    StepEnded,
)


def take_training(app: Application, take: Callable[[str], None], rest: Callable[[], None]) -> None:
    """Take a training in two stages, in a process of its own, from its set-up to a crash.

    Args:
        app: The application with a data set open.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
    """
    train, start_page = app.train, app.window.start_page
    runs = ("23-223012-lesion-seven", "22-180233-ham-mobilenet", "21-091500-small-cnn")
    ends = ("Cut off after epoch 6 of 25", "Failed after epoch 12 of 30", "Stopped")
    start_page.unfinished.show_runs(
        [
            RunRow(run, f"2026-11-{run}", f"HAM10000  ·  {end}", "Resume")
            for run, end in zip(runs, ends, strict=True)
        ]
    )
    app.window.show_start_page()
    take("22-start-with-runs-that-can-go-on")
    start_page.unfinished.show_runs(())
    app.window.show_tab("train")
    train.setup.choose("lesion-seven", {})
    rest()
    take("23-set-up-refused")
    train.setup.choose("ham-mobilenet", {})
    rest()
    balance = Doubt(
        "Of nv there are 4,693 training pictures, of df 80, and nothing makes up for it: the model "
        "may learn to answer nv always.",
        "Weigh every class alike.",
        {"optimisation.class_weight": "balanced"},
    )
    few = Doubt("The class df has 3 pictures in the test part.", "Import more pictures.")
    train.setup.show_outlook([balance, few], "")
    unfolds = [button for button in train.setup.findChildren(QToolButton) if button.isCheckable()]
    for button in unfolds:
        button.click()
    rest()
    for area in train.setup.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    take("23-set-up-doubtful-unfolded")
    for button in unfolds:
        button.click()
    for state in ("starting", "running"):
        train.set_state(state)
    train.progress.show_lasting()
    *events, killed = _two_stages()
    train.show_events(events)
    take("24-features-of-the-second-stage")
    train.show_events([RunResumed(time=killed.time - 5, epoch=4, step=11)])
    take("24-going-on")
    train.show_events([killed])
    train.set_state("idle")
    train.progress.show_offer("Resume", "Failed after epoch 5 of 25.")
    take("24-ended-from-outside")
    train.message.clear()
    train.progress.show_offer("", "")


def _two_stages() -> list[Event]:
    """Return the events of a training that is killed when its second stage begins."""
    head = StageStarted(
        time=5.0, stage=0, stages=2, epoch=0, epochs=5, trainable=5_383, parameters=1_842_743
    )
    upper = replace(
        head, time=210.0, stage=1, epoch=5, epochs=20, trainable=1_186_000, cached="conv_pw_9_relu"
    )
    counts = {"train": 7000, "validation": 1500, "test": 1515}
    started = RunStarted(
        time=0.0, run="a", epochs=25, steps_per_epoch=40, validation_steps=8, counts=counts
    )
    events: list[Event] = [started, head]
    for epoch in range(5):
        losses = [0.4 + math.exp(-(epoch + step / 40) / 3) for step in range(40)]
        events += [
            StepEnded(
                time=10.0 + 40 * epoch + step,
                epoch=epoch,
                step=step,
                logs={"loss": loss, "accuracy": 1 - loss / 2},
            )
            for step, loss in enumerate(losses)
        ]
        logs = {
            "loss": losses[-1],
            "accuracy": 1 - losses[-1] / 2,
            "val_loss": losses[-1] + 0.1,
            "val_accuracy": 0.9 - losses[-1] / 2,
            "learning_rate": 3e-4,
        }
        events.append(
            EpochEnded(
                time=50.0 + 40 * epoch, epoch=epoch, logs=logs, seconds=40.0, best=epoch == 3
            )
        )
    features = PhaseProgressed(time=250.0, phase="features", done=2_310, total=30_000)
    killed = RunEnded(
        time=260.0,
        status="failed",
        message="The process that trained it was ended from outside (exit status -9).",
        mend="Resume the run: it goes on from its last checkpoint. The folder's process.txt "
        "may tell more; a computer that runs out of memory ends processes in this way.",
    )
    began = time.time() - killed.time
    return [replace(event, time=began + event.time) for event in (*events, upper, features, killed)]
