"""Pictures decoded and resized once, kept on disk as uint8, and mapped into memory when used."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.disk_cache import is_kept, keep
from training.errors import DataError, ImageError
from training.preprocessing import Preprocessing
from training.progress import Progress, no_progress

DEFINITION = "2"
"""Changes whenever `training.preprocessing` would make other pixels of the same file."""
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
        key: Says what the rows are, in hexadecimal: the same key, the same pixels.
    """

    rows: NDArray[np.uint8]
    row_of: NDArray[np.int64]
    key: str

    def one(self, index: int) -> NDArray[np.uint8]:
        """Return one of the pictures asked for, shape (height, width, 3), read-only."""
        return np.asarray(self.rows[self.row_of[index]])

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
    unique = _unique(pictures)
    path, shape = _place(unique, preprocessing, cache)
    size = int(np.prod(shape))
    if not is_kept(path, size):
        keep(
            path,
            size,
            _decoded(unique, preprocessing, progress),
            what="The decoded pictures",
            mend="choose a smaller image size",
        )
    row = {picture.sha256: index for index, picture in enumerate(unique)}
    row_of = np.array([row[picture.sha256] for picture in pictures], dtype=np.int64)
    return Pixels(np.memmap(path, dtype=np.uint8, mode="r", shape=shape), row_of, path.stem)


def pixels_to_make(
    pictures: Sequence[Picture], preprocessing: Preprocessing, cache: Path
) -> tuple[int, int]:
    """Return how many pictures `prepare_pixels` would decode, and the bytes it would keep."""
    unique = _unique(pictures)
    path, shape = _place(unique, preprocessing, cache)
    size = int(np.prod(shape))
    return (0, 0) if is_kept(path, size) else (len(unique), size)


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
        return preprocessing.read(data, name=str(picture.path))
    except ImageError as error:
        raise DataError(error.message, mend=error.mend) from error


def _unique(pictures: Sequence[Picture]) -> list[Picture]:
    """Return each picture once, in the order of the cache file."""
    return sorted({picture.sha256: picture for picture in pictures}.values(), key=_sha256)


def _sha256(picture: Picture) -> str:
    return picture.sha256


def _place(
    unique: Sequence[Picture], preprocessing: Preprocessing, cache: Path
) -> tuple[Path, tuple[int, int, int, int]]:
    """Return the cache file of pictures, and the shape of what it holds."""
    shape = (len(unique), preprocessing.height, preprocessing.width, 3)
    return cache / "pixels" / f"{_key(unique, preprocessing)}.u8", shape


def _key(pictures: Sequence[Picture], preprocessing: Preprocessing) -> str:
    digest = hashlib.sha256(f"{DEFINITION} {preprocessing.height} {preprocessing.width}".encode())
    for picture in pictures:
        digest.update(picture.sha256.encode())
    return digest.hexdigest()[:32]


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
