"""The one definition of how a file becomes the model's input.

decode -> upright (EXIF) -> RGB -> resize to the model's size (Pillow's antialiased bilinear,
aspect ratio not kept) -> uint8. What a backbone needs beyond that (scaling to [-1, 1]) is a layer
of the saved model, so that nothing is left for a reader of the model to get wrong.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from training.dicom import is_dicom, read_dicom
from training.errors import ImageError

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")
"""Formats that Pillow reads; DICOM is read as well."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp", ".dcm")
MAX_PIXELS = 100_000_000
"""A picture with more pixels is refused before it is decoded."""
MAX_BYTES = 500_000_000

_ORIENTATION_TAG = 0x0112
_TURNED = range(2, 9)

Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit, which warns; MAX_PIXELS is checked instead


@dataclass(frozen=True)
class Preprocessing:
    """What turns a picture into the model's input.

    Attributes:
        height: Pixels.
        width: Pixels.
    """

    height: int
    width: int

    def __call__(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the input for one upright RGB picture, shape (height, width, 3), uint8."""
        resized = image.resize((self.width, self.height), Image.Resampling.BILINEAR)
        return np.asarray(resized, dtype=np.uint8)


@dataclass(frozen=True)
class Decoded:
    """A picture with what its file says of itself.

    Attributes:
        image: The picture, upright and in RGB.
        format: Pillow's name of the format, or "DICOM".
        mode: Pillow's mode of the file's pixels, such as "CMYK".
        turned: Whether the file's pixels lie otherwise than upright, by its EXIF orientation.
    """

    image: Image.Image
    format: str
    mode: str
    turned: bool


def read_image(source: Path | bytes, *, name: str = "") -> Image.Image:
    """Decode a picture, upright and in RGB.

    Args:
        source: A file, or the bytes of one.
        name: What to call it in errors; by default the file's path.

    Raises:
        ImageError: It is missing, no picture, of a format not read, damaged, or too large.
    """
    return decode_image(source, name=name).image


def decode_image(source: Path | bytes, *, name: str = "") -> Decoded:
    """Decode a picture, upright and in RGB, and say what its file says of itself.

    Args:
        source: A file, or the bytes of one.
        name: What to call it in errors; by default the file's path.

    Raises:
        ImageError: It is missing, no picture, of a format not read, damaged, or too large.
    """
    called = name or (str(source) if isinstance(source, Path) else "This picture")
    try:
        data = _limited_bytes(source, called)
        if is_dicom(data):
            image = read_dicom(data, lambda size: _check_pixels(*size, called))
            return Decoded(_to_rgb(image), "DICOM", image.mode, turned=False)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_pixels(*image.size, called)
            image.load()
            kind, mode = str(image.format), image.mode
            turned = _orientation(image) in _TURNED
            return Decoded(
                _to_rgb(ImageOps.exif_transpose(image) if turned else image), kind, mode, turned
            )
    except ImageError:
        raise
    except UnidentifiedImageError as error:
        raise ImageError(
            f"{called} is not a picture that can be read.",
            mend="Formats read: JPEG, PNG, TIFF, BMP, WebP, DICOM.",
        ) from error
    except FileNotFoundError as error:
        raise ImageError(f"{called} does not exist.") from error
    except Exception as error:  # Pillow's decoders raise many types on damaged files
        raise ImageError(
            f"{called} cannot be read: {error}.", mend="The file may be damaged; copy it again."
        ) from error


def _limited_bytes(source: Path | bytes, called: str) -> bytes:
    if isinstance(source, bytes):
        return source
    if source.stat().st_size > MAX_BYTES:
        raise ImageError(f"{called} is larger than {MAX_BYTES // 1_000_000} MB.")
    return source.read_bytes()


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; 1, upright, where there is none or a damaged one."""
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except (ValueError, KeyError, TypeError, struct.error, SyntaxError, OSError):
        return 1
    return value if isinstance(value, int) else 1


def _check_pixels(width: int, height: int, called: str) -> None:
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"{called} claims {width} x {height} pixels, more than "
            f"{MAX_PIXELS // 1_000_000} million.",
            mend="Reduce it in an image program first.",
        )


def _to_rgb(image: Image.Image) -> Image.Image:
    """Return any mode as RGB: 16-bit grey scaled by its range, transparency laid on white."""
    if image.mode.startswith("I") or image.mode == "F":
        grey = np.asarray(image, dtype=np.float64)
        top = 65535.0 if grey.max(initial=0) > 255 else 255.0
        return Image.fromarray((grey.clip(0, top) * (255 / top)).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")
