"""MNIST's own files: `train-images-idx3-ubyte` with `train-labels-idx1-ubyte`, gzipped or not.

Format: http://yann.lecun.com/exdb/mnist/
"""

from __future__ import annotations

import gzip
import io
import math
import re
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data.importers.arrays import LabelledArray, array_contents, check_pictures
from training.data.importers.items import Inventory, Item, base_of
from training.data.importers.layout import Contents, Layout
from training.errors import DataError

MAX_BYTES = 4_000_000_000
"""Size of an array that is read."""

_UNSIGNED_BYTES = 8
FASHION_CLASSES = (
    "t-shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
"""Classes of Fashion-MNIST; its files are called the same as MNIST's."""
_FASHION_TEST_LABELS = b"\x09\x02\x01\x01\x06\x01\x04\x06\x05\x07"
_FASHION_TRAIN_LABELS = b"\x09\x00\x00\x03\x00\x02\x07\x02\x05\x05"
_MNIST_TEST_LABELS = b"\x07\x02\x01\x00\x04\x01\x04\x09\x05\x09"
_MNIST_TRAIN_LABELS = b"\x05\x00\x04\x01\x09\x02\x01\x03\x01\x04"


def _fits(inventory: Inventory) -> bool:
    return bool(inventory.idx_files) and not inventory.pictures


def read_parts(inventory: Inventory) -> list[LabelledArray]:
    """Return the parts of pictures with their labels, training first.

    Raises:
        DataError: No files belong together, or one is damaged.
    """
    by_start: dict[str, dict[str, Item]] = {}
    for item in inventory.idx_files:
        match = re.match(r"(.*?)[-_.](images|labels)", base_of(item.name).lower())
        if match:
            by_start.setdefault(match[1], {})[match[2]] = item
    pairs = {start: pair for start, pair in by_start.items() if len(pair) == 2}
    if not pairs:
        raise DataError(
            "There are no files of pictures and labels that belong together.",
            mend="Import train-images-idx3-ubyte.gz together with train-labels-idx1-ubyte.gz.",
        )
    return [
        _read_pair(start, pair["images"], pair["labels"], inventory.only_looking)
        for start, pair in sorted(pairs.items(), reverse=True)
    ]


def collection_of(part: LabelledArray) -> str:
    """Return which public collection a part is of, "mnist" or "fashion_mnist"; empty if unknown."""
    first = part.labels[:10].astype(np.uint8).tobytes()
    if first in (_FASHION_TRAIN_LABELS, _FASHION_TEST_LABELS):
        return "fashion_mnist"
    return "mnist" if first in (_MNIST_TRAIN_LABELS, _MNIST_TEST_LABELS) else ""


def _read(inventory: Inventory) -> Contents:
    parts = read_parts(inventory)
    collection = collection_of(parts[0])
    names = FASHION_CLASSES if collection == "fashion_mnist" else ()
    return array_contents(parts, names, collection=collection)


def _read_pair(start: str, images: Item, labels: Item, only_look: bool) -> LabelledArray:
    classes = _read_array(labels)
    if classes.ndim != 1:
        raise DataError(f"{labels.called} holds no labels: shape {classes.shape}.")
    picture = None
    if not only_look:
        pixels = _read_array(images)
        check_pictures(pixels.shape, pixels.dtype, images.called)
        if len(pixels) != len(classes):
            raise DataError(
                f"{images.called} holds {len(pixels):,} pictures, {labels.called} "
                f"{len(classes):,} labels.",
                mend="Take both files from the same place.",
            )
        picture = pixels.__getitem__
    part = {"train": "train", "t10k": "test", "test": "test"}.get(start, "")
    return LabelledArray(part, images.called, picture, classes.astype(np.int64))


def _read_array(item: Item) -> NDArray[np.uint8]:
    """Return the array of a file, of the shape that its header says.

    Raises:
        DataError: It is damaged, of another kind, or too large.
    """
    try:
        data = item.read()
        stream: Any = io.BytesIO(data)
        if data.startswith(b"\x1f\x8b"):
            stream = gzip.GzipFile(fileobj=stream)
        zeros, kind, dimensions = struct.unpack(">HBB", stream.read(4))
        if zeros or kind != _UNSIGNED_BYTES or not 1 <= dimensions <= 4:
            raise DataError(f"{item.called} is no file of unsigned bytes in the IDX format.")
        shape = struct.unpack(f">{dimensions}I", stream.read(4 * dimensions))
        size = math.prod(shape)
        if size > MAX_BYTES or size > 2000 * len(data):
            raise DataError(f"{item.called} claims {size:,} bytes of pictures, too many.")
        content = stream.read(size)
    except (OSError, EOFError, zlib.error, struct.error) as error:
        raise DataError(
            f"{item.called} is damaged: {error}.", mend="Copy or download it again."
        ) from error
    if len(content) < size:
        raise DataError(f"{item.called} is cut off.", mend="Copy or download it again.")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


LAYOUT = Layout("idx", "MNIST's IDX files", _fits, _read)
