"""A folder of everything that strangers may send: nothing crashes, nothing leaves the folder."""

from __future__ import annotations

import csv
import struct
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from tests.data.dicom import dicom
from tests.data.pictures import encoded, many, noise, picture, write_files, write_zip
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.errors import DataError


def png_claiming(width: int, height: int) -> bytes:
    """Return a PNG file that claims a size and holds a bomb: gigabytes of black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(10_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed)


def bmp_claiming(width: int, height: int) -> bytes:
    header = bytearray(encoded(noise(0), "BMP"))
    header[18:26] = struct.pack("<ii", width, height)
    return bytes(header)


WHOLE = encoded(noise(1, (64, 64)), "JPEG")
HOSTILE = {
    "nevus/empty.jpg": b"",
    "nevus/truncated.jpg": WHOLE[: len(WHOLE) // 2],
    "nevus/text.png": b"<?php system($_GET['c']); ?>",
    "nevus/huge.png": png_claiming(100_000, 100_000),
    "nevus/wide.png": png_claiming(2_000_000_000, 1),
    "nevus/claim.bmp": bmp_claiming(26_000, 26_000),
    "nevus/gif.jpg": encoded(noise(2).convert("P"), "GIF"),
    "melanoma/cut.dcm": dicom(np.asarray(noise(3)))[:300],
    "melanoma/rows.dcm": dicom(np.asarray(noise(3)), Rows=65_535, Columns=65_535),
    "melanoma/zeros.tif": b"II*\0" + bytes(1000),
    "melanoma/loop.tif": b"II*\0\x08\0\0\0" + b"\x01\0" + bytes(12) + b"\x08\0\0\0",
    "melanoma/bomb.webp": b"RIFF\xff\xff\xff\x7fWEBPVP8X" + b"\xff" * 40,
}
GOOD = many({"nevus": 2, "melanoma": 2})


def everything_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_pictures_that_are_traps_are_listed(tmp_path: Path) -> None:
    photos = write_files(tmp_path / "photos", {**GOOD, **HOSTILE})
    before = everything_below(photos)
    dataset = import_dataset([photos], tmp_path / "set", copy=True)
    assert dataset.counts() == {"melanoma": 2, "nevus": 2}
    assert {problem.file for problem in dataset.problems} == {f"photos/{name}" for name in HOSTILE}
    assert all(problem.kind == "unreadable" for problem in dataset.problems)
    assert everything_below(photos) == before
    assert {name for name in everything_below(tmp_path) if "/" not in name} == {"photos", "set"}


@pytest.mark.skipif(sys.platform != "linux", reason="measures as Linux does")
def test_memory_stays_bounded(tmp_path: Path) -> None:
    write_files(tmp_path / "photos", {**GOOD, **HOSTILE})
    program = (
        "import re, sys; from pathlib import Path; "
        "from training.data.importers import import_dataset; "
        "import_dataset([Path(sys.argv[1])], Path(sys.argv[2])); "
        # Not ru_maxrss, which a process inherits from the one that started it.
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "photos", tmp_path / "set"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(done.stdout) < 400_000, "kilobytes"


@pytest.mark.parametrize(
    "text",
    [
        "image,label\n../../etc/passwd,x\n/etc/passwd,y\nnevus/0.png,x\nmelanoma/0.png,y\n",
        "image,label\nnevus/0.png,=cmd|' /C calc'!A0\nmelanoma/0.png,@SUM(1)\n",
        "image,label\nnevus/0.png,n\x00v\x01\nmelanoma/0.png,\u202eevil\n",
        'image,label\n"nevus/0.png\nx",a\nmelanoma/0.png,b\nnevus/1.png,c\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_tables_that_are_traps(tmp_path: Path, text: str, encoding: str) -> None:
    table = text.encode(encoding, errors="replace")
    photos = write_files(tmp_path / "photos", {**GOOD, "labels.csv": table})
    dataset = import_dataset([photos], tmp_path / "set", layout="table", copy=True)
    assert Dataset.open(dataset.root).samples.equals(dataset.samples)
    for image in dataset.samples["image"]:
        assert dataset.image_path(image).resolve().is_relative_to(dataset.root)


def test_text_that_starts_like_a_formula_stays_text(tmp_path: Path) -> None:
    rows = 'image,label\nnevus/0.png,"=HYPERLINK(""http://x"")"\nmelanoma/0.png,+1\n'
    photos = write_files(tmp_path / "photos", {**GOOD, "labels.csv": rows.encode()})
    dataset = import_dataset([photos], tmp_path / "set", layout="table")
    assert set(dataset.classes) == {'=HYPERLINK("http://x")', "+1"}


@pytest.mark.parametrize(
    "name", ["../evil.png", "/tmp/evil.png", "C:evil.png", "nevus/../../x.png"]
)
def test_archives_with_names_that_lead_out(tmp_path: Path, name: str) -> None:
    archive = write_zip(tmp_path / "a.zip", {**GOOD, name: picture(9)})
    with pytest.raises(DataError, match="could leave the folder"):
        import_dataset([archive], tmp_path / "set")
    assert everything_below(tmp_path) == {"a.zip"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_archives_with_links(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("nevus/a.png")
    entry.type, entry.linkname = kind, "../../../etc/passwd"
    with tarfile.open(tmp_path / "a.tar", "w") as opened:
        opened.addfile(entry)
    with pytest.raises(DataError, match="link or a special file"):
        import_dataset([tmp_path / "a.tar"], tmp_path / "set")
    assert everything_below(tmp_path) == {"a.tar"}


def test_a_cell_as_long_as_the_file_is_refused(tmp_path: Path) -> None:
    rows = b'image,label\n"' + b"x" * (csv.field_size_limit() + 1)
    photos = write_files(tmp_path / "photos", {**GOOD, "labels.csv": rows})
    dataset = import_dataset([photos], tmp_path / "set")
    assert [problem.kind for problem in dataset.problems] == ["unreadable table"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_to_elsewhere_are_not_followed(tmp_path: Path) -> None:
    secret = write_files(tmp_path / "elsewhere", {"secret.png": picture(9)})
    photos = write_files(tmp_path / "photos", GOOD)
    (photos / "nevus/secret.png").symlink_to(secret / "secret.png")
    (photos / "labels.csv").symlink_to("/etc/passwd")
    (photos / "root").symlink_to("/")
    dataset = import_dataset([photos], tmp_path / "set", copy=True)
    assert dataset.counts() == {"melanoma": 2, "nevus": 2}
    assert [problem.kind for problem in dataset.problems] == ["passed over"] * 3
