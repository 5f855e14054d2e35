"""Looking at every picture of an import once: read, hash, decode, note its facts, keep."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from training.data.importers.items import Item
from training.data.measuring.looking import Look, Seen
from training.data.measuring.processes import Lookers
from training.data.problems import Problem
from training.errors import DataError
from training.preprocessing import MAX_BYTES
from training.progress import Progress

_BATCH = 64
"""Pictures at once at most; handing over every single one costs as much as a decode."""
_BATCH_BYTES = 4_000_000
"""Bytes of files at which a batch ends."""
_UNKNOWN_BYTES = 250_000
"""What a picture counts for whose size is not known before it is read."""


class Arrival(NamedTuple):
    """A picture to be looked at and taken in.

    Attributes:
        item: The file.
        folder: Path, with slashes, of the pictures of the data set.
        name: Path, with slashes, that it is to have there; None to leave it in its place.
    """

    item: Item
    folder: str
    name: str | None

    @property
    def target(self) -> str | None:
        """Path, with slashes, where it is to lie in the data set; None to leave it."""
        return None if self.name is None else f"{self.folder}/{self.name}"


def take_in(
    arrivals: Sequence[Arrival], progress: Progress, lookers: Lookers
) -> list[Seen | Problem]:
    """Decode, hash and keep pictures.

    Args:
        arrivals: The pictures.
        progress: Told after every picture; may raise Cancelled.
        lookers: Who looks at them.

    Returns:
        For each picture what it is, or why it is left out.

    Raises:
        OSError: A picture cannot be written to its new place.
    """
    what = "Checking pictures"
    results: list[Seen | Problem] = []
    for folder in {target.rpartition("/")[0] for a in arrivals if (target := a.target)}:
        Path(folder).mkdir(parents=True, exist_ok=True)
    progress(what, 0, len(arrivals))
    for result in _side_by_side(arrivals, lookers):
        results.append(result)
        progress(what, len(results), len(arrivals))
    return results


def _side_by_side(arrivals: Sequence[Arrival], lookers: Lookers) -> Iterator[Seen | Problem]:
    """Yield results in the order of the pictures; only a few batches are ever under way."""
    lookers.start(len(arrivals))
    waiting: deque[Future[list[Seen | Problem]]] = deque()
    with ThreadPoolExecutor(lookers.count, "check") as pool:
        try:
            for batch in _batches(arrivals):
                waiting.append(pool.submit(_taken, batch, lookers))
                if len(waiting) > 2 * lookers.count:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BaseException:
            lookers.stop()
            raise
        finally:
            for future in waiting:
                future.cancel()


def _batches(arrivals: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    size = 0
    for arrival in arrivals:
        batch.append(arrival)
        size += arrival.item.size or _UNKNOWN_BYTES
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _taken(arrivals: Sequence[Arrival], lookers: Lookers) -> list[Seen | Problem]:
    looks = [_look(arrival) for arrival in arrivals]
    answers = iter(lookers.look_at([look for look in looks if not isinstance(look, str)]))
    results: list[Seen | Problem] = []
    for arrival, look in zip(arrivals, looks, strict=True):
        answer = look if isinstance(look, str) else next(answers, "It was not looked at.")
        if isinstance(answer, str):
            results.append(Problem(arrival.item.called, answer, "unreadable"))
            continue
        if isinstance(look, Look) and look.only_pixels and answer.facts.format != "DICOM":
            _move(arrival)
        results.append(answer)
    return results


def _look(arrival: Arrival) -> Look | str:
    """Return what is to be looked at, or why it cannot be."""
    item = arrival.item
    if item.size > MAX_BYTES:
        return f"It is larger than {MAX_BYTES // 1_000_000} MB."
    if item.path:
        return Look(str(item.path), arrival.target, only_pixels=item.temporary)
    try:
        return Look(item.read(), arrival.target)
    except DataError as error:
        return error.message
    except OSError as error:
        return f"It cannot be read: {error.strerror or error}."


def _move(arrival: Arrival) -> None:
    if arrival.item.path and arrival.target:
        arrival.item.path.replace(arrival.target)
