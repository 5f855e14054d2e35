"""What a person sees at a terminal while something is under way."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from training.console import ConsoleProgress


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=120, color_system=None)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_bytes_are_shown_in_megabytes_with_their_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.console._REDRAW_SECONDS", -1.0)
    console = terminal()
    with ConsoleProgress(console) as progress:
        for done in (0, 10_000_000, 20_000_000, 23_400_000):
            progress.in_bytes("Downloading train.zip", done, 23_400_000)
    assert "23.4/23.4 MB" in shown(console)
    assert "B/s" in shown(console)
    assert "23400000" not in shown(console)


def test_what_was_there_before_did_not_come_at_any_speed() -> None:
    console = terminal()
    with ConsoleProgress(console) as progress:
        progress.in_bytes("Downloading train.zip", 23_400_000, 23_400_000)
    assert "23.4/23.4 MB ? " in shown(console)


def test_other_things_are_counted() -> None:
    console = terminal()
    with ConsoleProgress(console) as progress:
        progress.in_bytes("Downloading train.zip", 5, 5)
        progress("Checking pictures", 48, 48)
    assert "48/48" in shown(console)
    assert "MB" not in shown(console).rpartition("Checking pictures")[2]


def test_a_pipe_is_told_once_what_is_done() -> None:
    console = Console(file=io.StringIO(), width=120)
    with ConsoleProgress(console) as progress:
        for done in range(3):
            progress.in_bytes("Downloading train.zip", done, 2)
    assert shown(console) == "Downloading train.zip\n"
