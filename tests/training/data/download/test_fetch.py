"""Files come once; what has no checksum is trusted the first time and held to it afterwards."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.data.pictures import encoded, noise
from tests.data.web import WebServer, serving
from training.data.dataset import Dataset
from training.data.download.catalogue import Collection, RemoteFile
from training.data.download.errors import DownloadError
from training.data.download.fetch import ask_sizes, downloads_folder, fetch_file, fetch_files
from training.data.download.make import make_dataset
from training.errors import Cancelled, DataError
from training.locations import default_locations

CONTENT = b"of the lesions" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_files_come_to_the_folder_each_once(server: WebServer, tmp_path: Path) -> None:
    files = [RemoteFile(name, (server.put(f"/{name}", CONTENT),)) for name in ("a.zip", "b.csv")]
    paths = fetch_files(files, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == ["a.zip", "b.csv"]
    assert all(path.read_bytes() == CONTENT for path in paths)
    asked = len(server.asked)
    assert fetch_files(files, tmp_path / "new" / "folder") == paths
    assert len(server.asked) == asked


def test_what_came_first_is_noted_as_sha256sum_does(server: WebServer, tmp_path: Path) -> None:
    fetch_file(RemoteFile("a.zip", (server.put("/a", CONTENT),)), tmp_path)
    assert (tmp_path / "a.zip.sha256").read_text() == f"{SHA256}  a.zip\n"


def test_a_published_checksum_needs_no_note(server: WebServer, tmp_path: Path) -> None:
    file = RemoteFile("a.zip", (server.put("/a", CONTENT),), len(CONTENT), f"sha256:{SHA256}")
    fetch_file(file, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_file_that_went_bad_on_the_disk_comes_again(server: WebServer, tmp_path: Path) -> None:
    file = RemoteFile("a.zip", (server.put("/a", CONTENT),))
    fetch_file(file, tmp_path).write_bytes(CONTENT[:-1])
    assert fetch_file(file, tmp_path).read_bytes() == CONTENT


def test_a_file_replaced_by_its_publisher_is_not_taken_unseen(
    server: WebServer, tmp_path: Path
) -> None:
    file = RemoteFile("a.zip", (server.put("/a", CONTENT),))
    fetch_file(file, tmp_path).unlink()
    server.put("/a", b"something else")
    with pytest.raises(DownloadError, match="no longer what it was") as error:
        fetch_file(file, tmp_path)
    assert str(tmp_path / "a.zip.sha256") in error.value.mend
    assert not (tmp_path / "a.zip").exists()
    (tmp_path / "a.zip.sha256").unlink()
    assert fetch_file(file, tmp_path).read_bytes() == b"something else"


def test_a_file_put_there_by_hand_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(CONTENT)
    fetch_file(RemoteFile("a.zip", ("http://127.0.0.1:9/",)), tmp_path)
    assert SHA256 in (tmp_path / "a.zip.sha256").read_text()


def test_checking_a_file_reports_progress_and_can_be_cancelled(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(CONTENT)
    file = RemoteFile("a.zip", ("http://127.0.0.1:9/",), checksum=f"sha256:{SHA256}")
    seen: list[tuple[str, int, int]] = []
    fetch_file(file, tmp_path, progress=lambda *step: seen.append(step))
    assert seen == [("Checking a.zip", len(CONTENT), len(CONTENT))]

    def cancel(what: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        fetch_file(file, tmp_path, progress=cancel)


def test_a_folder_that_cannot_be_made_is_named(server: WebServer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DownloadError, match="could not be written") as error:
        fetch_file(RemoteFile("a.zip", (server.put("/a", CONTENT),)), tmp_path / "file")
    assert error.value.kind == "disk"


def test_downloads_lie_with_the_data_sets_one_folder_each() -> None:
    folder = downloads_folder(Collection("name", "", ()), default_locations())
    assert folder == default_locations().datasets / "downloads" / "name"


def test_servers_are_asked_for_sizes_that_nobody_published(server: WebServer) -> None:
    url = server.put("/a", CONTENT)
    files = [
        RemoteFile("exact", ("http://127.0.0.1:9/",), 5, "md5:0"),
        RemoteFile("rounded", (url,), 5),
        RemoteFile("unknown", (url,)),
        RemoteFile("gone, rounded", (server.url("/gone"),), 5),
        RemoteFile("gone", (server.url("/gone"),)),
        RemoteFile("unsaid", (server.put("/b", CONTENT, chunked=True),)),
    ]
    assert ask_sizes(files) == (5, len(CONTENT), len(CONTENT), 5, None, None)
    assert {asked.method for asked in server.asked} == {"HEAD"}


def test_asking_for_sizes_says_at_once_that_one_is_offline() -> None:
    with serving() as server:
        url = server.url("/a")
    with pytest.raises(DownloadError, match="cannot be reached") as error:
        ask_sizes([RemoteFile("a.zip", (url,))])
    assert error.value.kind == "unreachable"


# Making a data set of it


@pytest.fixture
def collection(tmp_path: Path) -> tuple[Collection, list[Path]]:
    import zipfile

    archive = tmp_path / "train.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for number in range(4):
            kind = ("melanoma", "nevus")[number % 2]
            packed.writestr(f"{kind}/{number}.png", encoded(noise(number)))
    return Collection("mine", "Mine", (), licence="CC0", citation="Me (2026)"), [archive]


def test_the_data_set_knows_its_licence_and_what_to_cite(
    collection: tuple[Collection, list[Path]], tmp_path: Path
) -> None:
    made = make_dataset(*collection, tmp_path / "set")
    for dataset in (made, Dataset.open(tmp_path / "set")):
        assert (dataset.licence, dataset.citation) == ("CC0", "Me (2026)")
        assert dataset.positive == {"melanoma"}
        assert len(dataset.samples) == 4


def test_a_folder_in_use_is_refused(
    collection: tuple[Collection, list[Path]], tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="not an empty folder"):
        make_dataset(*collection, tmp_path)
