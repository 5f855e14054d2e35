"""DICOM: the pixels of its pictures, what took them, and whether it says who the patient is."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.errors import ImageError

if TYPE_CHECKING:
    from pydicom import Dataset

IDENTITY = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "OtherPatientIDs",
    "OtherPatientNames",
    "PatientAddress",
    "PatientTelephoneNumbers",
)
"""Attributes that say who the patient is."""

_ABOUT = ("Manufacturer", "ManufacturerModelName", "AcquisitionDate", "ContentDate", "StudyDate")
_LONGEST = 64

_MAGIC_AT = 128
_DEFLATED = b"1.2.840.10008.1.2.1.99"
"""Transfer syntax whose whole content is packed, without a limit to what it unpacks to."""
_COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
_GREYS = ("MONOCHROME1", "MONOCHROME2")


def is_dicom(data: bytes) -> bool:
    """Return whether the bytes are those of a DICOM file, whatever its name."""
    return data[_MAGIC_AT : _MAGIC_AT + 4] == b"DICM"


def read_dicom(data: bytes, check_size: Callable[[tuple[int, int]], None]) -> Image.Image:
    """Return the first frame of a DICOM picture, in RGB or in 8-bit grey.

    Args:
        data: The file's bytes.
        check_size: Raises where a picture of that (width, height) is too large; called before
            anything is decoded.

    Raises:
        ImageError: It holds no picture, or one of a kind that is not read.
        Exception: It is damaged; pydicom raises many types.
    """
    dataset = _opened(data)
    kind = str(dataset.get("PhotometricInterpretation", ""))
    if "PixelData" not in dataset:
        raise ImageError("This DICOM file holds no picture.")
    if kind not in (*_COLOURS, *_GREYS, "PALETTE COLOR"):
        raise ImageError(f"This DICOM file has colours of a kind that is not read: {kind[:40]!r}.")
    size = (int(dataset.Columns), int(dataset.Rows))
    check_size(size)
    _check_frame(dataset, size)
    return Image.fromarray(_to_eight_bits(_first_frame(dataset), dataset, kind))


def names_patient(data: bytes) -> bool:
    """Return whether a DICOM file has a name, a number or a date of birth of its patient."""
    dataset = _opened(data, only=list(IDENTITY))
    return any(str(dataset.get(name, "") or "").strip(' "^') for name in IDENTITY)


def harmless_facts(data: bytes) -> dict[str, str]:
    """Return what took a DICOM picture ("camera") and the year ("taken"), where it says so.

    A date is among what identifies a patient; its year is not (HIPAA, 45 CFR 164.514(b)(2)).
    """
    dataset = _opened(data, only=list(_ABOUT))
    told = {name: str(dataset.get(name, "") or "").strip()[:_LONGEST] for name in _ABOUT}
    maker, model, *dates = told.values()
    year = next((date[:4] for date in dates if date[:4].isdecimal()), "")
    facts = {"camera": " ".join(part for part in (maker, model) if part), "taken": year}
    return {name: said for name, said in facts.items() if said}


def _opened(data: bytes, only: list[str] | None = None) -> Dataset:
    import pydicom

    # Values against the standard, such as quoted numbers, are common and do not matter here.
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    if _DEFLATED in data[:2048]:
        raise ImageError("This DICOM file is deflated as a whole, which is not read.")
    return pydicom.dcmread(
        io.BytesIO(data),
        stop_before_pixels=only is not None,
        specific_tags=list(only) if only else None,
    )


def _check_frame(dataset: Dataset, size: tuple[int, int]) -> None:
    """Refuse a packed frame whose own header claims other measures than the file's.

    Raises:
        ImageError: It does.
    """
    from pydicom.encaps import generate_frames

    if not dataset.file_meta.TransferSyntaxUID.is_compressed:
        return
    frames = generate_frames(
        dataset.PixelData, number_of_frames=int(dataset.get("NumberOfFrames", 1) or 1)
    )
    frame = next(frames)
    if frame.startswith((b"\xff\xd8", b"\xff\x4f", b"\0\0\0\x0cjP")):
        with Image.open(io.BytesIO(frame), formats=("JPEG", "JPEG2000")) as image:
            if image.size != size:
                raise ImageError(
                    f"This DICOM file says {size[0]} x {size[1]} pixels, its picture "
                    f"{image.width} x {image.height}."
                )


def _first_frame(dataset: Dataset) -> NDArray[Any]:
    """Return the first frame, shape (rows, columns) or (rows, columns, 3); colours are RGB."""
    from pydicom.pixels.processing import apply_color_lut
    from pydicom.pixels.utils import pixel_array

    frame = pixel_array(dataset, index=0)
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        return np.asarray(apply_color_lut(frame, dataset))
    return frame


def _to_eight_bits(frame: NDArray[Any], dataset: Dataset, kind: str) -> NDArray[np.uint8]:
    bits = int(dataset.BitsStored)
    if kind == "PALETTE COLOR":
        bits = 8 * frame.dtype.itemsize
    if frame.dtype == np.uint8 and bits == 8 and kind != "MONOCHROME1":
        return frame  # a large picture has no room for wider numbers
    values = frame.astype(np.float32)
    if kind != "PALETTE COLOR" and int(dataset.get("PixelRepresentation", 0) or 0):
        values += 2.0 ** (bits - 1)
    top = 2.0**bits - 1
    if kind == "MONOCHROME1":
        values = top - values
    if bits == 8:
        return values.clip(0, 255).astype(np.uint8)
    return (values * (255 / top)).clip(0, 255).astype(np.uint8)
