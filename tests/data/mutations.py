"""Damaged picture files made by program: the same number, the same bytes.

As a program it reads some of them and prints one JSON object a line on each, then one on memory:
`python -m tests.data.mutations FIRST COUNT`.
"""

from __future__ import annotations

import faulthandler
import functools
import io
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.uid import RLELossless

from tests.data.dicom import dicom, jpeg_dicom
from tests.data.pictures import encoded, noise

SECONDS_EACH = 20
"""A picture that takes longer hangs."""
_SIZE = (40, 56)
_HEADER = 256

Bytes = NDArray[np.uint8]
Mutation = Callable[[Bytes, np.random.Generator], Bytes]


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@functools.cache
def whole_files() -> Mapping[str, bytes]:
    """Return an undamaged file of every kind that is read, by name."""
    image = noise(0, _SIZE).resize((_SIZE[1], _SIZE[0]), Image.Resampling.BOX)
    smooth = image.resize((7, 5)).resize((_SIZE[1], _SIZE[0]))
    grey = np.asarray(smooth.convert("L"))
    deep = grey.astype(np.uint16) * 257
    palette = smooth.quantize(16)
    clear = smooth.convert("RGBA")
    clear.putalpha(smooth.convert("L"))
    return {
        "jpeg": _saved(smooth, "JPEG"),
        "jpeg progressive": _saved(smooth, "JPEG", progressive=True, icc_profile=b"x" * 300),
        "jpeg grey": _saved(smooth.convert("L"), "JPEG"),
        "jpeg cmyk": _saved(smooth.convert("CMYK"), "JPEG"),
        "jpeg turned": encoded(smooth, "JPEG", orientation=6),
        "png": _saved(smooth, "PNG"),
        "png 16 bit": _saved(Image.fromarray(deep), "PNG"),
        "png palette": _saved(palette, "PNG"),
        "png clear palette": _saved(palette, "PNG", transparency=0),
        "png rgba": _saved(clear, "PNG"),
        "png black and white": _saved(smooth.convert("1"), "PNG"),
        "png turned": encoded(smooth, "PNG", orientation=8),
        "tiff": _saved(smooth, "TIFF"),
        "tiff lzw": _saved(smooth, "TIFF", compression="tiff_lzw"),
        "tiff deflate": _saved(clear, "TIFF", compression="tiff_adobe_deflate"),
        "tiff jpeg": _saved(smooth, "TIFF", compression="jpeg"),
        "tiff 16 bit": _saved(Image.fromarray(deep), "TIFF"),
        "tiff float": _saved(Image.fromarray(grey.astype(np.float32)), "TIFF"),
        "tiff pages": _saved(smooth, "TIFF", save_all=True, append_images=[image]),
        "bmp": _saved(smooth, "BMP"),
        "bmp palette": _saved(palette, "BMP"),
        "webp": _saved(smooth, "WEBP"),
        "webp lossless": _saved(clear, "WEBP", lossless=True),
        "webp turned": encoded(smooth, "WEBP", orientation=3),
        "dicom": dicom(np.asarray(smooth)),
        "dicom grey 16 bit": dicom(deep >> 4, "MONOCHROME1", bits=12),
        "dicom frames": dicom(np.stack([grey, grey]), "MONOCHROME2", frames=2),
        "dicom jpeg": jpeg_dicom(),
        "dicom rle": dicom(grey, "MONOCHROME2", syntax=RLELossless, packed=_rle(grey)),
    }


def _rle(grey: Bytes) -> bytes:
    """Return a grey frame run-length encoded, as literal runs alone (PS3.5, annex G)."""
    rows = b"".join(bytes([len(row) - 1]) + row.tobytes() for row in grey)
    header = np.zeros(16, "<u4")
    header[:2] = 1, 64
    return header.tobytes() + rows + b"\0" * (len(rows) % 2)


def mutated(number: int) -> tuple[str, str, bytes]:
    """Return a damaged file.

    Args:
        number: The same one gives the same bytes; a thousand hold every kind and damage.

    Returns:
        Which kind of file it was, what was done to it, and its bytes.
    """
    rng = np.random.default_rng(number)
    files = whole_files()
    kind = str(rng.choice(list(files)))
    damage = str(rng.choice(list(_DAMAGES)))
    data = np.frombuffer(files[kind], np.uint8).copy()
    for _ in range(int(rng.integers(1, 4))):
        data = _DAMAGES[damage](data, rng)
    return kind, damage, data.tobytes()


