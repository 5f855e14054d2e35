"""Harmless facts are shown; what identifies a person is named by its kind and hidden."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from desktop_app.framing import UNFRAMED, Framing
from desktop_app.work.showing import see
from tests.data.pictures import noise
from training.errors import ImageError

SECRET = "Jane Doe"
PLACE = {1: "N", 2: (52.0, 31.0, 0.0)}


def facts_of(path: Path) -> dict[str, str]:
    return dict(see(path, None, UNFRAMED).facts)


def jpeg(path: Path, tags: dict[int, object], place: dict[int, object] | None = None) -> Path:
    exif = Image.Exif()
    exif.update(tags)
    if place:
        exif.get_ifd(0x8825).update(place)
    noise(0, (30, 20)).save(path, exif=exif)
    return path


def test_camera_and_day_are_told(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg", {0x010F: "Canon", 0x0110: "EOS", 0x0132: "2019:05:04 10:11:12"})

    facts = facts_of(path)

    assert facts["Camera"] == "Canon EOS"
    assert facts["Taken"] == "2019-05-04"
    assert facts["Format"].startswith("JPEG, ")
    assert "pixels" in facts["Size"]
    assert "Contains identity" not in facts


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({0x013B: SECRET}, "owner's name"),
        ({0x010E: SECRET}, "free text"),
        ({0xA431: "4711"}, "serial number"),
    ],
)
def test_what_identifies_is_named_by_its_kind_alone(
    tmp_path: Path, tags: dict[int, object], kind: str
) -> None:
    facts = facts_of(jpeg(tmp_path / "a.jpg", tags))

    assert facts["Contains identity"] == f"hidden ({kind})"
    assert not any(secret in str(facts) for secret in (SECRET, "4711"))


def test_a_place_is_hidden(tmp_path: Path) -> None:
    facts = facts_of(jpeg(tmp_path / "a.jpg", {}, PLACE))

    assert facts["Contains identity"] == "hidden (place)"
    assert "52" not in facts["Contains identity"]


def test_texts_in_png_are_hidden(tmp_path: Path) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRET)
    noise(0, (30, 20)).save(tmp_path / "a.png", pnginfo=texts)

    assert facts_of(tmp_path / "a.png")["Contains identity"] == "hidden (free text)"


def test_control_characters_of_a_camera_are_not_shown(tmp_path: Path) -> None:
    assert facts_of(jpeg(tmp_path / "a.jpg", {0x0110: "E\nOS\x1b[2J"}))["Camera"] == "EOS[2J"


def test_damaged_exif_says_nothing_and_the_picture_is_seen(tmp_path: Path) -> None:
    stream = io.BytesIO()
    noise(0, (30, 20)).save(stream, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    (tmp_path / "a.jpg").write_bytes(stream.getvalue())

    assert set(facts_of(tmp_path / "a.jpg")) == {"Size", "Format"}


def test_what_is_seen_is_framed_and_the_facts_are_of_the_whole(tmp_path: Path) -> None:
    pixels = np.asarray(noise(0, (30, 20)))
    height, width = pixels.shape[:2]

    seen = see(None, pixels, Framing(1).cropped((0.0, 0.0, 0.5, 1.0)))

    assert np.array_equal(seen.pixels, np.rot90(pixels, -1)[:, : height // 2])
    assert seen.size == (width, height)
    assert dict(seen.facts)["Format"] == "pixels without a file"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"gone\.jpg"):
        see(tmp_path / "gone.jpg", None, UNFRAMED)
