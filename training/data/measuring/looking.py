"""Looking at pictures once: read, hash, decode, note the facts, keep a copy."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from training.data.measuring.facts import SMALLEST, Glance, PictureFacts, facts_of, glance_at
from training.dicom import names_patient
from training.errors import ImageError
from training.preprocessing import decode_image


class Look(NamedTuple):
    """A picture to look at.

    Attributes:
        source: Its bytes, or where its file lies.
        target: Where to write a copy; None to write none.
        only_pixels: Write a copy of a DICOM file alone; it becomes a PNG file of its pixels.
    """

    source: bytes | str
    target: str | None = None
    only_pixels: bool = False


class Seen(NamedTuple):
    """A picture that can be read.

    Attributes:
        sha256: Hash, in hexadecimal, of the bytes: those of the copy where one is written.
        facts: What was seen in passing.
        names_patient: Whether the file says who the patient is.
    """

    sha256: str
    facts: PictureFacts
    names_patient: bool


def look_at(
    looks: Sequence[Look], is_wanted: Callable[[], bool] = lambda: True
) -> list[Seen | str]:
    """Look at pictures; one by one in memory.

    Args:
        looks: The pictures.
        is_wanted: Asked before every picture; the rest is left out when it is not.

    Returns:
        Of each what was seen, or why it cannot be read.

    Raises:
        OSError: A copy cannot be written.
    """
    found: list[tuple[str, Glance, bool] | str] = []
    for look in looks:
        if not is_wanted():
            break
        found.append(_look_at(look))
    facts = iter(facts_of([one[1] for one in found if not isinstance(one, str)]))
    return [one if isinstance(one, str) else Seen(one[0], next(facts), one[2]) for one in found]


def _look_at(look: Look) -> tuple[str, Glance, bool] | str:
    try:
        data = look.source if isinstance(look.source, bytes) else Path(look.source).read_bytes()
    except OSError as error:
        return f"It cannot be read: {error.strerror or error}."
    try:
        picture = decode_image(data, name="The file", at_least=SMALLEST)
        dicom = picture.format == "DICOM"
        identity = dicom and names_patient(data)
    except ImageError as error:
        return error.message
    glance = glance_at(picture)
    if look.target is not None:
        if dicom:
            data = _as_png(picture.image)  # nothing but the pixels comes along
        if dicom or not look.only_pixels:
            with open(look.target, "wb") as copy:  # noqa: PTH123  # a Path takes as long again
                copy.write(data)
    return hashlib.sha256(data).hexdigest(), glance, identity


def _as_png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=3)
    return stream.getvalue()
