"""A run is kept as columns, whatever the bursts in which it came."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.train.watch_record import RunRecord, StepColumns, folded
from tests.desktop_app.train.told import epoch_ended, run_of, scored, started, step
from training.events import EpochsAdded, PhaseProgressed, StepEnded


@pytest.mark.parametrize("burst", [1, 3, 5000])
def test_columns_hold_all_steps_in_whatever_bursts_they_came(burst: int) -> None:
    steps = [step(n // 4, n % 4) for n in range(3000)]
    columns = StepColumns()
    for first in range(0, len(steps), burst):
        columns.extend(steps[first : first + burst], 4)

    assert len(columns) == 3000
    assert columns.x[[0, 3, -1]].tolist() == [0.25, 1.0, 750.0]
    assert columns.names == ("loss", "accuracy", "auc")
    expected = np.array([each.logs["auc"] for each in steps], dtype=np.float32)
    assert np.array_equal(columns.column("auc"), expected)
    assert len(columns.column("auc", 2990)) == 10


def test_a_log_that_comes_later_or_never_leaves_gaps() -> None:
    columns = StepColumns()
    columns.extend([step(0, 0), step(0, 1)], 4)
    columns.extend([StepEnded(time=1.0, epoch=0, step=2, logs={"loss": 2.0, "f1": 0.5})], 4)

    assert np.isnan(columns.column("f1")[:2]).all()
    assert columns.column("f1")[2] == 0.5
    assert np.isnan(columns.column("accuracy")[2])
    assert np.isnan(columns.column("never")).tolist() == [True] * 3


def test_columns_that_were_read_are_taken_over_and_can_grow() -> None:
    x, loss = np.array([0.5, 1.0]), np.array([2.0, 1.0], dtype=np.float32)
    for column in (x, loss):
        column.flags.writeable = False
    columns = StepColumns()
    columns.extend([step(0, 0)], 4)

    columns.adopt(x, {"loss": loss})
    columns.extend([StepEnded(time=1.0, epoch=1, step=0, logs={"loss": 0.5})], 2)

    assert columns.x.tolist() == [0.5, 1.0, 1.5]
    assert columns.column("loss").tolist() == [2.0, 1.0, 0.5]
    assert columns.names == ("loss",)


def test_steps_between_other_events_come_as_one_list() -> None:
    first, last = started(), epoch_ended(0)
    steps = [step(0, 0), step(0, 1)]

    assert list(folded([first, *steps, last, steps[0]])) == [first, steps, last, [steps[0]]]


def test_a_record_keeps_what_is_shown_later() -> None:
    record = RunRecord()
    for part in folded(run_of(2)):
        record.take_steps(part) if isinstance(part, list) else record.take(part)
    record.take(EpochsAdded(time=9.0, epochs=8))
    for phase, done in (("validating", 3), ("evaluating", 0), ("evaluating", 9)):
        record.take(PhaseProgressed(time=9.0, phase=phase, done=done, total=9))

    assert (record.total, record.steps_per_epoch, len(record.steps)) == (8, 4, 8)
    assert record.metrics == ("accuracy", "auc")
    assert record.scored == {0: scored(0), 1: scored(1)}
    assert [type(event).kind for event in record.told] == [
        "run_started",
        *("epoch_ended", "validation_scored") * 2,
        "epochs_added",
        "phase_progressed",
    ]

    record.clear()
    assert (record.run, len(record.steps), record.metrics, record.told) == ("", 0, (), [])
