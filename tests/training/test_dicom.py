"""DICOM pictures are read like any other; who the patient is stays in the file."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import ExplicitVRBigEndian, JPEGBaseline8Bit

from tests.data.dicom import dicom, jpeg_dicom
from tests.data.pictures import encoded, noise
from training.dicom import harmless_facts, is_dicom, names_patient
from training.errors import ImageError
from training.preprocessing import decode_image, read_image

PIXELS = np.asarray(noise(0, (4, 6)))
GREY = np.array([[0, 100], [200, 255]], dtype=np.uint8)


def test_jpeg_within_dicom() -> None:
    picture = decode_image(jpeg_dicom(1))
    assert (picture.format, picture.image.mode, picture.image.size) == ("DICOM", "RGB", (24, 16))
    expected = np.asarray(read_image(encoded(noise(1, (16, 24)), "JPEG"))).astype(int)
    assert np.abs(np.asarray(picture.image) - expected).max() <= 2


def test_a_file_is_read_whatever_its_name_says(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(dicom(PIXELS))
    np.testing.assert_array_equal(np.asarray(read_image(path)), PIXELS)


def test_big_endian() -> None:
    grey = np.array([[0, 257], [32768, 65535]], dtype=np.uint16)
    data = dicom(grey, "MONOCHROME2", syntax=ExplicitVRBigEndian, bits=16)
    assert np.asarray(read_image(data))[..., 0].tolist() == [[0, 1], [127, 255]]


def test_twelve_bits_are_scaled_by_their_range() -> None:
    grey = np.array([[0, 4095]], dtype=np.uint16)
    assert np.asarray(read_image(dicom(grey, "MONOCHROME2", bits=12)))[0, :, 0].tolist() == [0, 255]


def test_monochrome1_is_black_where_values_are_high() -> None:
    read = np.asarray(read_image(dicom(GREY, "MONOCHROME1")))[..., 0]
    np.testing.assert_array_equal(read, 255 - GREY)


def test_the_first_of_several_frames_is_read() -> None:
    frames = np.stack([PIXELS, 255 - PIXELS])
    np.testing.assert_array_equal(np.asarray(read_image(dicom(frames, frames=2))), PIXELS)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (dicom(PIXELS, Rows=40_000, Columns=40_000), "claims 40000 x 40000 pixels"),
        (dicom(PIXELS, Rows=400), "cannot be read"),
        (dicom(PIXELS, "HSV"), "colours of a kind"),
        (dicom(PIXELS)[:400], "picture|cannot be read"),
        (dicom(PIXELS)[:-10], "cannot be read"),
        (b"\0" * 128 + b"DICM", "picture|cannot be read"),
        (b"\0" * 128 + b"DICM" + b"\xff" * 2000, "picture|cannot be read"),
        (dicom(PIXELS).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99"), "deflated"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, message: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's on damaged files
        with pytest.raises(ImageError, match=message):
            read_image(data, name="a.dcm")


def test_a_picture_within_that_claims_other_measures_is_refused() -> None:
    large = encoded(noise(0, (64, 64)), "JPEG")
    data = dicom(PIXELS, "YBR_FULL_422", syntax=JPEGBaseline8Bit, packed=large)
    with pytest.raises(ImageError, match="says 6 x 4 pixels, its picture 64 x 64"):
        read_image(data)


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ({}, False),
        ({"PatientName": "", "PatientID": ""}, False),
        ({"PatientName": '"^"'}, False),
        ({"PatientSex": "F", "PatientAge": "030Y"}, False),
        ({"PatientName": "Doe^Jane"}, True),
        ({"PatientID": "4711"}, True),
        ({"PatientBirthDate": "19700101"}, True),
    ],
)
def test_whether_the_patient_is_named(attributes: dict[str, str], named: bool) -> None:
    data = jpeg_dicom(0, **attributes)
    assert is_dicom(data)
    assert names_patient(data) == named


def test_what_took_a_picture_and_the_year_are_told_and_no_more() -> None:
    data = dicom(
        PIXELS,
        Manufacturer="Canfield",
        ManufacturerModelName="VEOS",
        StudyDate="20190504",
        PatientName="Doe^Jane",
    )

    assert harmless_facts(data) == {"camera": "Canfield VEOS", "taken": "2019"}
    assert harmless_facts(dicom(PIXELS)) == {}
