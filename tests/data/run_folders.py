"""Run folders by program, as a training leaves them, without training anything."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.config import RunConfig, with_changes
from training.events import (
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    RunStarted,
    StageStarted,
    Status,
    StepEnded,
    to_json,
)
from training.files import write_json_atomically
from training.runs import Run, RunDataset

DATASET = RunDataset("Läsionen", "/data/lesions", ("nevus", "melanoma"), ("melanoma",), "f" * 64)


def make_run(
    runs: Path,
    name: str = "2026-01-02-030405-tiny",
    *,
    changes: Mapping[str, Any] | None = None,
    dataset: str = DATASET.name,
    events: Iterable[Event] | None = None,
) -> Run:
    """Make a run folder, with its history where there are events; without events it has not begun.

    Args:
        runs: Folder of all runs.
        name: Name of the folder.
        changes: Changed fields of its config.
        dataset: Name of its data set.
        events: What it has told.
    """
    folder = runs / name
    folder.mkdir(parents=True)
    config = with_changes(
        RunConfig(), {"recipe": "tiny", "optimisation.epochs": 3} | dict(changes or {})
    )
    (folder / "config.json").write_text(config.to_json(), encoding="utf-8")
    write_json_atomically(folder / "dataset.json", {**asdict(DATASET), "name": dataset})
    run = Run.open(folder)
    if events is not None:
        write_events(run, list(events))
    return run


def write_events(run: Run, events: Sequence[Event]) -> None:
    """Write all that a run has told, and its history."""
    text = "".join(to_json(event) + "\n" for event in events)
    run.events_path.write_text(text, encoding="utf-8", newline="\n")
    run.save_history([event for event in events if isinstance(event, EpochEnded)])


def told(
    epochs: int = 3,
    steps: int = 4,
    *,
    best: int = 1,
    ended: Status | None = "done",
    of: int | None = None,
) -> list[Event]:
    """Return what a run of one stage tells; a step or an epoch takes a second.

    Args:
        epochs: Epochs that ended.
        steps: Steps of an epoch.
        best: The epoch whose model was kept last; the first one was the best before.
        ended: How it ended; None: it has not.
        of: Epochs asked for; None: as many as ended.
    """
    rng, clock = random.Random(0), iter(float(second) for second in range(1, 10**9))
    asked = epochs if of is None else of
    events: list[Event] = [
        RunStarted(
            time=next(clock),
            run="/runs/x",
            epochs=asked,
            steps_per_epoch=steps,
            validation_steps=2,
            counts={"train": 8 * steps, "validation": 16, "test": 8},
        ),
        *(
            PhaseProgressed(time=next(clock), phase="preparing", done=done, total=3)
            for done in range(4)
        ),
        StageStarted(
            time=next(clock),
            stage=0,
            stages=1,
            epoch=0,
            epochs=asked,
            trainable=10,
            parameters=20,
        ),
    ]
    for epoch in range(epochs):
        events.append(PhaseProgressed(time=next(clock), phase="training"))
        events += [
            StepEnded(
                time=next(clock),
                epoch=epoch,
                step=step,
                logs={"accuracy": rng.random(), "loss": rng.random()},
            )
            for step in range(steps)
        ]
        events += [
            PhaseProgressed(time=next(clock), phase="validating", done=done, total=2)
            for done in range(3)
        ]
        events.append(
            EpochEnded(
                time=next(clock),
                epoch=epoch,
                logs={"loss": 0.5, "val_loss": abs(epoch - best) + 0.25, "val_auc": 0.75},
                seconds=10.0,
                best=epoch in (0, best),
            )
        )
    if ended:
        events.append(RunEnded(time=next(clock), status=ended, seconds=10.0 * epochs + 5.0))
    return events
