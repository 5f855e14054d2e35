"""Small pictures, folders of them and archives, made by program for the tests."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held."""


def noise(seed: int, size: tuple[int, int] = (12, 16)) -> Image.Image:
    """Return an RGB picture of (height, width) pixels that no other seed gives."""
    pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def encoded(image: Image.Image, kind: str = "PNG", *, orientation: int = 1) -> bytes:
    """Return the bytes of a picture file.

    Args:
        image: The picture.
        kind: Pillow's name of the format.
        orientation: EXIF orientation to write.
    """
    stream = io.BytesIO()
    if orientation == 1:
        image.save(stream, kind)
    else:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        image.save(stream, kind, exif=exif)
    return stream.getvalue()


def picture(seed: int) -> bytes:
    """Return the bytes of a PNG file that no other seed gives."""
    return encoded(noise(seed))


def many(counts: Mapping[str, int]) -> dict[str, bytes]:
    """Return different PNG files by name: `{"nevus": 2}` gives `nevus/0.png` and `nevus/1.png`."""
    names = [f"{folder}/{index}.png" for folder, count in counts.items() for index in range(count)]
    return {name: picture(seed) for seed, name in enumerate(names)}


def write_files(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip archive and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def write_tar(path: Path, files: Mapping[str, bytes], compression: str = "") -> Path:
    """Write a tar archive and return its path.

    Args:
        path: The archive.
        files: Bytes by name.
        compression: "", or "gz".
    """
    with tarfile.open(path, f"w:{compression}") as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path
