"""A damaged picture file gives a picture or a clear error; never a crash, a hang, or all memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.data.mutations import DAMAGES, SECONDS_EACH, mutated, whole_files
from training.preprocessing import read_image

MOST_MEGABYTES = 1500
"""At its peak, of a process that reads them all; a picture may have 100 million pixels."""


measured = pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")


def _read_apart(first: int, count: int) -> Counter[str]:
    """Read mutated files in a process of its own, and count what became of them."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.data.mutations", str(first), str(count)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=SECONDS_EACH * 10 + count,
    )
    *told, memory = map(json.loads, ended.stdout.splitlines() or ["{}"])
    # A crash or a hang ends the process, at the file after the last one told of.
    assert ended.returncode == 0, (told[-1:], ended.stderr[-2000:])
    assert len(told) == count
    wrong = [each for each in told if each["outcome"] not in ("picture", "error")]
    assert not wrong, wrong[:3]
    assert memory["peak_megabytes"] < MOST_MEGABYTES
    return Counter(each["outcome"] for each in told)


def test_undamaged_files_of_every_kind_are_read() -> None:
    """Or their damage would prove nothing."""
    for name, data in whole_files().items():
        assert read_image(data, name=name).mode == "RGB"


def test_a_thousand_hold_every_kind_and_every_damage() -> None:
    found = [mutated(number)[:2] for number in range(1000)]
    assert {kind for kind, _ in found} == set(whole_files())
    assert {damage for _, damage in found} == set(DAMAGES)


@measured
def test_some_damaged_files_are_answered() -> None:
    outcomes = _read_apart(0, 200)
    assert min(outcomes["picture"], outcomes["error"]) > 20


@measured
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_damaged_files_are_answered() -> None:
    print(dict(_read_apart(0, 10_000)))
