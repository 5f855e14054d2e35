"""Runs that are not done are found, and say how far they came."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import numpy as np
import pytest

from desktop_app.work.runs import find_unfinished, how_far, told_before
from training.checkpoints import Checkpoint, CheckpointStore, Position
from training.claim import Claim
from training.events import EpochEnded, RunEnded, StepEnded, to_json
from training.locations import Locations
from training.runs import Run


def nothing(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""


@pytest.fixture
def cut_off(run: Run) -> Callable[[], int]:
    """Return what cuts the run off in its second epoch, after a checkpoint; gives its bytes."""

    def cut() -> int:
        lines = run.events_path.read_bytes().splitlines(keepends=True)
        events = list(run.events())
        place = next(
            n for n, event in enumerate(events) if isinstance(event, StepEnded) and event.epoch == 1
        )
        run.save_history([event for event in events[:place] if isinstance(event, EpochEnded)])
        kept = sum(map(len, lines[:place]))
        os.truncate(run.events_path, kept + len(lines[place]))
        shutil.rmtree(run.checkpoints_path)
        CheckpointStore(run.checkpoints_path).save(
            Checkpoint(Position(epoch=1), kept, {"weights": np.zeros(2)})
        )
        return kept

    return cut


def test_a_run_that_is_done_waits_for_nobody(run: Run, locations: Locations) -> None:
    assert find_unfinished(locations.runs, nothing) == ()


def test_one_that_was_cut_off_is_found_and_says_how_far_it_came(
    run: Run, locations: Locations, cut_off: Callable[[], int]
) -> None:
    cut_off()

    [found] = find_unfinished(locations.runs, nothing)

    assert found.path == run.path
    assert not found.running
    assert found.words == "tiny  ·  Cut off after epoch 1 of 2"


def test_without_a_checkpoint_there_is_nothing_to_go_on_from(
    run: Run, locations: Locations, cut_off: Callable[[], int]
) -> None:
    cut_off()
    shutil.rmtree(run.checkpoints_path)

    assert find_unfinished(locations.runs, nothing) == ()


def test_one_that_is_being_trained_is_told_from_one_that_was_cut_off(
    run: Run, locations: Locations, cut_off: Callable[[], int]
) -> None:
    cut_off()
    with Claim(run.path):
        [found] = find_unfinished(locations.runs, nothing)

    assert found.running
    assert found.words == "tiny  ·  Training after epoch 1 of 2"


def test_a_damaged_run_hides_no_other(
    run: Run, other_run: Run, locations: Locations, cut_off: Callable[[], int]
) -> None:
    cut_off()
    (other_run.path / "config.json").write_text("{")

    assert [found.path for found in find_unfinished(locations.runs, nothing)] == [run.path]


def test_a_failed_run_says_so(run: Run, cut_off: Callable[[], int]) -> None:
    cut_off()
    with run.events_path.open("a", encoding="utf-8") as stream:
        stream.write(to_json(RunEnded(time=1.0, status="failed")) + "\n")

    assert how_far(run, run.status) == "Failed after epoch 1 of 2"


def test_what_was_told_is_told_again_up_to_the_checkpoint(
    run: Run, cut_off: Callable[[], int]
) -> None:
    kept = cut_off()
    before = run.events_path.read_bytes()

    told = told_before(run)

    assert "".join(to_json(event) + "\n" for event in told).encode() == before[:kept]
    assert run.events_path.read_bytes() == before, "another process may be writing there"
