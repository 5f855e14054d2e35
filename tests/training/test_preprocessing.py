"""Any picture that people have becomes upright RGB; what is no picture is named."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.data.pictures import encoded, noise
from training import preprocessing
from training.errors import ImageError
from training.preprocessing import MAX_PIXELS, Preprocessing, read_image

Change = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


def _read(image: Image.Image, kind: str = "PNG", **options: object) -> NDArray[np.uint8]:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    result = read_image(stream.getvalue())
    assert result.mode == "RGB"
    return np.asarray(result)


def _refused(source: Path | bytes, name: str = "") -> ImageError:
    with pytest.raises(ImageError) as caught:
        read_image(source, name=name)
    return caught.value


# What is read


@pytest.mark.parametrize(
    ("orientation", "upright"),
    [
        (1, lambda a: a),
        (2, lambda a: a[:, ::-1]),
        (3, lambda a: a[::-1, ::-1]),
        (4, lambda a: a[::-1]),
        (5, lambda a: a.swapaxes(0, 1)),
        (6, lambda a: np.rot90(a, -1)),
        (7, lambda a: a[::-1, ::-1].swapaxes(0, 1)),
        (8, lambda a: np.rot90(a, 1)),
    ],
)
def test_a_camera_held_any_way_gives_an_upright_picture(orientation: int, upright: Change) -> None:
    stored = noise(0, (4, 6))
    read = read_image(encoded(stored, orientation=orientation))
    np.testing.assert_array_equal(np.asarray(read), upright(np.asarray(stored)))


def test_a_damaged_note_on_the_camera_does_not_matter() -> None:
    stream = io.BytesIO()
    noise(0).save(stream, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01")
    assert read_image(stream.getvalue()).size == (16, 12)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP"])
def test_formats_without_loss_keep_every_pixel(kind: str) -> None:
    image = noise(1)
    options = {"lossless": True} if kind == "WEBP" else {}
    np.testing.assert_array_equal(_read(image, kind, **options), np.asarray(image))


def test_jpeg_keeps_the_picture_nearly() -> None:
    image = Image.new("RGB", (16, 12), (200, 120, 90))
    assert np.abs(_read(image, "JPEG", quality=95).astype(int) - np.asarray(image)).max() <= 3


def test_16_bit_grey_is_scaled_by_its_range() -> None:
    grey = np.array([[0, 257, 32768, 65535]], dtype=np.uint16)
    for kind in ("PNG", "TIFF"):
        np.testing.assert_array_equal(_read(Image.fromarray(grey), kind)[0, :, 0], [0, 1, 127, 255])


def test_grey_becomes_three_equal_channels() -> None:
    grey = np.arange(12, dtype=np.uint8).reshape(3, 4)
    np.testing.assert_array_equal(_read(Image.fromarray(grey)), np.repeat(grey[..., None], 3, 2))


def test_black_and_white() -> None:
    assert _read(Image.new("1", (2, 2), 1)).min() == 255


def test_a_palette_is_looked_up() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.putpixel((1, 0), 1)
    assert _read(image).tolist() == [[[10, 20, 30], [200, 100, 50]]]


def test_transparency_lies_on_white() -> None:
    image = Image.new("RGBA", (3, 1))
    for column, pixel in enumerate([(200, 0, 0, 255), (200, 0, 0, 0), (0, 0, 0, 128)]):
        image.putpixel((column, 0), pixel)
    read = _read(image)
    assert read[0, 0].tolist() == [200, 0, 0]
    assert read[0, 1].tolist() == [255, 255, 255]
    assert abs(int(read[0, 2, 0]) - 127) <= 1


def test_a_transparent_colour_of_a_palette_lies_on_white() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.putpixel((1, 0), 1)
    assert _read(image, transparency=0).tolist() == [[[255, 255, 255], [200, 100, 50]]]


def test_print_colours_become_screen_colours() -> None:
    read = _read(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF")
    assert read[0, 0].tolist() == [255, 0, 0]


def test_the_first_of_several_pages_is_read() -> None:
    pages = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    read = _read(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert read[0, 0].tolist() == [255, 0, 0]


def test_a_file_is_read_whatever_its_name_says(tmp_path: Path) -> None:
    path = tmp_path / "läsion.jpg"
    path.write_bytes(encoded(noise(3)))
    np.testing.assert_array_equal(np.asarray(read_image(path)), np.asarray(noise(3)))


# What is refused


def _png_claiming(width: int, height: int) -> bytes:
    """Return a PNG header without the pixels that it claims."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_header_that_claims_more_rows_than_the_file_holds_is_refused(dtype: type) -> None:
    stream = io.BytesIO()
    Image.fromarray(np.ones((40, 56), dtype)).save(stream, "TIFF")
    data = bytearray(stream.getvalue())
    at = data.index(b"\x01\x01")  # the tag ImageLength
    length = 2 if data[at + 2] == 3 else 4
    data[at + 8 : at + 8 + length] = (60_000).to_bytes(length, "little")
    assert "holds 40 of its 60000 rows" in str(_refused(bytes(data), "tall.tif"))


def test_grey_of_any_depth_is_converted_piece_by_piece_alike() -> None:
    deep = (np.arange(600 * 7, dtype=np.uint32) * 15).astype(np.uint16).reshape(600, 7)
    expected = (deep.astype(np.float64) * (255 / 65535)).astype(np.uint8)
    np.testing.assert_array_equal(_read(Image.fromarray(deep), "TIFF")[..., 0], expected)
    shares = np.array([[-1.0, 0.0, 254.9, np.nan]], dtype=np.float32)
    assert _read(Image.fromarray(shares), "TIFF")[0, :, 0].tolist() == [0, 0, 254, 0]


