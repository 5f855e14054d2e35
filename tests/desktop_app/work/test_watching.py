"""What is read of a run's folder while somebody watches: pictures, log, process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop_app.work.watching import log_tail, sample_pictures, surroundings
from training.claim import Claim
from training.errors import RunError
from training.progress import no_progress
from training.runs import Run


def test_pictures_come_by_the_names_of_their_samples(run: Run) -> None:
    names = list(run.split()["sample_id"][:3])

    pictures = sample_pictures(run.path, [*names, "unknown"], no_progress)

    assert list(pictures) == names
    assert {picture.shape for picture in pictures.values()} == {(32, 32, 3)}


def test_a_training_is_told_with_its_process_and_devices(run: Run) -> None:
    around = surroundings(run.path, no_progress)
    assert around.pid is None
    assert "CPU" in around.devices
    assert around.positive == ("malignant",)

    (run.path / "environment.json").unlink()
    with Claim(run.path):
        around = surroundings(run.path, no_progress)
    assert around.pid == os.getpid()
    assert around.devices == ()


def test_the_end_of_a_long_log_begins_with_a_whole_line(tmp_path: Path) -> None:
    assert log_tail(tmp_path, no_progress) == ""

    lines = [f"line {number} äöü" for number in range(10_000)]
    (tmp_path / "log.txt").write_text("\n".join(lines), encoding="utf-8")
    tail = log_tail(tmp_path, no_progress).splitlines()

    assert tail == lines[-len(tail) :]
    assert 1000 < len(tail) < 10_000


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        sample_pictures(tmp_path, ["a"], no_progress)
