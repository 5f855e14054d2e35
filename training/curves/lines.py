"""The lines of `events.jsonl`, a block at a time: steps become columns, all else stays a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.curves.typed import kind_of
from training.events import PhaseProgressed, StepEnded

LARGEST = 2**31 - 1
"""Epochs and steps are counted up to here."""
MAX_LOGS = 200
"""Logs of a step; a line with more is none of ours."""
_STEP_STARTS = tuple(f'{{"kind":{space}"{StepEnded.kind}"'.encode() for space in (" ", ""))
_PHASE = re.compile(rb'"phase"\s*:\s*"(\w*)"')
_QUIET = (b"training", b"validating")
_BEFORE_NUMBER = re.compile(rb"""(?<=":)[ ]?(?:-?\d[^,}"\s]*|-?Infinity|NaN)(?=[,}])""")
_NUMBER = rb' ?([^,}"\s]+)'
_SKIPPED = rb' ?[^,}"\s]+'


@dataclass(frozen=True, eq=False)
class Steps:
    """Some steps in the order in which they were told.

    Attributes:
        epoch: Epoch of each, from 0; float64 of shape (steps,).
        step: Batch within the epoch, from 0; float64 of shape (steps,).
        logs: Keras's logs by name; float32 of shape (steps,).
    """

    epoch: NDArray[np.float64]
    step: NDArray[np.float64]
    logs: dict[str, NDArray[np.float32]]


class LineSorter:
    """Takes in the lines of a run, a block at a time.

    Attributes:
        told_bytes: Bytes of all lines that are no steps, also of those that are not kept.
    """

    def __init__(self) -> None:
        self.told_bytes = 0
        self._told: list[bytes] = []
        self._progress = b""
        self._phase = b""
        self._blocks: list[Steps] = []
        self._form = _Form.of(b"")

    def add(self, lines: Iterable[bytes]) -> None:
        """Take in whole lines, in order, without their ends."""
        steps: list[bytes] = []
        for line in lines:
            if line.startswith(_STEP_STARTS):
                steps.append(line)
            elif kind := kind_of(line):
                self._add_other(line, kind, steps)
        if steps:
            self._blocks.append(self._columns(steps))

    @property
    def told(self) -> list[bytes]:
        """The lines that are no steps.

        Of the progress of a phase only the last line before something else, and that of training
        and validation only where nothing but steps came after it.
        """
        return [*self._told, self._progress] if self._progress else self._told

    def steps(self) -> Steps:
        """Return all steps, of those told twice the later ones; NaN where one had no such log."""
        blocks = self._blocks or [Steps(np.empty(0), np.empty(0), {})]
        names = dict.fromkeys(name for block in blocks for name in block.logs)
        everything = Steps(
            np.concatenate([block.epoch for block in blocks]),
            np.concatenate([block.step for block in blocks]),
            {
                name: np.concatenate([_log(block, name) for block in blocks])
                for name in list(names)[:MAX_LOGS]
            },
        )
        return _last_told(everything)

    def _add_other(self, line: bytes, kind: str, steps: list[bytes]) -> None:
        self.told_bytes += len(line)
        if kind == StepEnded.kind:  # written by another program
            steps.append(line)
        elif kind == PhaseProgressed.kind:
            self._add_progress(line)
        else:
            self._end_progress()
            self._told.append(line)

    def _add_progress(self, line: bytes) -> None:
        found = _PHASE.search(line)
        phase = found.group(1) if found else b""
        if phase != self._phase:
            self._end_progress()
        self._progress, self._phase = line, phase

    def _end_progress(self) -> None:
        if self._progress and self._phase not in _QUIET:
            self._told.append(self._progress)
        self._progress = self._phase = b""

    def _columns(self, lines: list[bytes]) -> Steps:
        """Return steps as columns: by one regular expression where all are written alike."""
        columns = self._form.read(lines)
        if columns is None:  # the first lines, or other logs than before
            self._form = _Form.of(lines[-1])
            columns = self._form.read(lines)
        return columns or _by_json(lines)


@dataclass(frozen=True)
class _Form:
    """How the line of a step is written.

    Attributes:
        pattern: Matches such a line, a group for each number but the time, which no plot shows;
            None where no form is known.
        names: What the numbers are: epoch, step (both without a name), then the logs.
    """

    pattern: re.Pattern[bytes] | None
    names: tuple[str, ...]

    @classmethod
    def of(cls, line: bytes) -> _Form:
        """Return the form of a line, as far as it is that of a step."""
        fields = _fields(line)
        if fields is None or list(fields)[1:4] != ["time", "epoch", "step"]:
            return cls(None, ())
        logs: dict[str, Any] = fields["logs"]
        literals = _BEFORE_NUMBER.split(line)
        if len(literals) != 3 + len(logs) + 1:
            return cls(None, ())
        first, *rest = (re.escape(literal) for literal in literals)
        pattern = first + _SKIPPED + _NUMBER.join(rest)
        return cls(re.compile(b"^" + pattern + b"$", re.MULTILINE), ("", "", *logs))

    def read(self, lines: list[bytes]) -> Steps | None:
        """Return lines as columns; None where not all of them have this form."""
        if self.pattern is None:
            return None
        found = self.pattern.findall(b"\n".join(lines))
        if len(found) != len(lines):
            return None
        try:
            flat = map(float, chain.from_iterable(found))
            numbers = np.fromiter(flat, np.float64, len(found) * len(self.names))
        except ValueError:
            return None
        table = numbers.reshape(len(found), len(self.names))
        if not ((table[:, :2] >= 0) & (table[:, :2] <= LARGEST)).all():
            return None
        logs = {
            name: _as_float32(table[:, column])
            for column, name in enumerate(self.names)
            if column > 1
        }
        return Steps(table[:, 0].copy(), table[:, 1].copy(), logs)


def _by_json(lines: list[bytes]) -> Steps:
    """Return lines as columns, each line by itself; what is no step is left out."""
    rows = [fields for line in lines if (fields := _fields(line)) is not None]
    names = list(dict.fromkeys(name for row in rows for name in row["logs"]))[:MAX_LOGS]
    return Steps(
        np.array([row["epoch"] for row in rows], dtype=np.float64),
        np.array([row["step"] for row in rows], dtype=np.float64),
        {
            name: _as_float32(np.array([row["logs"].get(name, np.nan) for row in rows], np.float64))
            for name in names
        },
    )


def _fields(line: bytes) -> dict[str, Any] | None:
    """Return the fields of the line of a step; None where it is damaged."""
    try:
        fields: dict[str, Any] = json.loads(line)
        places = (fields["epoch"], fields["step"])
        fields["logs"] = {name: float(value) for name, value in fields["logs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    counted = all(type(place) is int and 0 <= place <= LARGEST for place in places)
    return fields if counted and len(fields["logs"]) <= MAX_LOGS else None


def _as_float32(numbers: NDArray[np.float64]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # what is larger becomes infinite
        return numbers.astype(np.float32)


def _log(block: Steps, name: str) -> NDArray[np.float32]:
    log = block.logs.get(name)
    return np.full(len(block.epoch), np.nan, dtype=np.float32) if log is None else log


def _last_told(steps: Steps) -> Steps:
    """Leave out steps at or behind which the run went on again later."""
    place = np.empty(len(steps.epoch), dtype=[("epoch", np.float64), ("step", np.float64)])
    place["epoch"], place["step"] = steps.epoch, steps.step
    rises = (np.diff(steps.epoch) > 0) | ((np.diff(steps.epoch) == 0) & (np.diff(steps.step) > 0))
    if rises.all():
        return steps
    # A rank for each place, so that one number tells which comes first.
    rank = np.unique(place, return_inverse=True)[1]
    first_after = np.minimum.accumulate(rank[::-1])[::-1]
    kept = np.append(rank[:-1] < first_after[1:], True)
    return Steps(
        steps.epoch[kept], steps.step[kept], {n: log[kept] for n, log in steps.logs.items()}
    )
