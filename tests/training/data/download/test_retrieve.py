"""A file comes whole, checked and over any network, or not at all; what came of it is not lost."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from tests.data.web import WebServer, serving
from training.data.download.catalogue import RemoteFile
from training.data.download.errors import DownloadError
from training.data.download.retrieve import retrieve
from training.errors import Cancelled
from training.progress import no_progress

CONTENT = bytes(range(256)) * 4000
OTHER = CONTENT[::-1]
HALF = len(CONTENT) // 2
MD5 = f"md5:{hashlib.md5(CONTENT).hexdigest()}"


class Folder:
    """A folder into which `train.zip` is downloaded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.target = path / "train.zip"
        self.part = path / "train.zip.part"

    def get(self, *urls: str, **options: Any) -> bytes:
        checksum, size = options.pop("checksum", None), options.pop("size", None)
        retrieve(RemoteFile("train.zip", urls, size, checksum), self.target, **options)
        return self.target.read_bytes()

    def fails(self, kind: str, *urls: str, **options: Any) -> DownloadError:
        with pytest.raises(DownloadError) as caught:
            self.get(*urls, **options)
        assert caught.value.kind == kind, caught.value
        assert caught.value.mend
        return caught.value

    def left(self) -> set[str]:
        return {path.name for path in self.path.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "downloads").mkdir()
    return Folder(tmp_path / "downloads")


# All is well


def test_a_file_comes_whole_and_reports_every_byte(server: WebServer, folder: Folder) -> None:
    seen: list[tuple[str, int, int]] = []
    url = server.put("/train.zip", CONTENT)
    assert folder.get(url, progress=lambda *step: seen.append(step)) == CONTENT
    assert folder.left() == {"train.zip"}
    assert {what for what, _, _ in seen} == {"Downloading train.zip"}
    assert {total for _, done, total in seen if done} == {len(CONTENT)}
    assert [done for _, done, _ in seen] == sorted({done for _, done, _ in seen})
    assert seen[-1][1] == len(CONTENT)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_others_may_read_it_where_the_umask_lets_them(server: WebServer, folder: Folder) -> None:
    before = os.umask(0o022)
    try:
        folder.get(server.put("/train.zip", CONTENT))
    finally:
        os.umask(before)
    assert folder.target.stat().st_mode & 0o777 == 0o644


def test_a_server_need_not_say_how_much_it_sends(server: WebServer, folder: Folder) -> None:
    assert folder.get(server.put("/train.zip", CONTENT, chunked=True)) == CONTENT


def test_nothing_is_unpacked_on_the_way(server: WebServer, folder: Folder) -> None:
    packed = {"Content-Encoding": "gzip"}
    assert folder.get(server.put("/t.gz", CONTENT, headers=packed)) == CONTENT
    assert server.asked[0].headers["Accept-Encoding"] == "identity"
    folder.target.unlink()
    assert "packs" in folder.fails("wrong", server.put("/t.csv", OTHER, headers=packed)).message


def test_redirects_are_followed(server: WebServer, folder: Folder) -> None:
    there = server.put("/there.zip", CONTENT)
    url = server.put("/train.zip", statuses=[302], headers={"Location": there})
    assert folder.get(url) == CONTENT


def test_the_program_says_who_it_is(server: WebServer, folder: Folder) -> None:
    folder.get(server.put("/train.zip", CONTENT))  # Dataverse refuses some libraries' names
    assert server.asked[0].headers["User-Agent"].startswith("LesionLab/")


# Connections that break


def test_a_dropped_connection_goes_on_where_it_ended(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF, 1000])
    assert folder.get(url, checksum=MD5) == CONTENT
    ranges = [asked.range for asked in server.asked]
    assert ranges == ["", f"bytes={HALF}-", f"bytes={HALF + 1000}-"]
    assert server.asked[1].headers["If-Range"] == '"one"'


def test_as_long_as_something_comes_it_goes_on(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT, drops=[1000] * 20)
    assert folder.get(url) == CONTENT


