"""What a run has told, made by program, for tests of its replay and of races."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.desktop_app.train.told import epoch_ended, scored, started, step
from training.curves import RunCurves
from training.curves.lines import LineSorter
from training.curves.reading import _columns
from training.events import Event, RunEnded, StageStarted, to_json

EPOCHS, STEPS = 3, 4


def told() -> list[Event]:
    """Return the events of a run: loading for 60 s, then a step a second, 1 s of validation."""
    events: list[Event] = [
        started(epochs=EPOCHS, steps=STEPS),
        StageStarted(
            time=1060.0, stage=0, stages=1, epoch=0, epochs=EPOCHS, trainable=9, parameters=9
        ),
    ]
    now = 1060.0
    for epoch in range(EPOCHS):
        for number in range(STEPS):
            now += 1
            events.append(step(epoch, number, now))
        now += 1
        events.append(replace(epoch_ended(epoch), time=now))
        events.append(replace(scored(epoch), time=now))
    return [*events, RunEnded(time=now + 0.5, status="done", seconds=now - 1000)]


def curves_of(events: Sequence[Event]) -> RunCurves:
    sorter = LineSorter()
    sorter.add([to_json(event).encode() for event in events])
    return _columns(sorter, 0)
