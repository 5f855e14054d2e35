"""Looking at every picture of an import once: read, hash, decode, note its facts, keep."""

from __future__ import annotations

import hashlib
import io
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from training.data.checks.facts import PictureFacts, picture_facts
from training.data.importers.items import Item
from training.data.problems import Problem
from training.dicom import names_patient
from training.errors import DataError, ImageError
from training.preprocessing import MAX_BYTES, decode_image
from training.progress import Progress

_MOST_THREADS = 8
_BATCH = 16
"""Pictures that a thread takes at once; handing over every single one costs as much as a decode."""


@dataclass(frozen=True)
class Arrival:
    """A picture to be looked at and taken in.

    Attributes:
        item: The file.
        target: Where it is to lie in the data set; None to leave it in its place.
    """

    item: Item
    target: Path | None


@dataclass(frozen=True)
class Taken:
    """A picture that can be read.

    Attributes:
        sha256: Hash of the bytes that the data set refers to, in hexadecimal.
        facts: What was seen in passing.
        names_patient: Whether the file says who the patient is.
    """

    sha256: str
    facts: PictureFacts
    names_patient: bool


def take_in(arrivals: Sequence[Arrival], progress: Progress) -> list[Taken | Problem]:
    """Decode, hash and keep pictures.

    Args:
        arrivals: The pictures.
        progress: Told after every picture; may raise Cancelled.

    Returns:
        For each picture what it is, or why it is left out.

    Raises:
        OSError: A picture cannot be written to its new place.
    """
    what = "Checking pictures"
    results: list[Taken | Problem] = []
    for folder in {arrival.target.parent for arrival in arrivals if arrival.target}:
        folder.mkdir(parents=True, exist_ok=True)
    progress(what, 0, len(arrivals))
    for result in _in_threads(arrivals):
        results.append(result)
        progress(what, len(results), len(arrivals))
    return results


def _in_threads(arrivals: Sequence[Arrival]) -> Iterator[Taken | Problem]:
    """Yield results in the order of the pictures; only a few batches are ever under way."""
    threads = min(os.cpu_count() or 1, _MOST_THREADS)
    waiting: deque[Future[list[Taken | Problem]]] = deque()
    with ThreadPoolExecutor(threads, "check") as pool:
        try:
            for start in range(0, len(arrivals), _BATCH):
                batch = arrivals[start : start + _BATCH]
                waiting.append(pool.submit(lambda some: [_take_in(one) for one in some], batch))
                if len(waiting) > 2 * threads:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _take_in(arrival: Arrival) -> Taken | Problem:
    item = arrival.item
    if item.size > MAX_BYTES:
        return _unreadable(item, f"It is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        data = item.read()
    except DataError as error:
        return _unreadable(item, error.message)
    except OSError as error:
        return _unreadable(item, f"It cannot be read: {error.strerror or error}.")
    try:
        picture = decode_image(data, name="The file")
        dicom = picture.format == "DICOM"
        identity = dicom and names_patient(data)
    except ImageError as error:
        return _unreadable(item, error.message)
    facts = picture_facts(picture)
    if arrival.target is None:
        return Taken(hashlib.sha256(data).hexdigest(), facts, identity)
    if dicom:
        data = _as_png(picture.image)  # nothing but the pixels comes along
        arrival.target.write_bytes(data)
    elif item.temporary and item.path:
        item.path.replace(arrival.target)
    else:
        arrival.target.write_bytes(data)
    return Taken(hashlib.sha256(data).hexdigest(), facts, identity)


def _as_png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def _unreadable(item: Item, message: str) -> Problem:
    return Problem(item.called, message, "unreadable")
