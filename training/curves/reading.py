"""Curves of a run, from its events or from what was kept of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from training.curves import kept
from training.curves.columns import RunCurves, epoch_curves
from training.curves.lines import LARGEST, LineSorter
from training.curves.typed import events_of
from training.errors import RunError
from training.events import EpochEnded, RunStarted
from training.progress import Progress, no_progress
from training.runs import Run

logger = logging.getLogger(__name__)

_BLOCK = 1 << 19
"""Bytes that are taken in at once: some milliseconds, in which no other thread of Python works."""
_MAX_BYTES = 20_000_000_000
"""A hundred million steps have as many."""
_MAX_LINE = 1 << 24
_MAX_TOLD = 1 << 29
_KEPT_FROM = 2_000_000
"""Bytes of events from which on keeping the curves saves time that anybody notices."""


def read_curves(run: Run, progress: Progress = no_progress) -> RunCurves:
    """Return the curves of a run, finished or not.

    What was read of a long run that nobody trains is kept in its folder, and read from there the
    next time. Where the folder cannot be written, it is read from the events each time.

    Args:
        run: The run.
        progress: Told of the bytes that were read; may cancel.

    Raises:
        RunError: The events cannot be read.
        Cancelled: `progress` raised it.
    """
    events, place = run.events_path, run.path / kept.NAME
    try:
        if not events.is_file():
            return _columns(LineSorter(), 0)
        size = events.stat().st_size
        found = kept.load(place, kept.digest(events, size)) if place.is_file() else None
        curves = found or _read(events, size, progress)
    except OSError as error:
        raise RunError(f"{events} cannot be read: {error.strerror}.") from error
    if found is None and size >= _KEPT_FROM and not run.is_running:
        try:
            kept.save(place, curves, kept.digest(events, size))
        except OSError as error:
            logger.info("The curves of %s are not kept: %s", run.name, error)
    return curves


def _not_ours(events: Path, what: str) -> RunError:
    return RunError(f"{events} {what}.", mend="It was not written by LesionLab; delete the run.")


def _read(events: Path, size: int, progress: Progress) -> RunCurves:
    if size > _MAX_BYTES:
        raise _not_ours(events, f"has more than {_MAX_BYTES / 1e9:.0f} GB")
    sorter, read = LineSorter(), 0
    for lines, end in _blocks(events, size):
        sorter.add(lines)
        if sorter.told_bytes > _MAX_TOLD:
            raise _not_ours(events, f"tells more than {_MAX_TOLD / 1e6:.0f} MB beside its steps")
        read = end
        progress("Reading curves", read, size)
    return _columns(sorter, read)


def _blocks(events: Path, size: int) -> Iterator[tuple[list[bytes], int]]:
    """Yield whole lines, and how many bytes have come with them."""
    end, rest = 0, b""
    with events.open("rb") as stream:
        while data := stream.read(min(_BLOCK, size - end - len(rest))):
            whole, line_end, after = data.rpartition(b"\n")
            if not line_end:
                rest += data
                if len(rest) > _MAX_LINE:
                    raise _not_ours(events, f"has a line of more than {_MAX_LINE / 1e6:.0f} MB")
                continue
            end += len(rest) + len(whole) + 1
            yield (rest + whole).split(b"\n"), end
            rest = after


def _columns(sorter: LineSorter, size: int) -> RunCurves:
    told = sorter.told
    steps = sorter.steps()
    started = next(events_of(told, RunStarted), None)
    steps_per_epoch = started.steps_per_epoch if started else int(steps.step.max(initial=0.0)) + 1
    steps_per_epoch = min(max(1, steps_per_epoch), LARGEST)
    return RunCurves(
        x=steps.epoch + (steps.step + 1.0) / steps_per_epoch,
        steps=steps.logs,
        epochs=epoch_curves(events_of(told, EpochEnded)),
        steps_per_epoch=steps_per_epoch,
        events_size=size,
        told=b"\n".join(told),
    )
