"""Small versions of the pictures that somebody looks at, read off the window's thread.

What is wanted is said as a whole, and again whenever it changes: what has scrolled away before it
was read is never read. Pictures are handed to the threads a few at a time.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
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
_AT_ONCE = 2
_BATCH = 6
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
        self._wanted: list[Wanted] = []
        self._underway: dict[Job, frozenset[int]] = {}

    def want(self, pictures: Sequence[Wanted]) -> None:
        """Read these pictures, in this order, and no others that are still waiting."""
        known: set[int] = set()
        for job, keys in self._underway.items():
            if not job.cancel_requested:
                known |= keys
        self._wanted = [(key, path) for key, path in pictures if key not in known]
        self._go_on()

    def forget(self) -> None:
        """Drop everything, also what is being read: the keys will mean other pictures."""
        self._wanted = []
        for job in self._underway:
            job.cancel()

    def _go_on(self) -> None:
        while self._wanted and len(self._underway) < _AT_ONCE:
            batch, self._wanted = self._wanted[:_BATCH], self._wanted[_BATCH:]
            job = self._jobs.run("", partial(_read, batch, self._cache))
            self._underway[job] = frozenset(key for key, _ in batch)
            job.succeeded.connect(self.ready)
            job.finished.connect(self._on_finished)

    @Slot()
    def _on_finished(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._underway.pop(job)
        self._go_on()


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


def _read(
    pictures: Sequence[Wanted], cache: ThumbnailCache, _progress: Progress
) -> dict[int, Pixels | None]:
    return read_thumbnails(pictures, cache)


def _kept_under(path: Path) -> bytes | None:
    try:
        return thumbnail_key(path)
    except (OSError, ValueError):
        return None


def _made(path: Path) -> Pixels | None:
    try:
        picture = read_image(path)
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
