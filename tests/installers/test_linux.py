"""The Linux packages: entries that desktops read, libraries that are needed, and a real package."""

from __future__ import annotations

import configparser
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from installers.linux import packages
from installers.linux.libraries import stripped, without_dangling, without_unused
from installers.project import version
from training.preprocessing import SUFFIXES
from training.runs import RUN_FILE

HERE = Path(packages.__file__).parent
TYPES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    "image/bmp": (".bmp",),
    "image/webp": (".webp",),
    "application/dicom": (".dcm",),
}
on_debian = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None or sys.platform != "linux", reason="dpkg-deb is missing."
)


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(HERE / "lesionlab.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_desktop_entry_opens_runs_and_every_kind_of_picture() -> None:
    assert entry()["Exec"] == "LesionLab %F"
    assert entry()["Icon"] == "lesionlab"
    types = set(entry()["MimeType"].strip(";").split(";"))
    assert {suffix for name in types & TYPES.keys() for suffix in TYPES[name]} == set(SUFFIXES)
    assert types - TYPES.keys() == {"application/x-lesionlab-run"}


def test_the_file_type_is_that_of_runs() -> None:
    tree = ElementTree.parse(HERE / "lesionlab.xml")
    [glob] = [node for node in tree.iter() if node.tag.endswith("}glob")]
    assert glob.attrib["pattern"] == f"*{RUN_FILE.suffix}"


def test_software_centres_are_told_the_version_and_the_entry() -> None:
    tree = ElementTree.parse(HERE / "lesionlab.metainfo.xml")
    releases = [node.attrib["version"] for node in tree.iter("release")]
    assert releases[0] == version()
    assert tree.findtext("launchable") == "lesionlab.desktop"
    assert "not a medical device" in "".join(tree.getroot().itertext())


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["desktop-file-validate"], "lesionlab.desktop"),
        (["appstreamcli", "validate", "--no-net"], "lesionlab.metainfo.xml"),
    ],
)
def test_the_desktop_s_own_tools_find_no_fault(command: list[str], name: str) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is missing.")
    done = subprocess.run([*command, HERE / name], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf is missing.")
def test_libraries_that_nothing_needs_are_left_out_with_the_links_to_them(tmp_path: Path) -> None:
    import _ctypes

    source = getattr(_ctypes, "__file__", None)
    if source is None:
        pytest.skip("ctypes is a part of this Python.")
    entries = [
        ("python3/_ctypes.so", source, "EXTENSION"),
        ("libffi.so.8", "/nothing", "BINARY"),
        ("libffi.so.7", "/nothing", "BINARY"),
        ("libffi.so.6", "/nothing", "BINARY"),
        ("libnobody.so.1", "/nothing", "BINARY"),
        ("libpython3.11.so.1.0", "/nothing", "BINARY"),
        ("deep/libgone.so", "/nothing", "BINARY"),
    ]
    left = [place for place, _, _ in without_unused(entries)]
    assert "libnobody.so.1" not in left
    assert {"python3/_ctypes.so", "libpython3.11.so.1.0", "deep/libgone.so"} <= set(left)
    assert len([place for place in left if place.startswith("libffi")]) == 1

    links = [("libgone.so", "deep/libgone.so", "SYMLINK")]
    assert without_dangling([*links, entries[-1]]) == [*links, entries[-1]]
    assert without_dangling(links) == []


@pytest.mark.skipif(shutil.which("strip") is None, reason="strip is missing.")
def test_only_libraries_with_inner_names_are_stripped(tmp_path: Path) -> None:
    source = tmp_path / "lib.so"
    shutil.copyfile(os.path.realpath("/proc/self/exe"), source)
    entries = [
        ("tensorflow/lib.so", str(source), "BINARY"),
        ("numpy.libs/lib.so", str(source), "BINARY"),
    ]
    [first, second] = stripped(entries, tmp_path / "out")
    assert Path(first[1]) == tmp_path / "out" / "tensorflow" / "lib.so"
    assert Path(first[1]).stat().st_size <= source.stat().st_size
    assert second == entries[1]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return what PyInstaller makes, in small."""
    program = tmp_path / "LesionLab"
    (program / "_internal").mkdir(parents=True)
    (program / "LesionLab").write_text("#!/bin/sh\necho started\n")
    (program / "LesionLab").chmod(0o755)
    (program / "lesionlab").symlink_to("LesionLab")
    (program / "_internal" / "part.txt").write_text("part")
    return program


@on_debian
def test_the_package_puts_everything_where_debian_expects_it(program: Path, tmp_path: Path) -> None:
    made = packages.make_deb(program, tmp_path)

    def told(*words: str) -> str:
        return subprocess.run(
            ["dpkg-deb", *words], capture_output=True, text=True, check=True
        ).stdout

    assert told("--field", str(made), "Version").strip() == version()
    assert "libegl1" in told("--field", str(made), "Depends")
    subprocess.run(["dpkg-deb", "--extract", made, tmp_path / "root"], check=True)
    root = tmp_path / "root"
    assert (root / "usr/bin/lesionlab").readlink() == Path("/opt/lesionlab/lesionlab")
    assert os.access(root / "opt/lesionlab/LesionLab", os.X_OK)
    assert (root / "opt/lesionlab/_internal/part.txt").read_text() == "part"
    for place in (
        "applications/lesionlab.desktop",
        "mime/packages/lesionlab.xml",
        "metainfo/org.lesionlab.LesionLab.metainfo.xml",
        "icons/hicolor/48x48/apps/lesionlab.png",
        "doc/lesionlab/copyright",
    ):
        assert (root / "usr/share" / place).is_file()
    assert "root/root" in told("--contents", str(made))


@pytest.mark.skipif(sys.platform != "linux", reason="It is for Linux.")
def test_the_portable_archive_runs_from_its_folder(program: Path, tmp_path: Path) -> None:
    made = packages.make_portable(program, tmp_path)
    assert made.name == f"LesionLab-{version()}-linux-{platform.machine()}.tar.gz"

    with tarfile.open(made) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    [folder] = (tmp_path / "unpacked").iterdir()
    started = subprocess.run([folder / "lesionlab"], capture_output=True, text=True)
    assert started.stdout == "started\n"
    assert "doctor --selftest" in (folder / "README.txt").read_text("utf-8")
    assert (folder / "share/applications/lesionlab.desktop").is_file()
