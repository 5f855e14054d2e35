"""NumPy archives: MedMNIST's keys (train_images, train_labels) or Keras's (x_train, y_train).

MedMNIST: https://medmnist.com
"""

from __future__ import annotations

import io
import math
import shutil
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from training.data.importers.arrays import LabelledArray, array_contents, check_pictures
from training.data.importers.items import Inventory, Item, stem_of
from training.data.importers.layout import Contents, Layout
from training.errors import DataError

MAX_BYTES = 20_000_000_000
"""Unpacked size of an array that is read."""
MAX_LABEL_BYTES = 100_000_000

_KEYS = {
    "train": (("train_images", "train_labels"), ("x_train", "y_train")),
    "validation": (("val_images", "val_labels"), ("x_val", "y_val"), ("x_valid", "y_valid")),
    "test": (("test_images", "test_labels"), ("x_test", "y_test")),
}
_DERMAMNIST = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
"""Classes of DermaMNIST by index: those of HAM10000, which its pictures come from."""


def _fits(inventory: Inventory) -> bool:
    return bool(inventory.array_files) and not inventory.pictures


def _read(inventory: Inventory) -> Contents:
    if not inventory.array_files:
        raise DataError("There is no .npz file.")
    parts: list[LabelledArray] = []
    for number, item in enumerate(inventory.array_files):
        parts += _read_file(item, inventory.scratch / f"arrays-{number}", inventory.only_looking)
    named = all(
        stem_of(item.name).lower().startswith("dermamnist") for item in inventory.array_files
    )
    return array_contents(parts, _DERMAMNIST if named else ())


def _read_file(item: Item, scratch: Path, only_look: bool) -> list[LabelledArray]:
    source: Any = item.path or io.BytesIO(item.read())
    try:
        with zipfile.ZipFile(source) as opened:
            members = {name.removesuffix(".npy"): name for name in opened.namelist()}
            found = [
                _read_part(opened, members, part, pair, item, scratch, only_look)
                for part, pairs in _KEYS.items()
                for pair in pairs
                if set(pair) <= set(members)
            ]
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError) as error:
        raise DataError(
            f"{item.called} cannot be read as a NumPy archive: {error}.",
            mend="Copy or download it again.",
        ) from error
    if not found:
        raise DataError(
            f"{item.called} has no arrays of pictures and labels; it has "
            f"{', '.join(sorted(members))[:200] or 'none'}.",
            mend="Expected are train_images and train_labels, or x_train and y_train.",
        )
    return found


def _read_part(
    opened: zipfile.ZipFile,
    members: Mapping[str, str],
    part: str,
    pair: tuple[str, str],
    item: Item,
    scratch: Path,
    only_look: bool,
) -> LabelledArray:
    called = f"{item.called}, {pair[0]}"
    labels = _labels(opened, members[pair[1]], f"{item.called}, {pair[1]}")
    with opened.open(members[pair[0]]) as stream:
        shape, dtype = _header(stream, called)
    check_pictures(shape, dtype, called)
    if shape[0] != len(labels):
        raise DataError(
            f"{called} holds {shape[0]:,} pictures, but there are {len(labels):,} labels."
        )
    if only_look:
        return LabelledArray(part, item.called, None, labels)
    unpacked, offset = _unpacked(opened, members[pair[0]], scratch / f"{pair[0]}.npy")
    return LabelledArray(part, item.called, partial(_picture, unpacked, offset, shape[1:]), labels)


def _labels(opened: zipfile.ZipFile, member: str, called: str) -> NDArray[np.int64]:
    with opened.open(member) as stream:
        shape, dtype = _header(stream, called)
        if math.prod(shape) * dtype.itemsize > MAX_LABEL_BYTES:
            raise DataError(f"{called} claims more labels than there can be.")
        if dtype.kind not in "iu" or (len(shape) > 1 and math.prod(shape[1:]) != 1) or not shape:
            raise DataError(
                f"{called} does not give one class for each picture: shape {shape}, {dtype}.",
                mend="Sets with several answers for a picture are not read.",
            )
        data = stream.read(math.prod(shape) * dtype.itemsize)
    return np.frombuffer(data, dtype=dtype).reshape(-1).astype(np.int64)


def _header(stream: IO[bytes], called: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Read the header of an array; its numbers follow in the stream.

    Raises:
        DataError: It is no array of plain numbers, or claims to be too large.
    """
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0
    if version != (1, 0):
        read = np.lib.format.read_array_header_2_0
    shape, fortran_order, dtype = read(stream, max_header_size=10_000)
    if dtype.hasobject or dtype.kind not in "iuf" or fortran_order:
        raise DataError(f"{called} is no array of plain numbers.")
    if math.prod(shape) * dtype.itemsize > MAX_BYTES:
        raise DataError(f"{called} claims to be larger than {MAX_BYTES / 1e9:.0f} GB.")
    return shape, dtype


def _unpacked(opened: zipfile.ZipFile, member: str, path: Path) -> tuple[Path, int]:
    """Unpack an array, which the memory may not hold, to a file.

    Returns:
        The file, and where its numbers begin.
    """
    info = opened.getinfo(member)
    path.parent.mkdir(parents=True, exist_ok=True)
    if info.file_size > min(MAX_BYTES + 10_000, shutil.disk_usage(path.parent).free):
        raise DataError(f"{member} needs {info.file_size / 1e9:.1f} GB on the disk.")
    with opened.open(info) as packed, path.open("xb") as unpacked:
        shutil.copyfileobj(packed, unpacked, 1 << 20)
    with path.open("rb") as stream:
        _header(stream, member)
        return path, stream.tell()


def _picture(path: Path, offset: int, shape: tuple[int, ...], place: int) -> NDArray[np.uint8]:
    """Return one picture; not mapped into memory, so that the file can be deleted on Windows."""
    size = math.prod(shape)
    with path.open("rb") as stream:
        stream.seek(offset + place * size)
        return np.frombuffer(stream.read(size), dtype=np.uint8).reshape(shape)


LAYOUT = Layout("npz", "NumPy archive", _fits, _read)
