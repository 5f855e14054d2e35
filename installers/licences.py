"""The licences of all parts of the packaged program, from what is installed where it is made."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

_LICENCE = re.compile(r"(^|/)(licen[cs]es?|copying|copyright|notice|authors)[^/]*(/|$)", re.I)
_TEXTS = Path(__file__).parent / "texts"
_QT = (_TEXTS / "LGPL-3.0.txt", _TEXTS / "GPL-3.0.txt")  # the first adds to the second
_SUPPLIED = {
    "pyside6_essentials": _QT,
    "shiboken6": _QT,
    "flatbuffers": (Path(__file__).parents[1] / "LICENSE",),
}
"""Texts of packages that bring none: Qt for Python is used under the LGPL."""
_CODE = (".py", ".pyc", ".so", ".pyd", ".dll")


@dataclass(frozen=True)
class Part:
    """A part of the program that somebody else may own.

    Attributes:
        name: Of the package.
        version: Of the package.
        licence: What its maker calls the licence.
        address: Where it comes from; empty where that is not told.
        texts: Files with the licence.
    """

    name: str
    version: str
    licence: str
    address: str
    texts: tuple[Path, ...]


def distributions_of(sources: Iterable[str]) -> list[metadata.Distribution]:
    """Return the installed packages that files come from.

    Args:
        sources: Paths of files.
    """
    wanted = {str(Path(source).resolve()) for source in sources}
    found = {}
    for distribution in metadata.distributions():
        files = distribution.files or ()
        if any(
            str(Path(str(distribution.locate_file(file))).resolve()) in wanted for file in files
        ):
            found[distribution.name.lower()] = distribution
    return [found[name] for name in sorted(found)]


def part_of(distribution: metadata.Distribution) -> Part:
    """Return what an installed package says of its licence."""

    def told(name: str) -> list[str]:
        return [str(value) for value in distribution.metadata.get_all(name) or ()]

    classifiers = [text for text in told("Classifier") if text.startswith("License ::")]
    named = ", ".join(text.rpartition(" :: ")[2] for text in classifiers)
    first_line = "".join(told("License")).strip().partition("\n")[0]
    licence = "".join(told("License-Expression")) or named or first_line
    addresses = [*told("Home-page"), *told("Project-URL")]
    address = next((found for text in addresses if (found := text.rpartition(", ")[2])), "")
    texts = [
        Path(str(distribution.locate_file(file)))
        for file in distribution.files or ()
        if _LICENCE.search(file.as_posix()) and file.suffix not in _CODE
    ]
    there = tuple(sorted(path for path in texts if path.is_file()))
    there = there or _SUPPLIED.get(distribution.name.lower().replace("-", "_"), ())
    return Part(distribution.name, distribution.version, licence or "not told", address, there)


def metadata_of(distribution: metadata.Distribution) -> Path | None:
    """Return the file that tells a package's version, or None where it has none."""
    for file in distribution.files or ():
        if file.name == "METADATA" and file.parent.name.endswith(".dist-info"):
            return Path(str(distribution.locate_file(file)))
    return None


def python_part() -> Part:
    """Return Python itself."""
    texts = [Path(sys.base_prefix) / "LICENSE.txt"]
    texts += sorted(Path(sys.base_prefix).glob("lib/python3.*/LICENSE.txt"))
    version = ".".join(map(str, sys.version_info[:3]))
    there = tuple(path for path in texts if path.is_file())[:1]
    return Part("Python", version, "PSF-2.0", "https://www.python.org", there)


def system_parts(sources: Iterable[str]) -> list[Part]:
    """Return the packages of a Debian system that libraries come from; none on other systems.

    Args:
        sources: Paths of libraries.
    """
    if shutil.which("dpkg-query") is None:
        return []
    # Debian 12 lists libraries below /lib, which is a link to /usr/lib.
    names = {name for source in sources for name in _names_of(Path(source))}
    found = _output("dpkg-query", "--search", *sorted(names))
    packages = sorted({line.partition(":")[0] for line in found.splitlines() if ":" in line})
    return [_system_part(name) for name in packages]


def _names_of(path: Path) -> tuple[str, ...]:
    real = str(path.resolve())
    return (real, real.removeprefix("/usr"))


def _system_part(name: str) -> Part:
    version = _output("dpkg-query", "--show", "--showformat=${Version}\n", name).split("\n")[0]
    text = Path("/usr/share/doc") / name / "copyright"
    texts = (text,) if text.is_file() else ()
    return Part(name, version, "see its text", f"https://packages.debian.org/{name}", texts)


def _output(*command: str) -> str:
    # Names that no package has are complained of, and the others are found all the same.
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


def write_licences(parts: Iterable[Part], folder: Path) -> None:
    """Write the texts of licences, and a list of them.

    Args:
        parts: All of them.
        folder: To be made anew: `README.txt`, and one folder a part.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = [
        "LesionLab is licensed under the Apache License 2.0 (LICENSE.txt). It contains these",
        "parts, each under its own licence; the texts are in the folders beside this file.",
        "",
    ]
    for part in parts:
        texts = f"{part.name}-{part.version}/" if part.texts else "no text in the package"
        lines.append(f"{part.name} {part.version}: {part.licence}; {part.address}; {texts}")
        for number, text in enumerate(part.texts):
            target = folder / f"{part.name}-{part.version}" / text.name
            if target.exists():
                target = target.with_name(f"{number}-{text.name}")
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(text, target)
    (folder / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