def test_a_header_that_claims_too_many_pixels_is_refused_before_decoding() -> None:
    error = _refused(_png_claiming(100_000, 100_000), "huge.png")
    assert "huge.png claims 100000 x 100000 pixels" in error.message
    assert f"{MAX_PIXELS // 1_000_000} million" in error.message
    assert error.mend


def test_a_file_of_too_many_bytes_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preprocessing, "MAX_BYTES", 10)
    path = tmp_path / "long.png"
    path.write_bytes(encoded(noise(0)))
    assert "long.png is larger than" in _refused(path).message


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_a_file_that_was_cut_off_is_named(tmp_path: Path, kind: str) -> None:
    data = encoded(noise(0, (64, 64)), kind)
    path = tmp_path / f"half.{kind.lower()}"
    path.write_bytes(data[: len(data) // 2])
    error = _refused(path)
    assert str(path) in error.message
    assert error.mend


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF-3.0"],
)
def test_what_is_no_picture_is_answered_with_the_formats(data: bytes) -> None:
    error = _refused(data, "notes.txt")
    assert error.message == "notes.txt is not a picture that can be read."
    assert "JPEG, PNG, TIFF, BMP, WebP" in error.mend


def test_a_format_that_is_not_offered_is_refused() -> None:
    assert "not a picture" in _refused(encoded(noise(0).convert("P"), "GIF")).message


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert _refused(tmp_path / "none.png").message == f"{tmp_path / 'none.png'} does not exist."
    assert str(tmp_path) in _refused(tmp_path).message


# Preprocessing


def test_the_model_gets_its_size_without_the_aspect_ratio() -> None:
    picture = Preprocessing(height=8, width=12)(noise(0, (30, 20)))
    assert (picture.shape, picture.dtype) == ((8, 12, 3), np.uint8)


def test_a_picture_of_the_right_size_is_left_alone() -> None:
    image = noise(0, (8, 12))
    np.testing.assert_array_equal(Preprocessing(8, 12)(image), np.asarray(image))


def test_reducing_takes_all_pixels_into_account() -> None:
    stripes = np.zeros((64, 64, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    picture = Preprocessing(8, 8)(Image.fromarray(stripes))
    assert np.abs(picture.astype(int) - 127).max() <= 8


def test_to_look_at_a_large_jpeg_is_decoded_no_larger_than_needed(tmp_path: Path) -> None:
    image = Image.new("RGB", (1600, 1200), (200, 120, 90))
    files = {kind: tmp_path / f"picture.{kind}" for kind in ("jpeg", "png")}
    for kind, file in files.items():
        image.save(file, kind)
    small = read_image(files["jpeg"], at_least=192)
    assert small.size == (400, 300)
    assert np.abs(np.asarray(small).astype(int) - (200, 120, 90)).max() <= 3
    assert read_image(files["jpeg"]).size == (1600, 1200)
    assert read_image(files["png"], at_least=192).size == (1600, 1200)


def _lesion(size: tuple[int, int], kind: str = "JPEG", *, orientation: int = 1) -> bytes:
    """Return the file of a picture with soft colours, some edges and a red upper left corner."""
    coarse = np.random.default_rng(0).integers(60, 200, (9, 12, 3), dtype=np.uint8)
    coarse[:3, :3] = (230, 20, 20)
    image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    return encoded(image, kind, orientation=orientation)


@pytest.mark.parametrize(
    ("size", "decoded"),
    [
        ((2400, 1800), (300, 225)),
        ((600, 450), (300, 225)),
        ((446, 447), (446, 447)),
        ((200, 150), (200, 150)),
    ],
)
def test_the_models_input_is_decoded_no_larger_than_needed_and_never_smaller(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], decoded: tuple[int, int]
) -> None:
    resized: list[tuple[int, int]] = []
    real = Image.Image.resize

    def noting(image: Image.Image, *args: object, **options: object) -> Image.Image:
        resized.append(image.size)
        return real(image, *args, **options)

    data = _lesion(size)
    monkeypatch.setattr(Image.Image, "resize", noting)
    assert Preprocessing(224, 224).read(data).shape == (224, 224, 3)
    assert resized == [decoded]


@pytest.mark.parametrize("orientation", [1, 6])
def test_which_looks_as_if_all_of_it_were_decoded(orientation: int) -> None:
    data, preprocessing = _lesion((1600, 800), orientation=orientation), Preprocessing(100, 180)
    whole = preprocessing(read_image(data)).astype(int)
    difference = np.abs(preprocessing.read(data) - whole)
    assert 0 < difference.mean() < 0.7
    assert difference.max() < 12


def test_a_side_that_lies_is_no_smaller_than_needed_either() -> None:
    """A picture held upright, 800 wide and 1600 high, is stored lying on its side."""
    stored = _lesion((1600, 800), orientation=6)
    size = Preprocessing(height=800, width=400)  # halves of the upright sides
    assert size.read(stored).shape == (800, 400, 3)
    np.testing.assert_array_equal(size.read(stored), np.asarray(read_image(stored, at_least=400)))


@pytest.mark.parametrize("kind", ["PNG", "BMP"])
def test_other_formats_are_decoded_whole(kind: str) -> None:
    data, preprocessing = _lesion((640, 480), kind), Preprocessing(64, 64)
    np.testing.assert_array_equal(preprocessing.read(data), preprocessing(read_image(data)))
