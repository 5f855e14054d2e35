"""The proof that no kill, and no full disk, changes what a training ends with.

    python -m pytest -n 0 -m slow tests/training/test_kills.py -s

LESIONLAB_KILLS says how many kills there are to be, 100 unless told.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.data.runs import of_kind, tiny_config
from tests.training.conftest import Trained
from tests.training.same import assert_same
from training.checkpoints import CheckpointStore
from training.data.dataset import Dataset
from training.events import EpochEnded, Event, PhaseProgressed, RunEnded, StepEnded
from training.host import HostedRun
from training.locations import Locations, current_locations
from training.runs import Run
from training.trainer import create_run

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("LESIONLAB_KILLS", "100"))
CONFIG: dict[str, Any] = {
    "model.dropout": 0.3,
    "optimisation.ema": 0.9,
    "optimisation.epochs": 12,
    "stages": [{"epochs": 12, "learning_rate": 1e-3, "warmup": 0.3}],
    "patience.reduce_after": 2,
    "checkpoint.seconds": 0,
}


@pytest.fixture
def locations(home: Path, trained: Trained) -> Locations:
    """Return what child processes find by themselves, with the tiny data set decoded."""
    locations = current_locations()
    shutil.copytree(trained.locations.cache, locations.cache)
    return locations


@pytest.fixture
def make_run(locations: Locations, tiny_dataset: Dataset) -> Callable[[Path], Run]:
    config = tiny_config(tiny_dataset.root, CONFIG)
    return lambda runs: create_run(config, runs=runs, locations=locations)


def _follow(hosted: HostedRun, until: Callable[[Event], bool], seconds: float) -> None:
    """Follow a run until an event, and then for some seconds more, or until it ends."""
    seen = False
    deadline = 0.0
    while not hosted.ended and not (seen and time.monotonic() >= deadline):
        for event in hosted.poll():
            if not seen and until(event):
                seen, deadline = True, time.monotonic() + seconds
        time.sleep(0.002)


def _writing(run: Run) -> bool:
    """Whether a checkpoint is half written."""
    return any(run.checkpoints_path.glob(".state-*.npz"))


def _told(run: Run) -> list[int]:
    """Return the epochs whose end is written down."""
    return [event.epoch for event in run.events() if isinstance(event, EpochEnded)]


def _moment(run: Run, told: list[int]) -> str:
    stage = "second" if told and told[-1] >= CONFIG["optimisation.epochs"] - 1 else "first"
    return f"{stage} stage{', writing a checkpoint' if _writing(run) else ''}"


def _never(event: Event) -> bool:
    return False


@pytest.mark.timeout(7200)
def test_no_kill_changes_what_a_training_ends_with(
    make_run: Callable[[Path], Run], locations: Locations, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(0)
    whole = make_run(locations.runs)
    _follow(HostedRun.start(whole), _never, 0)
    assert whole.status == "done"
    moments: Counter[str] = Counter()
    runs = 0
    while sum(moments.values()) < KILLS:
        run = make_run(locations.runs)
        runs += 1
        while run.status != "done":
            hosted = HostedRun.start(run)
            if sum(moments.values()) >= KILLS:
                _follow(hosted, _never, 0)
                continue
            begun = PhaseProgressed if rng.random() < 0.1 else StepEnded
            _follow(hosted, lambda event, kind=begun: isinstance(event, kind), rng.uniform(0, 1.5))
            if begun is StepEnded and rng.random() < 0.3:
                while hosted.is_running and not _writing(run):
                    pass
            if not hosted.is_running:
                continue
            hosted.kill()
            told = _told(run)
            moments[_moment(run, told)] += 1
            checkpoint = CheckpointStore(run.checkpoints_path).latest()
            if told:
                # At most the validation of the epoch that was just told has to be done again.
                assert checkpoint is not None
                assert checkpoint.position.epoch >= told[-1]
        assert_same(run, whole)
    with capsys.disabled():
        print(f"\n{sum(moments.values())} kills in {runs} runs, all equal: {dict(moments)}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs Linux and root, to mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("killed", [False, True])
def test_a_full_disk_is_said_and_survived(
    make_run: Callable[[Path], Run], locations: Locations, small_disk: Path, killed: bool
) -> None:
    whole = make_run(locations.runs)
    _follow(HostedRun.start(whole), _never, 0)
    run = make_run(small_disk)
    hosted = HostedRun.start(run)
    _follow(hosted, lambda e: isinstance(e, EpochEnded) and e.epoch == 5, 0.1)
    filler = small_disk / "filler"
    with filler.open("wb") as stream:
        try:
            while True:
                stream.write(bytes(65536))
                stream.flush()
        except OSError:
            pass
    if killed:
        time.sleep(0.2)
        hosted.kill()
    else:
        events: list[Event] = []
        while not hosted.ended:
            events += hosted.poll()
        (end,) = of_kind(events, RunEnded)
        assert end.status == "failed"
        assert "is full" in end.message or "ended from outside" in end.message
    filler.unlink()
    _follow(HostedRun.start(run), _never, 0)
    assert_same(run, whole)
