"""Events come back from `events.jsonl` as they were."""

from __future__ import annotations

import pytest

from training.errors import RunError
from training.events import (
    PHASES,
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    RunStarted,
    StepEnded,
    from_json,
    to_json,
)

EVENTS: list[Event] = [
    RunStarted(
        time=1.5,
        run="/runs/läsion",
        epochs=3,
        steps_per_epoch=4,
        validation_steps=2,
        counts={"train": 29, "validation": 12, "test": 7},
    ),
    PhaseProgressed(time=2.0, phase="preparing", done=3, total=9),
    StepEnded(time=3.0, epoch=0, step=1, logs={"loss": 0.123456789012345, "accuracy": 1.0}),
    EpochEnded(time=4.0, epoch=0, logs={"val_loss": 0.5}, seconds=1.25, best=True),
    RunEnded(
        time=5.0, status="failed", message='Line one\nand "two"', mend="Try again.", seconds=9.0
    ),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_an_event_is_one_line_and_comes_back(event: Event) -> None:
    line = to_json(event)
    assert "\n" not in line
    assert from_json(line) == event


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        "{}",
        '{"kind": "party"}',
        '{"kind": []}',
        '{"kind": "step_ended"}',
        '{"kind": "run_ended", "time": 1, "status": "done", "surprise": 1}',
    ],
)
def test_anything_else_is_refused(line: str) -> None:
    with pytest.raises(RunError, match="no event of a run"):
        from_json(line)


def test_every_phase_has_words_for_a_person() -> None:
    assert all(words[0].isupper() for words in PHASES.values())
