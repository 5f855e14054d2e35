"""The one definition of how a file becomes the model's input.

decode -> upright (EXIF) -> RGB -> resize to the model's size (Pillow's antialiased bilinear,
aspect ratio not kept) -> uint8. A JPEG is decoded at a half, a quarter or an eighth of its size as
long as that is no smaller than the model's, several times as fast. What a backbone needs beyond
that (scaling to [-1, 1]) is a layer of the saved model, so that nothing is left for a reader of the
model to get wrong.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
_TURNED, _LYING = range(2, 9), range(5, 9)
_ON_ITS_SIDE = range(5, 9)
_ROWS = 256

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

    def read(self, source: Path | bytes, *, name: str = "") -> NDArray[np.uint8]:
        """Return the input for a picture file, shape (height, width, 3), uint8.

        Args:
            source: A file, or the bytes of one.
            name: What to call it in errors; by default the file's path.

        Raises:
            ImageError: It is missing, no picture, of a format not read, damaged, or too large.
        """
        return self(self.decode(source, name=name).image)

    def decode(self, source: Path | bytes, *, name: str = "") -> Decoded:
        """Return the picture that `read` resizes, with what its file says of itself.

        Args:
            source: A file, or the bytes of one.
            name: What to call it in errors; by default the file's path.

        Raises:
            ImageError: It is missing, no picture, of a format not read, damaged, or too large.
        """
        return _decode(source, name, (self.width, self.height))

    def __call__(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the input for an upright RGB picture in memory, shape (height, width, 3), uint8.

        Of a file, `read` is the definition: a large JPEG differs from this by a fraction of a level
        on average.
        """
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
        size: Width and height of the file's picture, upright; `image` may have been read smaller.
    """

    image: Image.Image
    format: str
    mode: str
    turned: bool
    size: tuple[int, int]


def read_image(source: Path | bytes, *, name: str = "", at_least: int | None = None) -> Image.Image:
    """Decode a picture, upright and in RGB.

    Args:
        source: A file, or the bytes of one.
        name: What to call it in errors; by default the file's path.
        at_least: Sides in pixels that are enough to look at: a larger JPEG is decoded at a half, a
            quarter or an eighth, several times as fast. Never for what a model is to see.

    Raises:
        ImageError: It is missing, no picture, of a format not read, damaged, or too large.
    """
    return decode_image(source, name=name, at_least=at_least).image


def decode_image(source: Path | bytes, *, name: str = "", at_least: int | None = None) -> Decoded:
    """Decode a picture, upright and in RGB, and say what its file says of itself.

    Args:
        source: A file, or the bytes of one.
        name: What to call it in errors; by default the file's path.
        at_least: As for `read_image`.

    Raises:
        ImageError: It is missing, no picture, of a format not read, damaged, or too large.
    """
    return _decode(source, name, None if at_least is None else (at_least, at_least))


def _decode(source: Path | bytes, name: str, at_least: tuple[int, int] | None) -> Decoded:
    """Decode a picture; a JPEG no larger than needed for an upright (width, height)."""
    called = name or (str(source) if isinstance(source, Path) else "This picture")
    try:
        data = _limited_bytes(source, called)
        if is_dicom(data):
            image = read_dicom(data, lambda size: _check_pixels(*size, called))
            return Decoded(_to_rgb(image), "DICOM", image.mode, turned=False, size=image.size)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            _check_pixels(width, height, called)
            _check_rows(image, called)
            orientation = None
            if at_least is not None and image.format == "JPEG":
                orientation = _orientation(image)
                image.draft(None, at_least[::-1] if orientation in _LYING else at_least)
            image.load()
            kind, mode = str(image.format), image.mode
            if orientation is None:  # some formats say it after the picture
                orientation = _orientation(image)
            turned = orientation in _TURNED
            upright = _to_rgb(ImageOps.exif_transpose(image) if turned else image)
            size = (height, width) if orientation in _ON_ITS_SIDE else (width, height)
            return Decoded(upright, kind, mode, turned, size)
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


def _check_rows(image: Image.Image, called: str) -> None:
    """Refuse a picture of which the file holds no more than the upper part, by its own table."""
    held = max((tile[1][3] for tile in getattr(image, "tile", ()) if tile[1]), default=image.height)
    if held < image.height:
        raise ImageError(
            f"{called} holds {held} of its {image.height} rows.",
            mend="The file may be damaged; copy it again.",
        )


def _to_rgb(image: Image.Image) -> Image.Image:
    """Return any mode as RGB: 16-bit grey scaled by its range, transparency laid on white."""
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_grey_to_eight_bits(np.asarray(image))).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _grey_to_eight_bits(grey: NDArray[Any]) -> NDArray[np.uint8]:
    """Return grey of any depth, shape (height, width), scaled by its range."""
    top = 65535.0 if np.nanmax(grey, initial=0) > 255 else 255.0
    result = np.empty(grey.shape, dtype=np.uint8)
    for row in range(0, len(grey), _ROWS):  # a large picture has no room for wider numbers
        rows = np.nan_to_num(grey[row : row + _ROWS].astype(np.float64))
        result[row : row + _ROWS] = rows.clip(0, top) * (255 / top)
    return result
