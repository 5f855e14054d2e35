"""Unpacking archives from strangers."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tests.data.pictures import many, picture, write_zip
from training.data.archives import extract_zip
from training.errors import Cancelled, DataError


def everything_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def assert_refused(archive: Path, message: str, **limits: int) -> None:
    """Unpacking says why not, and leaves nothing anywhere."""
    around = archive.parent.parent
    before = everything_below(around)
    with pytest.raises(DataError, match=message):
        extract_zip(archive, archive.parent / "new" / "unpacked", **limits)
    assert everything_below(around) == before


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder / "lesions.zip"


def test_pictures_and_tables_are_unpacked_and_the_rest_is_left(archive: Path) -> None:
    files = many({"./train/nevus": 1}) | {
        "metadata.csv": b"image,age\n",
        "setup.exe": b"MZ",
        "train/.DS_Store": b"x",
        "train/nevus/Thumbs.db": b"x",
        "__MACOSX/train/nevus/._0.png": b"x",
    }
    destination = archive.parent / "unpacked"
    extract_zip(write_zip(archive, files), destination)
    assert everything_below(destination) == [
        "metadata.csv",
        "train",
        "train/nevus",
        "train/nevus/0.png",
    ]
    assert (destination / "train/nevus/0.png").read_bytes() == files["./train/nevus/0.png"]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png",
        "nevus/../../evil.png",
        "/tmp/evil.png",
        "//server/share/evil.png",
        "C:/evil.png",
        "C:evil.png",
        "nevus/a.png:hidden.png",
        "..\\evil.png",
        "nevus\\a.png",
        "nevus//a.png",
        "nevus/a\n.png",
    ],
)
def test_a_path_that_could_leave_the_folder_is_refused(archive: Path, name: str) -> None:
    write_zip(archive, {**many({"nevus": 1}), name: picture(9)})
    assert_refused(archive, "could leave the folder")


def test_a_path_that_hides_behind_a_nul_is_refused(archive: Path) -> None:
    write_zip(archive, {"nevus/a.pngX/../../../evil.png": picture(0)})
    archive.write_bytes(archive.read_bytes().replace(b"a.pngX", b"a.png\0"))
    assert_refused(archive, "could leave the folder")


@pytest.mark.parametrize("name", ["CON.png", "nevus/aux/a.png", "nevus/lpt1.jpg", "nevus./a.png"])
def test_a_name_that_windows_cannot_keep_is_refused(archive: Path, name: str) -> None:
    assert_refused(write_zip(archive, {name: picture(0)}), "Windows")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_special_files_are_refused(archive: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("nevus/a.png")
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(entry, "/etc/passwd")
    assert_refused(archive, "link or a special file")


@pytest.mark.parametrize("second", ["nevus/0.png", "NEVUS/0.PNG"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_appears_twice_is_refused(archive: Path, second: str) -> None:
    write_zip(archive, many({"nevus": 1}))
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(second, picture(9))
    assert_refused(archive, "twice")


def test_a_file_that_is_also_a_folder_is_refused(archive: Path) -> None:
    assert_refused(
        write_zip(archive, {"a.png": picture(0), "a.png/b.png": picture(1)}), "cannot be written"
    )


def test_too_many_entries_are_refused(archive: Path) -> None:
    assert_refused(write_zip(archive, many({"nevus": 4})), "4 entries", max_files=3)


def test_an_archive_larger_than_allowed_is_refused(archive: Path) -> None:
    assert_refused(write_zip(archive, many({"nevus": 4})), "unpacks to more", max_bytes=1000)


def test_an_archive_that_explodes_is_refused(archive: Path) -> None:
    assert_refused(write_zip(archive, {"nevus/a.bmp": bytes(60_000_000)}), "would grow from 0.1")


def test_a_size_that_is_a_lie_is_found_while_unpacking(archive: Path) -> None:
    size = 3_000_000
    write_zip(archive, {"nevus/a.bmp": bytes(size)})
    claimed = archive.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 10))
    archive.write_bytes(claimed)
    assert_refused(archive, "damaged")


def test_an_encrypted_archive_is_refused(archive: Path) -> None:
    write_zip(archive, {"nevus/a.png": picture(0)})
    data = bytearray(archive.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    assert_refused(archive, "encrypted")


def test_an_unusual_compression_is_refused(archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_LZMA) as opened:
        opened.writestr("nevus/a.png", picture(0))
    assert_refused(archive, "unusual method")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.95])
def test_a_truncated_archive_is_refused(archive: Path, share: float) -> None:
    data = write_zip(archive, many({"nevus": 8})).read_bytes()
    archive.write_bytes(data[: int(len(data) * share)])
    assert_refused(archive, "damaged")


def test_damage_in_the_middle_leaves_nothing(archive: Path) -> None:
    data = bytearray(write_zip(archive, many({"nevus": 8})).read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(data)
    assert_refused(archive, "damaged")


def test_a_missing_archive_is_an_error(archive: Path) -> None:
    assert_refused(archive, "No such file")


def test_cancelling_leaves_nothing(archive: Path) -> None:
    def cancel(what: str, done: int, total: int) -> None:
        assert (what, total) == ("Unpacking lesions.zip", size)
        if done > size / 2:
            raise Cancelled

    files = many({"nevus": 8})
    size = sum(len(data) for data in files.values())
    write_zip(archive, files)
    with pytest.raises(Cancelled):
        extract_zip(archive, archive.parent / "new" / "unpacked", progress=cancel)
    assert everything_below(archive.parent) == ["lesions.zip"]


def test_a_folder_in_use_is_left_alone(archive: Path) -> None:
    write_zip(archive, many({"nevus": 1}))
    with pytest.raises(DataError, match="not an empty folder"):
        extract_zip(archive, archive.parent)
    assert everything_below(archive.parent) == ["lesions.zip"]