def _place(data: Bytes, rng: np.random.Generator) -> int:
    """Return a place in a file, half of the time within its first bytes."""
    end = min(len(data), _HEADER) if rng.random() < 0.5 else len(data)
    return int(rng.integers(0, max(1, end)))


def _flip_bits(data: Bytes, rng: np.random.Generator) -> Bytes:
    for _ in range(int(rng.integers(1, 16)) if len(data) else 0):
        data[_place(data, rng)] ^= 1 << int(rng.integers(0, 8))
    return data


def _truncate(data: Bytes, rng: np.random.Generator) -> Bytes:
    return data[: _place(data, rng)]


def _swap_header(data: Bytes, rng: np.random.Generator) -> Bytes:
    """Put the beginning of another kind of file over this one's."""
    files = whole_files()
    other = np.frombuffer(files[str(rng.choice(list(files)))], np.uint8)
    length = int(rng.integers(4, _HEADER))
    return np.concatenate([other[:length], data[length:]])


def _extreme_number(data: Bytes, rng: np.random.Generator) -> Bytes:
    """Write a number that lengths and sizes hardly have."""
    width = int(rng.choice([1, 2, 4]))
    value = int(rng.choice([0, 1, 2 ** (8 * width - 1), 2 ** (8 * width) - 1, 9999, 65535]))
    order = "little" if rng.random() < 0.5 else "big"
    at = _place(data, rng)
    new = (value % 2 ** (8 * width)).to_bytes(width, order)  # type: ignore[arg-type]
    data[at : at + width] = np.frombuffer(new, np.uint8)[: len(data) - at]
    return data


def _shuffle_block(data: Bytes, rng: np.random.Generator) -> Bytes:
    at = _place(data, rng)
    rng.shuffle(data[at : at + int(rng.integers(2, 200))])
    return data


def _repeat_block(data: Bytes, rng: np.random.Generator) -> Bytes:
    at = _place(data, rng)
    block = data[at : at + int(rng.integers(1, 400))]
    return np.concatenate([data[:at], *[block] * int(rng.integers(2, 20)), data[at:]])


def _drop_block(data: Bytes, rng: np.random.Generator) -> Bytes:
    at = _place(data, rng)
    return np.concatenate([data[:at], data[at + int(rng.integers(1, 64)) :]])


_DAMAGES: Mapping[str, Mutation] = {
    "bits flipped": _flip_bits,
    "truncated": _truncate,
    "header swapped": _swap_header,
    "extreme number": _extreme_number,
    "block shuffled": _shuffle_block,
    "block repeated": _repeat_block,
    "block dropped": _drop_block,
}
DAMAGES = tuple(_DAMAGES)


def _outcome(data: bytes) -> tuple[str, str]:
    """Return what became of a file, and the words for it."""
    from training.errors import ImageError
    from training.preprocessing import Preprocessing, read_image

    try:
        pixels = Preprocessing(32, 32).read(data, name="it")
        image = read_image(data, name="it")
    except ImageError as error:
        said = str(error)
        return ("error" if said.startswith(("it ", "This DICOM")) else "unclear", said)
    fits = pixels.shape == (32, 32, 3) and pixels.dtype == np.uint8 and image.mode == "RGB"
    return ("picture" if fits else "wrong", f"{image.size}")


def _peak_megabytes() -> float:
    # Not ru_maxrss, which a process inherits from the one that started it.
    [peak] = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(peak) / 1024


def main(first: int, count: int) -> None:
    """Read mutated files and print what became of each."""
    warnings.simplefilter("ignore")
    for number in range(first, first + count):
        kind, damage, data = mutated(number)
        faulthandler.dump_traceback_later(SECONDS_EACH, exit=True)
        began, before = time.perf_counter(), _peak_megabytes()
        try:
            outcome, words = _outcome(data)
        except Exception as error:
            outcome, words = "unclear", repr(error)
        told = {
            "number": number,
            "kind": kind,
            "damage": damage,
            "outcome": outcome,
            "words": words,
            "seconds": time.perf_counter() - began,
            "grew": _peak_megabytes() - before,
        }
        print(json.dumps(told), flush=True)
    faulthandler.cancel_dump_traceback_later()
    print(json.dumps({"peak_megabytes": _peak_megabytes()}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
