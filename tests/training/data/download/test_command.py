"""`lesionlab data fetch`: what it shows, asks, brings and makes."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from tests.data.pictures import encoded, noise
from tests.data.web import WebServer, serving
from training import cli
from training.cli.data_fetch import as_bytes
from training.data.dataset import Dataset
from training.data.download.catalogue import COLLECTIONS, Collection, RemoteFile
from training.locations import default_locations


def _archive(first: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for number in range(first, first + 4):
            kind = ("melanoma", "nevus")[number % 2]
            packed.writestr(f"{kind}/{number}.png", encoded(noise(number)))
    return stream.getvalue()


@pytest.fixture
def known(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> Collection:
    """Return a collection that the catalogue knows for the time of the test."""
    file = RemoteFile("pictures.zip", (server.put("/pictures.zip", _archive(0)),))
    collection = Collection(
        "ours", "Our pictures", (file,), "CC0 1.0", "Us (2026)", "https://example.org/ours"
    )
    monkeypatch.setitem(COLLECTIONS, "ours", collection)
    return collection


def _run(*arguments: str | Path) -> int:
    return cli.main(["data", "fetch", *(str(argument) for argument in arguments)])


def test_the_list_names_everything_with_size_and_licence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run("--list") == 0
    out = capsys.readouterr().out
    assert "ham10000: HAM10000" in out
    assert "2.8 GB; CC BY-NC 4.0: not for commercial use; https://doi.org/10.7910/DVN/DBW86T" in out
    assert all(f"{name}: " in out for name in COLLECTIONS)
    assert _run("--list", "--json") == 0
    listed = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert set(listed) == set(COLLECTIONS)
    assert listed["mnist"]["files"][0]["sum"].startswith("md5:")


def test_terms_are_shown_and_nothing_comes_without_consent(
    known: Collection, server: WebServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("ours") == 2
    out, err = capsys.readouterr()
    assert not out
    size = as_bytes(len(server.pages["/pictures.zip"].content))
    for part in ("Our pictures", f"pictures.zip: {size}", "CC0 1.0", "Us (2026)", "Say --yes"):
        assert part in err
    assert [asked.method for asked in server.asked] == ["HEAD"]


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 130)])
def test_a_person_at_a_terminal_is_asked(
    answer: str, status: int, known: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    terminal = io.StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    assert _run("ours") == status


def test_files_are_brought_once_and_named(
    known: Collection, server: WebServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("ours", "--yes") == 0
    path = Path(capsys.readouterr().out.strip())
    assert path == default_locations().datasets / "downloads" / "ours" / "pictures.zip"
    assert path.read_bytes() == server.pages["/pictures.zip"].content
    asked = len(server.asked)
    assert _run("ours", "--json") == 0  # nothing to download, so nothing to consent to
    assert json.loads(capsys.readouterr().out) == {"name": "ours", "files": [str(path)]}
    assert len(server.asked) == asked


def test_a_data_set_is_made_of_what_came(
    known: Collection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("ours", "--yes", "--to", tmp_path / "set") == 0
    assert "Pictures: 4" in capsys.readouterr().out
    dataset = Dataset.open(tmp_path / "set")
    assert (dataset.licence, dataset.citation) == ("CC0 1.0", "Us (2026)")


def test_a_folder_in_use_is_noticed_before_anything_comes(
    known: Collection, server: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert _run("ours", "--yes", "--to", tmp_path) == 2
    assert "not an empty folder" in capsys.readouterr().err
    assert not server.asked


def test_three_archives_of_a_workshop_make_one_data_set(
    server: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("train", "valid", "test")
    urls = [
        server.put(f"/{name}.zip", _archive(4 * number), drops=[300])
        for number, name in enumerate(names)
    ]
    (tmp_path / "workshop.txt").write_text("\n".join(urls))
    to = tmp_path / "set"
    assert _run("--urls", tmp_path / "workshop.txt", "--to", to, "--yes", "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["pictures"] == 12
    assert "Licence: not known" in err


def test_offline_the_command_says_so_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as server:
        url = server.url("/train.zip")
    (tmp_path / "workshop.txt").write_text(url)
    assert _run("--urls", tmp_path / "workshop.txt", "--yes") == 2
    assert "127.0.0.1 cannot be reached: there is no connection" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["ham10000", "--urls", "x.txt"], ["ham1000"]])
def test_what_to_get_has_to_be_said(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*arguments) == 2
    assert "ham10000" in capsys.readouterr().err


def test_sizes_are_said_for_people() -> None:
    sizes = [None, 4_542, 690_218, 24_700_000_000]
    assert [as_bytes(size) for size in sizes] == [
        "size not published",
        "4.5 kB",
        "0.7 MB",
        "24.7 GB",
    ]
