"""Looking at every picture of an import once: can it be read, and what are its bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from training.data.dataset import Problem
from training.data.importers.layout import Found
from training.data.importers.sources import Keep
from training.errors import ImageError
from training.preprocessing import MAX_BYTES, read_image
from training.progress import Progress

_MOST_THREADS = 8
_CHUNK = 64


@dataclass(frozen=True)
class Arrival:
    """A picture to be looked at and taken in.

    Attributes:
        picture: What its place on disk says.
        sample_id: Name of the sample.
        called: What to call the file in the list of problems.
        target: Where it is to lie in the data set; None to leave it in its place.
        keep: How to bring it there; None to leave it in its place.
    """

    picture: Found
    sample_id: str
    called: str
    target: Path | None
    keep: Keep | None


def take_in(arrivals: Sequence[Arrival], progress: Progress) -> list[str | Problem]:
    """Decode, hash and keep pictures.

    Args:
        arrivals: The pictures.
        progress: Told after every picture; may raise Cancelled.

    Returns:
        For each picture the SHA-256 of its bytes in hexadecimal, or why it is left out.

    Raises:
        OSError: A picture cannot be written to its new place.
    """
    what = "Checking pictures"
    threads = min(os.cpu_count() or 1, _MOST_THREADS)
    results: list[str | Problem] = []
    progress(what, 0, len(arrivals))
    with ThreadPoolExecutor(threads, "check") as pool:
        # Chunks bound the memory, and the wait after a cancel.
        for start in range(0, len(arrivals), _CHUNK):
            for result in pool.map(_take_in, arrivals[start : start + _CHUNK]):
                results.append(result)
                progress(what, len(results), len(arrivals))
    return results


def _take_in(arrival: Arrival) -> str | Problem:
    path = arrival.picture.path
    try:
        if path.stat().st_size > MAX_BYTES:
            return Problem(arrival.called, f"It is larger than {MAX_BYTES // 1_000_000} MB.")
        data = path.read_bytes()
        read_image(data, name="The file")
    except ImageError as error:
        return Problem(arrival.called, error.message)
    except OSError as error:
        return Problem(arrival.called, f"It cannot be read: {error.strerror}.")
    if arrival.target and arrival.keep:
        arrival.target.parent.mkdir(parents=True, exist_ok=True)
        arrival.keep(path, arrival.target)
    return hashlib.sha256(data).hexdigest()
