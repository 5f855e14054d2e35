"""Reading a picture to be looked at, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop_app.framing import Framing
from desktop_app.work.picture_facts import Facts, picture_facts
from training.errors import ImageError
from training.preprocessing import MAX_BYTES, decode_image

_THUMBNAIL = 192
"""Longer side of the small version, in pixels."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A picture as it is looked at.

    Attributes:
        pixels: What is seen of it, (height, width, 3), uint8.
        thumbnail: The same, small.
        size: Width and height of the whole picture in pixels, upright.
        facts: What is known of it, in pairs.
    """

    pixels: NDArray[np.uint8]
    thumbnail: NDArray[np.uint8]
    size: tuple[int, int]
    facts: Facts


def see(path: Path | None, pixels: NDArray[np.uint8] | None, framing: Framing) -> Seen:
    """Read a picture.

    Args:
        path: Its file; None where it came as pixels.
        pixels: (height, width, 3), uint8, where it has no file.
        framing: What is to be seen of it.

    Raises:
        ImageError: The file cannot be read.
    """
    data = decoded = None
    if path is None:
        whole = Image.fromarray(np.asarray(pixels))
    else:
        data = _bytes_of(path)
        decoded = decode_image(data, name=str(path))
        whole = decoded.image
    facts = picture_facts(data, decoded, whole.size)
    image = framing.apply(whole)
    small = image.copy()
    small.thumbnail((_THUMBNAIL, _THUMBNAIL))
    return Seen(np.asarray(image), np.asarray(small), whole.size, facts)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImageError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB.")
        return path.read_bytes()
    except OSError as error:
        raise ImageError(f"{path} cannot be read: {error.strerror}.") from error
