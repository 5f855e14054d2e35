"""A run's log: what is written at once, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from training.config import with_changes
from training.events import (
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    StepEnded,
    can_wait,
    from_json,
)
from training.recipes import get_recipe
from training.run_log import RunLog
from training.runs import Run, RunDataset

BEGUN = PhaseProgressed(time=0.0, phase="validating", total=3)
FURTHER = [PhaseProgressed(time=0.0, phase="validating", done=n, total=3) for n in (1, 2, 3)]
STEP = StepEnded(time=0.0, epoch=0, step=0, logs={"loss": 1.0})
ENDED = RunEnded(time=0.0, status="done")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    config = with_changes(get_recipe("small-cnn").config, {"data.dataset": "drawn"})
    table = pd.DataFrame({"sample_id": ["a"], "image": ["a"], "class": ["0"], "split": ["train"]})
    dataset = RunDataset("drawn", "drawn", ("0", "1"), ("1",), "drawn")
    return Run.create(tmp_path, config, dataset, table)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what can wait do so for ever."""
    monkeypatch.setattr("training.run_log._FLUSH_SECONDS", float("inf"))


def _epoch(number: int) -> EpochEnded:
    return EpochEnded(time=0.0, epoch=number, logs={"loss": 1.0}, seconds=1.0, best=False)


def _written(run: Run) -> list[Event]:
    return [from_json(line) for line in run.events_path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("event", [BEGUN, _epoch(0), ENDED])
def test_what_begins_or_ends_is_written_at_once_and_in_order(
    run: Run, patient: None, event: Event
) -> None:
    told: list[Event] = []
    with RunLog(run, told.append) as log:
        for some in (STEP, *FURTHER):
            log.tell(some)
            assert not _written(run)

        log.tell(event)

        assert _written(run) == told == [STEP, *FURTHER, event]


def test_what_waits_is_written_when_the_log_is_closed(run: Run, patient: None) -> None:
    with RunLog(run, lambda _event: None) as log:
        log.tell(STEP)

    assert _written(run) == [STEP]


def test_what_comes_slowly_does_not_wait(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.run_log._FLUSH_SECONDS", -1.0)
    with RunLog(run, lambda _event: None) as log:
        log.tell(FURTHER[0])

        assert _written(run) == [FURTHER[0]]


@pytest.mark.parametrize("end", [lambda log: log.tell(ENDED), lambda log: None])
def test_the_history_of_many_short_epochs_is_written_seldom_and_is_whole_at_the_end(
    run: Run, monkeypatch: pytest.MonkeyPatch, end: Callable[[RunLog], None]
) -> None:
    monkeypatch.setattr("training.callbacks.cost_limit.SHARE", 1e-9)
    saved: list[int] = []
    save = Run.save_history

    def save_and_note(run: Run, epochs: list[EpochEnded]) -> None:
        saved.append(len(epochs))
        save(run, epochs)

    monkeypatch.setattr(Run, "save_history", save_and_note)
    with RunLog(run, lambda _event: None) as log:
        for number in range(20):
            log.tell(_epoch(number))
        assert saved == [1]

        end(log)

    assert saved == [1, 20]
    assert [row["epoch"] for row in run.history()] == [str(number) for number in range(20)]


def test_a_phase_that_begins_cannot_wait() -> None:
    assert [can_wait(event) for event in (STEP, *FURTHER, BEGUN, ENDED)] == [True] * 4 + [False] * 2