@pytest.mark.parametrize("behaviour", [{"ranges": False}, {"etag": ""}, {"etag": 'W/"weak"'}])
def test_where_the_server_cannot_go_on_it_begins_anew(
    behaviour: dict[str, Any], server: WebServer, folder: Folder
) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF], **behaviour)
    assert folder.get(url, checksum=MD5) == CONTENT


def test_the_date_of_a_file_vouches_for_it_too(server: WebServer, folder: Folder) -> None:
    dated = {"Last-Modified": "Sat, 01 Jan 2022 00:00:00 GMT"}
    url = server.put("/train.zip", CONTENT, etag="", drops=[HALF], headers=dated)
    folder.get(url, checksum=MD5)
    assert server.asked[1].headers["If-Range"] == dated["Last-Modified"]


def test_what_came_is_kept_for_another_day(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF, 0, 0, 0])
    error = folder.fails("broken", url)
    assert "broke off" in error.message
    assert "train.zip" in error.message
    assert folder.left() == {"train.zip.part", "train.zip.part.json"}
    assert folder.get(url) == CONTENT
    assert server.asked[-1].range == f"bytes={HALF}-"
    assert folder.left() == {"train.zip"}


def test_a_server_that_always_stops_at_the_same_place_is_given_up(
    server: WebServer, folder: Folder
) -> None:
    url = server.put("/train.zip", CONTENT, ranges=False, drops=[HALF] * 100)
    folder.fails("broken", url)
    assert len(server.asked) < 10


def test_a_server_that_falls_silent_is_not_waited_for(
    server: WebServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.data.download.web.TIMEOUTS", (1.0, 0.05))
    error = folder.fails("broken", server.put("/train.zip", CONTENT, silent=True))
    assert "does not answer" in error.message
    assert folder.part.stat().st_size >= HALF


def test_a_busy_server_is_asked_again(server: WebServer, folder: Folder) -> None:
    assert folder.get(server.put("/train.zip", CONTENT, statuses=[503, 429])) == CONTENT
    folder.target.unlink()
    error = folder.fails("busy", server.put("/train.zip", CONTENT, statuses=[500] * 9))
    assert "answered 500" in error.message


def test_who_is_offline_is_told_at_once(folder: Folder) -> None:
    with serving() as server:
        url = server.url("/train.zip")
    before = time.monotonic()
    error = folder.fails("unreachable", url)
    assert time.monotonic() - before < 1
    assert str(error).startswith(
        "train.zip could not be downloaded from 127.0.0.1: there is no connection to the server."
    )
    assert folder.left() == set()


def test_a_network_that_goes_away_in_between_is_waited_for(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.data.download.transfer.PAUSES", (0.01, 0.01))
    waited: list[str] = []
    with serving() as server:
        url = server.put("/train.zip", CONTENT, drops=[HALF])

        def end_of_the_server(what: str, done: int, total: int) -> None:
            if done >= HALF:
                server.socket.close()
            waited.append(what)

        folder.fails("unreachable", url, progress=end_of_the_server)
    assert "Trying again: train.zip" in waited
    assert folder.part.stat().st_size == HALF


# Files that change


@pytest.mark.parametrize("heeds_if_range", [True, False])
def test_a_file_that_changed_meanwhile_is_not_mixed(
    heeds_if_range: bool, server: WebServer, folder: Folder
) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF, 0, 0, 0])
    folder.fails("broken", url)
    server.put("/train.zip", OTHER, etag='"two"', heeds_if_range=heeds_if_range)
    assert folder.get(url) == OTHER


def test_a_part_from_elsewhere_in_the_file_is_not_taken(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF], shift=-5)
    assert folder.get(url) == CONTENT


def test_a_part_that_is_whole_already_needs_no_more(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF, 0, 0, 0])
    folder.fails("broken", url)
    folder.part.write_bytes(CONTENT)
    asked = len(server.asked)
    assert folder.get(url) == CONTENT
    assert len(server.asked) == asked + 1


