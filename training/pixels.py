"""Pictures decoded and resized once, kept on disk as uint8, and mapped into memory when used."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import DataError, ImageError
from training.preprocessing import Preprocessing, read_image
from training.progress import Progress, no_progress

DEFINITION = "1"
"""Changes whenever `training.preprocessing` would make other pixels of the same file."""
CACHE_LIMIT = 20_000_000_000
"""Bytes of decoded pictures to keep; the longest unused go first."""
_FREE_DISK_KEPT = 1_000_000_000
_CHUNK = 256
_PROGRESS_EVERY = 16


@dataclass(frozen=True)
class Picture:
    """A file and the SHA-256 of its bytes, in hexadecimal."""

    path: Path
    sha256: str


@dataclass(frozen=True, eq=False)
class Pixels:
    """Decoded pictures.

    Attributes:
        rows: All pictures of the cache file, shape (pictures, height, width, 3), uint8, read-only.
        row_of: Row of each picture asked for, in the order asked, shape (n,), int64.
    """

    rows: NDArray[np.uint8]
    row_of: NDArray[np.int64]

    def take(self, indices: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return copies of some of the pictures asked for, shape (len(indices), h, w, 3)."""
        return np.asarray(self.rows[self.row_of[indices]])


def prepare_pixels(
    pictures: Sequence[Picture],
    preprocessing: Preprocessing,
    cache: Path,
    *,
    progress: Progress = no_progress,
) -> Pixels:
    """Return the pixels of pictures, from the cache where it has them.

    Args:
        pictures: What to decode.
        preprocessing: How.
        cache: Folder of the cache.
        progress: May raise Cancelled; nothing half-made is then left.

    Raises:
        DataError: A picture is missing, damaged, or has changed since it was imported, or the disk
            has no room.
    """
    unique = sorted({picture.sha256: picture for picture in pictures}.values(), key=_sha256)
    shape = (len(unique), preprocessing.height, preprocessing.width, 3)
    path = cache / "pixels" / f"{_key(unique, preprocessing)}.u8"
    size = int(np.prod(shape))
    if not (path.is_file() and path.stat().st_size == size):
        _make(path, unique, preprocessing, size, progress)
        _forget_oldest(path)
    path.touch()
    row = {picture.sha256: index for index, picture in enumerate(unique)}
    row_of = np.array([row[picture.sha256] for picture in pictures], dtype=np.int64)
    return Pixels(np.memmap(path, dtype=np.uint8, mode="r", shape=shape), row_of)


def decode(picture: Picture, preprocessing: Preprocessing) -> NDArray[np.uint8]:
    """Return one picture's pixels, shape (height, width, 3), uint8.

    Raises:
        DataError: It is missing, damaged, or has changed since it was imported.
    """
    try:
        data = picture.path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The picture {picture.path} cannot be read: {error.strerror}.",
            mend="Put it back, or import the data set again.",
        ) from error
    if hashlib.sha256(data).hexdigest() != picture.sha256:
        raise DataError(
            f"The picture {picture.path} has changed since the data set was imported.",
            mend="Import the data set again.",
        )
    try:
        return preprocessing(read_image(data, name=str(picture.path)))
    except ImageError as error:
        raise DataError(error.message, mend=error.mend) from error


def _sha256(picture: Picture) -> str:
    return picture.sha256


def _key(pictures: Sequence[Picture], preprocessing: Preprocessing) -> str:
    digest = hashlib.sha256(f"{DEFINITION} {preprocessing.height} {preprocessing.width}".encode())
    for picture in pictures:
        digest.update(picture.sha256.encode())
    return digest.hexdigest()[:32]


def _make(
    path: Path,
    pictures: Sequence[Picture],
    preprocessing: Preprocessing,
    size: int,
    progress: Progress,
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(path.parent).free
    if free < size + _FREE_DISK_KEPT:
        raise DataError(
            f"The decoded pictures need {size / 1e9:.1f} GB in {path.parent}; "
            f"{free / 1e9:.1f} GB are free.",
            mend="Make room, or choose a smaller image size.",
        )
    temporary = path.with_name(f".{path.stem}-{uuid.uuid4().hex}.part")
    try:
        # Written, not mapped: a disk that fills up is then an error, and not the end by SIGBUS.
        with temporary.open("wb") as stream:
            for pixels in _decoded(pictures, preprocessing, progress):
                stream.write(pixels.tobytes())
        temporary.replace(path)
    except OSError as error:
        raise DataError(
            f"The decoded pictures cannot be kept in {path.parent}: {error.strerror}.",
            mend="Make room there, or choose a smaller image size.",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _decoded(
    pictures: Sequence[Picture], preprocessing: Preprocessing, progress: Progress
) -> Iterator[NDArray[np.uint8]]:
    """Yield the pixels of pictures in their order, decoded by several threads."""
    what = "Preparing pictures"
    progress(what, 0, len(pictures))
    remaining = iter(pictures)
    done = 0
    # Pillow decodes and resizes without Python's lock. Chunks bound the memory.
    with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="decode") as pool:
        while chunk := list(islice(remaining, _CHUNK)):
            for pixels in pool.map(lambda picture: decode(picture, preprocessing), chunk):
                yield pixels
                done += 1
                if done % _PROGRESS_EVERY == 0 or done == len(pictures):
                    progress(what, done, len(pictures))


def _forget_oldest(keep: Path) -> None:
    """Delete the longest unused files until the cache is within its limit."""
    files = sorted(keep.parent.glob("*.u8"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in files:
        total += path.stat().st_size
        if total > CACHE_LIMIT and path != keep:
            with suppress(OSError):  # Windows keeps a file that another process has mapped
                path.unlink()
