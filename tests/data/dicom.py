"""DICOM files made by program for the tests."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    VLPhotographicImageStorage,
)

from tests.data.pictures import encoded, noise


def dicom(
    pixels: NDArray[Any],
    kind: str = "RGB",
    *,
    syntax: str = ExplicitVRLittleEndian,
    packed: bytes | None = None,
    bits: int = 8,
    frames: int = 1,
    **attributes: object,
) -> bytes:
    """Return the bytes of a DICOM file.

    Args:
        pixels: Shape (rows, columns) or (rows, columns, 3), or with frames in front.
        kind: Photometric interpretation.
        syntax: Transfer syntax.
        packed: The frame as it lies in the file, for a packed transfer syntax.
        bits: Bits of a value that are used.
        frames: Number of frames.
        attributes: Further attributes by keyword, or other values of those above.
    """
    shape = pixels.shape[1:] if frames > 1 else pixels.shape
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = VLPhotographicImageStorage
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    meta.TransferSyntaxUID = syntax
    dataset = Dataset()
    dataset.SOPClassUID = VLPhotographicImageStorage
    dataset.SOPInstanceUID = "1.2.3"
    dataset.Rows, dataset.Columns = shape[:2]
    dataset.SamplesPerPixel = 3 if len(shape) == 3 else 1
    dataset.PhotometricInterpretation = kind
    dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = 8 * pixels.dtype.itemsize
    dataset.BitsStored, dataset.HighBit = bits, bits - 1
    dataset.PixelRepresentation = 0
    if frames > 1:
        dataset.NumberOfFrames = frames
    big = syntax == ExplicitVRBigEndian
    dataset.PixelData = (
        encapsulate([packed])
        if packed
        else pixels.astype(pixels.dtype.newbyteorder(">" if big else "<")).tobytes()
    )
    dataset["PixelData"].VR = "OB" if bits == 8 else "OW"
    for name, value in attributes.items():
        setattr(dataset, name, value)
    stream = io.BytesIO()
    dataset.file_meta, dataset.preamble = meta, bytes(128)
    dataset.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def jpeg_dicom(seed: int = 0, **attributes: object) -> bytes:
    """Return a file as the ISIC challenge of 2020 handed them out: JPEG, YBR_FULL_422."""
    image = noise(seed, (16, 24))
    return dicom(
        np.asarray(image),
        "YBR_FULL_422",
        syntax=JPEGBaseline8Bit,
        packed=encoded(image, "JPEG"),
        **attributes,
    )
