"""What the program is made of, and the end of its log: read off the window's thread."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from training.environment import package_versions
from training.selftest import PACKAGES

PROGRAM = "lesionlab"
_WINDOW = ("PySide6-Essentials", "pyqtgraph")
"""What the window stands on beside what the engine does."""
LAST_BYTES = 200_000
"""How much of the log is looked at; the rest is in its folder."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_STARTS_LINE = re.compile(r"^\d{4}-\d\d-\d\d ")
_LONGEST_LICENCE = 60


@dataclass(frozen=True)
class Part:
    """An installed part of the program.

    Attributes:
        name: Of the distribution.
        version: Its version.
        licence: What it says of its licence; "not stated" where it says nothing.
    """

    name: str
    version: str
    licence: str


def installed_parts() -> list[Part]:
    """Return the program and all it needs, as installed, by name; the program is first.

    A program that is run from its source without being installed has no entry of its own.
    """
    waiting, parts = [PROGRAM, *_WINDOW, *PACKAGES], dict[str, Part]()
    while waiting:
        name = waiting.pop()
        if _key(name) in parts:
            continue
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # meant for another system or Python
        about = found.metadata
        parts[_key(name)] = Part(about["Name"], found.version, _licence(about))
        needs = (need for need in found.requires or () if "extra ==" not in need)
        waiting += [match[0] for need in needs if (match := _NAME.match(need))]
    return sorted(parts.values(), key=lambda part: (part.name != PROGRAM, part.name.casefold()))


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(about: metadata.PackageMetadata) -> str:
    """Return an expression or, of older packages, what their classifiers or first line say."""
    if expression := about.get_all("License-Expression"):
        return str(expression[0])
    classifiers = about.get_all("Classifier") or []
    licences = [c.split(" :: ")[-1] for c in classifiers if c.startswith("License ::")]
    licences = [name for name in licences if name != "OSI Approved"]
    if licences:
        return ", ".join(licences)
    first = "".join(about.get_all("License") or ()).strip().partition("\n")[0]
    return first[:_LONGEST_LICENCE] or "not stated"


@dataclass(frozen=True)
class LogEnd:
    """The end of the log.

    Attributes:
        path: The file.
        lines: Its last lines, the newest last; one entry may have several.
        last_error: The last entry about an error with its traceback; empty where there is none.
    """

    path: Path
    lines: str
    last_error: str


def read_log(path: Path) -> LogEnd:
    """Read the end of the log; a file that is not there, or cannot be read, is empty.

    Args:
        path: The log file.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - LAST_BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return LogEnd(path, "", "")
    if size > LAST_BYTES:
        text = text.partition("\n")[2]
    entries: list[list[str]] = []
    for line in text.splitlines():
        if _STARTS_LINE.match(line) or not entries:
            entries.append([line])
        else:
            entries[-1].append(line)
    errors = [e for e in entries if re.match(r"\S+ \S+ (ERROR|CRITICAL) ", e[0])]
    return LogEnd(path, text.rstrip("\n"), "\n".join(errors[-1]) if errors else "")


def details(last_error: str) -> str:
    """Return what a report of a fault needs: versions, system, and the last error.

    Args:
        last_error: As in the log; empty for none.
    """
    versions = [f"{name} {version}" for name, version in package_versions().items()]
    system = f"Python {sys.version.split()[0]} on {platform.platform()}"
    return "\n".join((*versions, system, "", last_error or "No error is in the log."))