def test_a_file_that_became_shorter_comes_anew(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF, 0, 0, 0])
    folder.fails("broken", url)
    server.put("/train.zip", CONTENT[:1000])
    assert folder.get(url) == CONTENT[:1000]


def test_a_part_from_another_address_is_not_gone_on_with(server: WebServer, folder: Folder) -> None:
    folder.fails("broken", server.put("/a/train.zip", CONTENT, drops=[HALF, 0, 0, 0]))
    assert folder.get(server.put("/b/train.zip", OTHER)) == OTHER


@pytest.mark.parametrize(
    "notes", [b"", b"[]", b"\xff", b'{"url": 1}', b'{"url": "URL", "validator": 3}']
)
def test_damaged_notes_only_cost_the_part(notes: bytes, server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT)
    folder.part.write_bytes(OTHER[:HALF])
    (folder.path / "train.zip.part.json").write_bytes(notes.replace(b"URL", url.encode()))
    assert folder.get(url) == CONTENT


# Not what was asked for


def test_wrong_bytes_are_refused_and_not_kept(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", OTHER)
    assert "checksum" in folder.fails("wrong", url, checksum=MD5).message
    assert folder.left() == set()


def test_a_part_damaged_on_this_computer_comes_anew(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT, drops=[HALF, 0, 0, 0])
    folder.fails("broken", url)
    folder.part.write_bytes(bytes(HALF))
    assert folder.get(url, checksum=MD5) == CONTENT
    assert server.asked[-1].range == ""


def test_another_size_than_published_is_refused_before_it_comes(
    server: WebServer, folder: Folder
) -> None:
    url = server.put("/train.zip", CONTENT)
    folder.fails("wrong", url, checksum=MD5, size=len(CONTENT) + 1)
    assert folder.left() == set()
    assert folder.get(url, size=len(CONTENT) + 1) == CONTENT  # rounded where there is no checksum


def test_a_server_that_announces_too_much_never_ends_well(
    server: WebServer, folder: Folder
) -> None:
    url = server.put("/train.zip", CONTENT, announced=len(CONTENT) + 1, ranges=False)
    folder.fails("broken", url)


def test_a_server_that_announces_too_little_is_found_out(server: WebServer, folder: Folder) -> None:
    folder.fails("wrong", server.put("/train.zip", CONTENT, announced=HALF), checksum=MD5)


@pytest.mark.parametrize("behaviour", [{"chunked": True}, {"announced": 10**15}])
def test_more_than_is_allowed_is_refused(
    behaviour: dict[str, Any], server: WebServer, folder: Folder
) -> None:
    url = server.put("/train.zip", CONTENT, **behaviour)
    folder.fails("wrong", url, max_bytes=HALF)
    assert not folder.target.exists()


def test_the_login_page_of_a_network_is_no_data(server: WebServer, folder: Folder) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    error = folder.fails("wrong", server.put("/train.zip", b"<html>", headers=html))
    assert "web page" in error.message
    assert folder.left() == set()


def test_a_file_that_is_not_there_is_looked_for_elsewhere(
    server: WebServer, folder: Folder
) -> None:
    elsewhere = server.put("/mirror/train.zip", CONTENT)
    assert folder.get(server.url("/gone.zip"), elsewhere) == CONTENT
    folder.target.unlink()
    error = folder.fails("refused", server.url("/gone.zip"), server.url("/gone-too.zip"))
    assert "answered 404" in error.message
    assert "browser" in error.mend


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/train.zip", "/train.zip", "http://[::"]
)
def test_redirects_out_of_the_web_or_in_circles_are_refused(
    location: str, server: WebServer, folder: Folder
) -> None:
    headers = {"Location": location}
    folder.fails("refused", server.put("/train.zip", statuses=[302] * 50, headers=headers))
    assert folder.left() == set()


def test_addresses_outside_the_web_are_refused(folder: Folder) -> None:
    secret = folder.path.parent / "secret"
    secret.write_bytes(b"secret")
    folder.fails("refused", secret.as_uri())


