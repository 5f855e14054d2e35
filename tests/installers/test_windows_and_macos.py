"""What is written for Windows and macOS fits the tree; it has not been run."""

from __future__ import annotations

import plistlib
import re
from pathlib import Path

from installers.macos import bundle
from installers.project import ROOT, version
from training.preprocessing import SUFFIXES
from training.runs import RUN_FILE

SCRIPT = (ROOT / "installers" / "windows" / "lesionlab.iss").read_text("utf-8")
SPEC = (ROOT / "build.spec").read_text("utf-8")


def section(name: str) -> list[str]:
    """Return the entries of a section, without comments."""
    found = re.search(rf"^\[{name}\]\n(.*?)(?=^\[|\Z)", SCRIPT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return [line for line in found[1].splitlines() if line and not line.startswith(";")]


def test_the_script_names_what_the_build_makes() -> None:
    assert '#define Program Root + "\\dist\\LesionLab"' in SCRIPT
    assert "LesionLab.ico" in SPEC
    assert "SetupIconFile={#Root}\\build\\build\\LesionLab.ico" in SCRIPT
    assert 'starter("LesionLab", False)' in SPEC
    assert "{app}\\LesionLab.exe" in SCRIPT
    assert (ROOT / "LICENSE").is_file()
    assert "LicenseFile={#Root}\\LICENSE" in SCRIPT


def test_the_script_takes_the_version_and_the_documents_name_the_right_one() -> None:
    assert "AppVersion={#Version}" in SCRIPT
    text = (ROOT / "installers" / "windows" / "README.md").read_text("utf-8")
    for told in (SCRIPT, text):
        assert re.findall(r"/DVersion=(\d[\d.]*)", told) == [version()]


def test_runs_are_opened_and_every_kind_of_picture_is_offered() -> None:
    registry = "\n".join(section("Registry"))
    assert f"Classes\\{RUN_FILE.suffix}" in registry
    offered = re.findall(r'SupportedTypes"; ValueType: string; ValueName: "(.+?)"', registry)
    assert set(offered) == set(SUFFIXES)


def test_tasks_and_messages_that_are_used_are_there() -> None:
    names = {re.findall(r'Name: "(\w+)"', line)[0] for line in section("Tasks")}
    assert set(re.findall(r"Tasks: (\w+)", SCRIPT)) <= names
    for language in ("en", "de"):
        assert {line.split("=")[0] for line in section("CustomMessages")} >= {
            f"{language}.RunType",
            f"{language}.AddToPath",
        }


def test_the_bundle_says_what_it_opens() -> None:
    told = plistlib.loads(plistlib.dumps(bundle.info()))
    assert told["CFBundleShortVersionString"] == version()
    [exported] = told["UTExportedTypeDeclarations"]
    extensions = exported["UTTypeTagSpecification"]["public.filename-extension"]
    assert extensions == [RUN_FILE.suffix.removeprefix(".")]
    first = told["CFBundleDocumentTypes"][0]
    assert first["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]


def test_the_entitlements_can_be_read() -> None:
    path = Path(bundle.__file__).parent / "entitlements.plist"
    assert all(plistlib.loads(path.read_bytes()).values())


def test_both_say_that_they_have_not_been_run() -> None:
    for system in ("windows", "macos"):
        text = (ROOT / "installers" / system / "README.md").read_text("utf-8")
        assert "**Not yet run.**" in text
