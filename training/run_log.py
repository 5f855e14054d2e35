"""Writes down a run while it happens: its events, its history, its log."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from training.callbacks.cost_limit import CostLimit
from training.errors import RunError
from training.events import (
    EpochEnded,
    EpochsAdded,
    Event,
    RunEnded,
    RunStarted,
    StepEnded,
    can_wait,
    from_json,
    to_json,
)
from training.runs import Run

_FLUSH_SECONDS = 0.2
_STEP = f'{{"kind": "{StepEnded.kind}"'.encode()
"""How the line of a step begins, of which there may be millions."""


class RunLog:
    """Appends events to `events.jsonl` and passes them on; keeps `history.csv` and `log.txt`.

    Events that can wait are written a few times a second, so that who reads the file follows
    closely and a step costs little; everything else at once. `history.csv` is written so rarely
    that many short epochs cost little, and when the run ends.

    Args:
        run: Where to write.
        on_event: Receives every event after it is written.
        keep: Bytes of `events.jsonl` to keep, where a run goes on; what follows is forgotten.

    Attributes:
        epochs_told: Epochs of the whole run as told before; None where it has told nothing.
    """

    def __init__(self, run: Run, on_event: Callable[[Event], None], *, keep: int = 0) -> None:
        self._run = run
        self._on_event = on_event
        self._keep = keep
        self._epochs: list[EpochEnded] = []
        self._waiting: list[Event] = []
        self._flushed = 0.0
        self._history_waits = False
        self._history_cost = CostLimit()
        self.epochs_told: int | None = None

    def __enter__(self) -> Self:
        kept = forget_events(self._run, self._keep)
        self._epochs = [event for event in kept if isinstance(event, EpochEnded)]
        told = [event.epochs for event in kept if isinstance(event, RunStarted | EpochsAdded)]
        self.epochs_told = told[-1] if told else None
        self._stream = self._run.events_path.open("a", encoding="utf-8", newline="\n")
        self._handler = logging.FileHandler(self._run.path / "log.txt", encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._logger = logging.getLogger("training")
        self._logger.addHandler(self._handler)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._logger.removeHandler(self._handler)
        with suppress(OSError):
            self._write_waiting()
            self._write_history()
        for closing in (self._stream, self._handler):
            with suppress(OSError):  # a full disk has been told of when the last event was written
                closing.close()

    def tell(self, event: Event) -> None:
        """Write an event down and pass it on.

        Raises:
            OSError: It could not be written; it was passed on all the same.
        """
        try:
            if can_wait(event):
                self._waiting.append(event)
                if time.monotonic() - self._flushed > _FLUSH_SECONDS:
                    self._write_out()
            else:
                self._write(event)
        finally:
            self._on_event(event)

    def size(self) -> int:
        """Write everything out to the disk and return the size of `events.jsonl` in bytes."""
        self._write_out()
        os.fsync(self._stream.fileno())
        return os.fstat(self._stream.fileno()).st_size

    def _write(self, event: Event) -> None:
        self._waiting.append(event)
        self._write_out()
        if isinstance(event, EpochEnded):
            self._epochs.append(event)
            self._history_waits = True
            if self._history_cost.allows():
                self._write_history()
        elif isinstance(event, RunEnded):
            self._write_history()

    def _write_out(self) -> None:
        self._write_waiting()
        self._stream.flush()
        self._flushed = time.monotonic()

    def _write_waiting(self) -> None:
        events, self._waiting = self._waiting, []
        self._stream.writelines(to_json(event) + "\n" for event in events)

    def _write_history(self) -> None:
        if self._history_waits:
            with self._history_cost.measured():
                self._run.save_history(self._epochs)
            self._history_waits = False


def forget_events(run: Run, keep: int) -> list[Event]:
    """Shorten `events.jsonl` and `history.csv` to what a run goes on from.

    Args:
        run: A run that nobody trains.
        keep: Bytes of `events.jsonl` to keep.

    Returns:
        What is kept, steps left out.
    """
    path = run.events_path
    if path.is_file() and path.stat().st_size > keep:
        os.truncate(path, keep)
    kept = list(_all_but_steps(path)) if path.is_file() else []
    epochs = [event for event in kept if isinstance(event, EpochEnded)]
    if epochs:
        run.save_history(epochs)
    else:
        run.history_path.unlink(missing_ok=True)
    return kept


def _all_but_steps(path: Path) -> Iterator[Event]:
    with path.open("rb") as lines:
        for line in lines:
            if not line.startswith(_STEP):
                with suppress(RunError):
                    yield from_json(line.decode("utf-8", errors="replace"))
