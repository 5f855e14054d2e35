"""Unpacking archives from strangers."""

from __future__ import annotations

import stat
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.data.pictures import many, picture, write_tar, write_zip
from training.data.kinds import is_table
from training.data.tar_archives import unpack_tar
from training.data.zip_archives import ZipReader
from training.errors import Cancelled, DataError


def everything_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def assert_refused(archive: Path, message: str, **limits: int) -> None:
    """Opening or reading says why not, and nothing appears outside of the folder."""
    around = archive.parent.parent
    before = everything_below(around)
    with pytest.raises(DataError, match=message):
        read_all(archive, **limits)
    assert everything_below(around) == before


def read_all(archive: Path, **limits: int) -> None:
    with contents_of(archive, **limits) as reader:
        for name in reader.sizes:
            reader.read(name)


@contextmanager
def contents_of(archive: Path, **limits: int) -> Iterator[ZipReader]:
    reader = ZipReader(archive, **limits)
    try:
        yield reader
    finally:
        reader.close()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder / "lesions.zip"


FILES = many({"./train/nevus": 1}) | {
    "metadata.csv": b"image,age\n",
    "setup.exe": b"MZ",
    "train/.DS_Store": b"x",
    "train/nevus/Thumbs.db": b"x",
    "__MACOSX/train/nevus/._0.png": b"x",
}


def test_pictures_and_tables_are_read_and_the_rest_is_left(archive: Path) -> None:
    with contents_of(write_zip(archive, FILES)) as reader:
        assert reader.sizes == {
            "train/nevus/0.png": len(FILES["./train/nevus/0.png"]),
            "metadata.csv": 10,
        }
        assert reader.read("train/nevus/0.png") == FILES["./train/nevus/0.png"]


def test_several_threads_may_read(archive: Path) -> None:
    files = many({"nevus": 40})
    with contents_of(write_zip(archive, files)) as reader, ThreadPoolExecutor(4) as pool:
        assert list(pool.map(reader.read, files)) == list(files.values())


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


def test_too_many_entries_are_refused(archive: Path) -> None:
    assert_refused(write_zip(archive, many({"nevus": 4})), "more than 3 entries", max_files=3)


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


def test_damage_in_the_middle_concerns_one_file(archive: Path) -> None:
    files = many({"nevus": 8})
    data = bytearray(write_zip(archive, files).read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(data)
    damaged = []
    with contents_of(archive) as reader:
        for name in files:
            try:
                assert reader.read(name) == files[name]
            except DataError:
                damaged.append(name)
        assert len(damaged) == 1
        with pytest.raises(DataError, match=f"damaged at {damaged[0]}"):
            reader.read(damaged[0])


def test_a_missing_archive_is_an_error(archive: Path) -> None:
    assert_refused(archive, "No such file")


# Tar archives


def unpack(archive: Path, **limits: int) -> dict[str, int]:
    return unpack_tar(archive, archive.parent / "unpacked", **limits)


def assert_tar_refused(archive: Path, message: str, **limits: int) -> None:
    around = archive.parent.parent
    with pytest.raises(DataError, match=message):
        unpack(archive, **limits)
    outside = [name for name in everything_below(around) if not name.startswith("downloads")]
    assert outside == []


def member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.size, entry.linkname = kind, size, "/etc/passwd"
    return entry


@pytest.mark.parametrize("compression", ["", "gz"])
def test_a_tar_archive_is_unpacked(archive: Path, compression: str) -> None:
    sizes = unpack(write_tar(archive, FILES, compression))
    assert set(sizes) == {"train/nevus/0.png", "metadata.csv"}
    unpacked = archive.parent / "unpacked"
    assert (unpacked / "train/nevus/0.png").read_bytes() == FILES["./train/nevus/0.png"]
    assert not (unpacked / "setup.exe").exists()


def test_only_what_is_wanted_is_written(archive: Path) -> None:
    write_tar(archive, FILES)
    sizes = unpack_tar(archive, archive.parent / "unpacked", wanted=is_table)
    assert set(sizes) == {"train/nevus/0.png", "metadata.csv"}
    assert everything_below(archive.parent / "unpacked") == ["metadata.csv"]


@pytest.mark.parametrize(
    "name", ["../evil.png", "/tmp/evil.png", "nevus/../../evil.png", "C:/a.png"]
)
def test_a_tar_path_that_could_leave_the_folder_is_refused(archive: Path, name: str) -> None:
    assert_tar_refused(write_tar(archive, {name: picture(0)}), "could leave the folder")


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_tar_links_and_devices_are_refused(archive: Path, kind: bytes) -> None:
    with tarfile.open(archive, "w") as opened:
        opened.addfile(member("nevus/a.png", kind))
    assert_tar_refused(archive, "link or a special file")


def test_a_tar_name_that_appears_twice_is_refused(archive: Path) -> None:
    write_tar(archive, {"nevus/a.png": picture(0), "NEVUS/A.PNG": picture(1)})
    assert_tar_refused(archive, "twice")


@pytest.mark.parametrize(
    ("limits", "message"),
    [({"max_files": 3}, "more than 3 entries"), ({"max_bytes": 1000}, "unpacks to more")],
)
def test_tar_limits(archive: Path, limits: dict[str, int], message: str) -> None:
    assert_tar_refused(write_tar(archive, many({"nevus": 4})), message, **limits)


def test_a_damaged_tar_header_is_not_taken_for_the_end(archive: Path) -> None:
    data = bytearray(write_tar(archive, many({"nevus": 8})).read_bytes())
    data[data.index(b"nevus/4.png")] ^= 0xFF
    archive.write_bytes(data)
    assert_tar_refused(archive, "a header is damaged")


def test_a_tar_header_that_claims_two_gigabytes_is_refused(archive: Path) -> None:
    archive.write_bytes(member("nevus/a.png", size=2_000_000_000).tobuf() + bytes(10_240))
    assert_tar_refused(archive, "would grow")


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
def test_a_tar_name_that_claims_two_gigabytes_is_refused(archive: Path, kind: bytes) -> None:
    archive.write_bytes(member("a", kind, 2_000_000_000).tobuf() + bytes(10_240))
    assert_tar_refused(archive, "damaged")


def test_a_tar_archive_that_explodes_is_refused(archive: Path) -> None:
    assert_tar_refused(write_tar(archive, {"a.bmp": bytes(60_000_000)}, "gz"), "would grow")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_a_truncated_tar_archive_is_refused(archive: Path, share: float) -> None:
    data = write_tar(archive, many({"nevus": 8}), "gz").read_bytes()
    archive.write_bytes(data[: int(len(data) * share)])
    assert_tar_refused(archive, "damaged")


def test_what_is_no_tar_archive_is_refused(archive: Path) -> None:
    archive.write_bytes(b"This is no archive. " * 100)
    assert_tar_refused(archive, "no tar archive")


def test_cancelling_ends_the_unpacking(archive: Path) -> None:
    def cancel(what: str, done: int, total: int) -> None:
        assert what == "Unpacking lesions.zip"
        if done:
            raise Cancelled

    write_tar(archive, many({"nevus": 8}))
    with pytest.raises(Cancelled):
        unpack_tar(archive, archive.parent / "unpacked", progress=cancel)
    assert len(everything_below(archive.parent / "unpacked")) == 2
