"""One process at a time trains a run, and a process that was killed does not hold it for ever."""

from __future__ import annotations

import json
import os
from pathlib import Path

import psutil
import pytest

from training.claim import Claim, owner
from training.errors import RunError


def test_a_run_belongs_to_who_trains_it(tmp_path: Path) -> None:
    assert owner(tmp_path) is None
    with Claim(tmp_path):
        assert owner(tmp_path) == os.getpid()
    assert owner(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_it_cannot_be_taken_twice(tmp_path: Path) -> None:
    with Claim(tmp_path):
        with pytest.raises(RunError, match=f"by process {os.getpid()}") as caught, Claim(tmp_path):
            pass
        assert caught.value.mend
        assert owner(tmp_path) == os.getpid()


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["given away", "nobody's"])
def test_the_claim_of_a_dead_process_counts_for_nothing(tmp_path: Path, pid: int) -> None:
    """Also when its number has been given to another process since."""
    claim = {"pid": pid, "started": psutil.Process().create_time() - 1000}
    (tmp_path / "process.json").write_text(json.dumps(claim), encoding="utf-8")
    assert owner(tmp_path) is None
    with Claim(tmp_path):
        assert owner(tmp_path) == os.getpid()


def test_a_damaged_claim_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "process.json").write_text("{", encoding="utf-8")
    assert owner(tmp_path) is None
    with Claim(tmp_path):
        assert owner(tmp_path) == os.getpid()
