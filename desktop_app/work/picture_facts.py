"""What a picture's file says of it: the harmless part in words, and that there is another part.

What identifies a person (place, names, numbers, free text) is looked for and never handed on.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image

from training.dicom import harmless_facts, is_dicom, names_patient
from training.preprocessing import FORMATS, Decoded

_LONGEST = 64
_BASE, _IFD = ExifTags.Base, ExifTags.IFD
_IDENTIFYING = (
    ("owner's name", (_BASE.Artist, _BASE.XPAuthor, _BASE.CameraOwnerName, _BASE.Copyright)),
    ("serial number", (_BASE.BodySerialNumber, _BASE.LensSerialNumber, _BASE.CameraSerialNumber)),
    (
        "free text",
        (
            _BASE.ImageDescription,
            _BASE.UserComment,
            _BASE.XPTitle,
            _BASE.XPComment,
            _BASE.XPSubject,
            _BASE.XPKeywords,
        ),
    ),
)
_EMBEDDED = (
    *("xmp", "photoshop", "comment", "XML:com.adobe.xmp"),
    *("Author", "Title", "Description", "Comment", "Copyright"),
)
"""Where Pillow keeps descriptions that programs write into pictures: XMP, IPTC, PNG's texts."""
_EMBEDDED_TAGS = (700, 33723)
"""XMP and IPTC in TIFF."""

Facts = tuple[tuple[str, str], ...]


def picture_facts(data: bytes | None, decoded: Decoded | None, size: tuple[int, int]) -> Facts:
    """Return what is known of a picture, in pairs of a name and words.

    Args:
        data: The file's bytes; None where it came as pixels.
        decoded: What they were decoded to.
        size: Width and height in pixels, upright.
    """
    width, height = size
    facts = [("Size", f"{width:,} × {height:,} pixels")]
    if data is None or decoded is None:
        return (*facts, ("Format", "pixels without a file"))
    facts.append(("Format", f"{decoded.format}, {_amount(len(data))}"))
    harmless, identity = _dicom(data) if is_dicom(data) else _pillow(data)
    facts += harmless
    if identity:
        facts.append(("Contains identity", f"hidden ({', '.join(identity)})"))
    return tuple(facts)


def _dicom(data: bytes) -> tuple[list[tuple[str, str]], list[str]]:
    names = {"camera": "Camera", "taken": "Taken"}
    facts = [(names[name], said) for name, said in harmless_facts(data).items()]
    return facts, ["patient"] if names_patient(data) else []


def _pillow(data: bytes) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the harmless facts, and what kinds of identifying ones there are."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            exif = image.getexif()
            tags = {**exif, **exif.get_ifd(_IFD.Exif)}
            words = {**image.info, **getattr(image, "text", {})}
            identity = list(_identity(tags, words, exif.get_ifd(_IFD.GPSInfo)))
    except Exception:  # the picture was read, its description is damaged: nothing is said of it
        return [], []
    camera = " ".join(filter(None, (_text(tags, _BASE.Make), _text(tags, _BASE.Model))))
    taken = _text(tags, _BASE.DateTimeOriginal) or _text(tags, _BASE.DateTime)
    facts = [("Camera", camera), ("Taken", taken[:10].replace(":", "-"))]
    return [(name, said) for name, said in facts if said], identity


def _identity(tags: dict[int, Any], info: dict[Any, Any], place: dict[int, Any]) -> Iterator[str]:
    if place:
        yield "place"
    described = any(map(info.get, _EMBEDDED)) or any(map(tags.get, _EMBEDDED_TAGS))
    for kind, numbers in _IDENTIFYING:
        if any(_text(tags, number) for number in numbers) or (kind == "free text" and described):
            yield kind


def _text(tags: dict[int, Any], number: int) -> str:
    """Return a tag as a short text without control characters; empty where it says nothing."""
    value = tags.get(number, "")
    if isinstance(value, bytes):
        value = value.removeprefix(b"ASCII\0\0\0").decode("latin-1")
    text = "".join(c for c in str(value)[: 4 * _LONGEST] if c.isprintable())
    return text.strip()[:_LONGEST]


def _amount(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"
