"""Small versions of the pictures that somebody looks at, read off the window's thread.

What is wanted is said as a whole, and again whenever it changes: what has scrolled away before it
was read is never read. One thread reads, a few pictures at a time, and the window takes what there
is with every look at its jobs: two threads, or more at once, made frames late while scrolling.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.jobs import Job, Jobs
from desktop_app.thumbnail_cache import ThumbnailCache, thumbnail_key
from training.errors import ImageError
from training.preprocessing import read_image
from training.progress import Progress

LONGER_SIDE = 192
"""Of a thumbnail, in pixels."""
_BATCH = 4
"""Pictures that the cache is asked for together."""
_QUALITY = 88

Pixels = NDArray[np.uint8]


Wanted = tuple[int, Path]
"""What a thumbnail comes back under, and the picture's file."""


class Thumbnails(QObject):
    """Reads what is wanted, from the disk's cache where it is there.

    Signals:
        ready: A dict of key to picture, (height, width, 3), uint8, or None for one that cannot be
            read.
    """

    ready = Signal(object)

    def __init__(self, jobs: Jobs, cache: ThumbnailCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._cache = cache
        self._reading = _Reading()
        self._job: Job | None = None

    def want(self, pictures: Sequence[Wanted]) -> None:
        """Read these pictures, in this order, and no others that are still waiting."""
        self._reading.want(pictures)
        self._go_on()

    def forget(self) -> None:
        """Drop everything, also what is being read: the keys will mean other pictures."""
        self._reading = _Reading()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _go_on(self) -> None:
        if self._job is None and self._reading.is_waiting:
            job = self._jobs.run("", partial(_read, self._reading, self._cache))
            job.progressed.connect(self._hand_over)
            job.finished.connect(self._on_finished)
            self._job = job

    @Slot()
    def _hand_over(self) -> None:
        thumbnails = self._reading.collect()
        if thumbnails:
            self.ready.emit(thumbnails)

    @Slot()
    def _on_finished(self) -> None:
        if self.sender() is not self._job:
            return  # what it read was forgotten
        self._job = None
        self._hand_over()
        self._go_on()


class _Reading:
    """What is to be read and what has been: shared by the window's thread and the one that reads.

    Attributes:
        is_waiting: Whether there is anything that nobody has begun to read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Wanted] = []
        self._taken: set[int] = set()
        self._read: dict[int, Pixels | None] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything that nobody has begun to read."""
        return bool(self._waiting)

    def want(self, pictures: Sequence[Wanted]) -> None:
        """Replace what waits; what is being read, or has been and was not collected, is passed."""
        with self._lock:
            self._waiting = [(key, path) for key, path in pictures if key not in self._taken]

    def take(self) -> list[Wanted]:
        """Return what to read next; empty where nothing waits."""
        with self._lock:
            batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
            self._taken.update(key for key, _ in batch)
            return batch

    def give(self, thumbnails: Mapping[int, Pixels | None]) -> None:
        """Lay down what was read."""
        with self._lock:
            self._read.update(thumbnails)

    def collect(self) -> dict[int, Pixels | None]:
        """Return what was read since the last call."""
        with self._lock:
            read, self._read = self._read, {}
            self._taken -= read.keys()
            return read


def _read(reading: _Reading, cache: ThumbnailCache, progress: Progress) -> None:
    done = 0
    while batch := reading.take():
        reading.give(read_thumbnails(batch, cache))
        done += len(batch)
        progress("", done, 0)


def read_thumbnails(pictures: Sequence[Wanted], cache: ThumbnailCache) -> dict[int, Pixels | None]:
    """Read thumbnails, and keep in the cache those that were not there.

    Args:
        pictures: What to read.
        cache: Where they may be.

    Returns:
        Pictures by key, (height, width, 3), uint8; None for one that cannot be read.
    """
    kept_under = {key: _kept_under(path) for key, path in pictures}
    cached = cache.get([under for under in kept_under.values() if under is not None])
    made: dict[bytes, bytes] = {}
    thumbnails: dict[int, Pixels | None] = {}
    for key, path in pictures:
        under = kept_under[key]
        if under is None:
            thumbnails[key] = None
        elif under in cached:
            thumbnails[key] = _decoded(cached[under])
        else:
            thumbnails[key] = pixels = _made(path)
            if pixels is not None:
                made[under] = _encoded(pixels)
    cache.put(made)
    return thumbnails


def _kept_under(path: Path) -> bytes | None:
    try:
        return thumbnail_key(path)
    except (OSError, ValueError):
        return None


def _made(path: Path) -> Pixels | None:
    try:
        picture = read_image(path, at_least=LONGER_SIDE)
    except ImageError:
        return None
    picture.thumbnail((LONGER_SIDE, LONGER_SIDE))
    return np.asarray(picture)


def _encoded(pixels: Pixels) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def _decoded(data: bytes) -> Pixels | None:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            return np.asarray(picture.convert("RGB"))
    except OSError:
        return None