def test_encryption_is_not_given_up_on_the_way(
    server: WebServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = requests.Session.request

    def redirected(session: requests.Session, *words: str, **options: Any) -> requests.Response:
        response = request(session, *words, **options)
        response.history = [SimpleNamespace(url="https://safe/train.zip")]  # type: ignore[list-item]
        return response

    monkeypatch.setattr(requests.Session, "request", redirected)
    error = folder.fails("refused", server.put("/train.zip", CONTENT))
    assert "without encryption" in error.message


# This computer


def _cancel_at(limit: int) -> Callable[[str, int, int], None]:
    def progress(what: str, done: int, total: int) -> None:
        if done >= limit:
            raise Cancelled

    return progress


def test_cancelling_keeps_what_came(server: WebServer, folder: Folder) -> None:
    url = server.put("/train.zip", CONTENT)
    with pytest.raises(Cancelled):
        folder.get(url, progress=_cancel_at(1))
    assert folder.part.stat().st_size > 0
    assert folder.get(url) == CONTENT
    assert server.asked[-1].range


def test_cancelling_works_while_waiting(
    server: WebServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.data.download.transfer.PAUSES", (1000.0,))

    def progress(what: str, done: int, total: int) -> None:
        if what.startswith("Trying again"):
            raise Cancelled

    with pytest.raises(Cancelled):
        folder.get(server.put("/train.zip", CONTENT, statuses=[503]), progress=progress)


@pytest.mark.parametrize("stall", ["silent", "mute"])
def test_cancelling_needs_no_answer_of_a_server_that_fell_silent(
    stall: str, server: WebServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.data.download.web.TIMEOUTS", (1000.0, 1000.0))
    told: list[int] = []

    def progress(what: str, done: int, total: int) -> None:
        told.append(done)
        if len(told) > 3 and told[-1] == told[-3]:
            raise Cancelled  # while nothing comes

    with pytest.raises(Cancelled):
        folder.get(server.put("/train.zip", CONTENT, **{stall: True}), progress=progress)
    assert not [thread for thread in threading.enumerate() if thread.name == "download"]
    if stall == "silent":
        assert folder.part.stat().st_size == told[-1] >= HALF


def test_whoever_waits_for_a_silent_server_is_told_so(
    server: WebServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.data.download.web.TIMEOUTS", (1.0, 0.5))
    monkeypatch.setattr("training.data.download.transfer.PAUSES", ())
    told: list[tuple[int, int]] = []
    url = server.put("/train.zip", CONTENT, silent=True)
    folder.fails("broken", url, progress=lambda what, done, total: told.append((done, total)))
    assert told.count((HALF, len(CONTENT))) > 1


def test_nothing_is_kept_where_that_is_wanted(server: WebServer, folder: Folder) -> None:
    with pytest.raises(Cancelled):
        folder.get(server.put("/train.zip", CONTENT), progress=_cancel_at(HALF), keep_part=False)
    assert folder.left() == set()


def test_a_full_disk_is_noticed_before_anything_comes(
    server: WebServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=200_000_000 + HALF))
    error = folder.fails("disk", server.put("/train.zip", CONTENT))
    assert str(folder.path) in error.message
    assert folder.left() == set()


def test_two_programs_at_once_do_not_mix_their_bytes(server: WebServer, folder: Folder) -> None:
    written = []

    def another(what: str, done: int, total: int) -> None:
        if done and not written:
            written.append(done)
            with folder.part.open("ab") as stream:
                stream.write(b"of another program")

    assert folder.get(server.put("/train.zip", CONTENT), progress=another) == CONTENT


def test_a_file_that_is_there_stays_when_its_successor_does_not_come(
    server: WebServer, folder: Folder
) -> None:
    folder.target.write_bytes(OTHER)
    folder.fails("refused", server.url("/gone.zip"), checksum=MD5)
    assert folder.target.read_bytes() == OTHER
    assert folder.get(server.put("/train.zip", CONTENT), checksum=MD5) == CONTENT
    retrieve(
        RemoteFile("train.zip", ("http://127.0.0.1:9/",), None, MD5),
        folder.target,
        progress=no_progress,
    )
