"""Anybody's list of addresses, and names that every system can keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.data.download.urls import read_url_list, safe_name
from training.errors import DataError

SHA256 = "A" * 64


def _list(folder: Path, text: str | bytes, name: str = "workshop.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_list_has_one_address_a_line(tmp_path: Path) -> None:
    text = f"""\ufeff# The workshop's three archives
https://s3.example.org/dermatology/train.zip sha256:{SHA256}

http://s3.example.org/dermatology/valid.zip\r
   https://s3.example.org/dermatology/test.zip?version=2
"""
    collection = read_url_list(_list(tmp_path, text))
    assert [file.name for file in collection.files] == ["train.zip", "valid.zip", "test.zip"]
    assert collection.files[0].urls == ("https://s3.example.org/dermatology/train.zip",)
    assert collection.files[0].checksum == f"sha256:{'a' * 64}"
    assert collection.files[1].checksum is None
    assert collection.title == "workshop.txt"


def test_two_lists_never_share_a_folder(tmp_path: Path) -> None:
    one = read_url_list(_list(tmp_path, "https://one.org/train.zip"))
    two = read_url_list(_list(tmp_path, "https://two.org/train.zip"))
    again = read_url_list(_list(tmp_path, "# the same\nhttps://one.org/train.zip"))
    assert one.name != two.name
    assert one.name == again.name
    assert one.name.startswith("workshop-")


def test_files_of_one_name_are_numbered(tmp_path: Path) -> None:
    addresses = ["https://a.org/x.zip", "https://b.org/X.zip", "https://c.org/x-2.zip"]
    names = [file.name for file in read_url_list(_list(tmp_path, "\n".join(addresses))).files]
    assert len({name.casefold() for name in names}) == 3
    assert names[0] == "x.zip"
    assert all(name.endswith(".zip") for name in names)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.org/train.zip", "train.zip"),
        ("https://a.org/dir/train.zip?key=../../x#frag", "train.zip"),
        ("https://a.org/..%2f..%2fetc%2fpasswd", "passwd"),
        ("https://a.org/a%5c..%5cb.zip", "a_.._b.zip"),
        ("https://a.org/%2e%2e", "download"),
        ("https://a.org/.hidden.zip", "hidden.zip"),
        ("https://a.org/", "download"),
        ("https://a.org", "download"),
        ("https://a.org/my%20data%00.zip", "my_data_.zip"),
        ("https://a.org/con.zip", "_con.zip"),
        ("https://a.org/NUL", "_NUL"),
        ("https://a.org/x.zip.", "x.zip"),
        ("https://a.org/a:b.zip", "a_b.zip"),
        ("https://a.org/L%C3%A4sion.zip", "L_sion.zip"),
    ],
)
def test_names_are_safe_on_every_system(url: str, name: str) -> None:
    assert safe_name(url) == name


def test_long_names_keep_their_suffix() -> None:
    name = safe_name(f"https://a.org/{'x' * 500}.zip")
    assert len(name) == 100
    assert name.endswith(".zip")
    assert len(safe_name(f"https://a.org/x.{'y' * 500}")) <= 100


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no address"),
        ("# nothing\n\n", "holds no address"),
        ("https://a.org/x.zip\nfile:///etc/passwd", "line 2: 'file:///etc/passwd'"),
        ("ftp://a.org/x.zip", "no address of the web"),
        ("train.zip", "no address of the web"),
        ("https://", "no address of the web"),
        ("http://[::", "no address of the web"),
        ("https://a.org/x.zip md5:12", "'md5:12' is no checksum"),
        ("https://a.org/x.zip sha256:" + SHA256 + " more", "is no checksum"),
        (b"\xff\xfeh\x00", "no text in UTF-8"),
        (b"#" * 1_000_001, "too large"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_by_line(
    text: str | bytes, says: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=says.replace("[", r"\[")):
        read_url_list(_list(tmp_path, text))


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.txt"):
        read_url_list(tmp_path / "gone.txt")
