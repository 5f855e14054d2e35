"""Libraries of the packaged program on Linux: none that nobody loads, none with inner names."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from installers.contents import Entry

_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_STRIPPED = re.compile(r"^(tensorflow/.*\.so|libpython)")
"""Those that their makers left the names in. Others are damaged: patchelf has moved their parts."""


def without_unused(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out libraries of the system that nothing needs any more.

    Args:
        entries: What is collected, after the cuts.

    Returns:
        What is needed, directly or by others, or does not come from the system.
    """
    entries = list(entries)
    system = {
        Path(place).name: (place, source) for place, source, _ in entries if _is_system(place)
    }
    waiting = [source for place, source, _ in entries if not _is_system(place)]
    needed: set[str] = set()
    while waiting:
        for name in needed_by(waiting.pop()) & system.keys() - needed:
            needed.add(name)
            waiting.append(system[name][1])
    return [e for e in entries if not _is_system(e[0]) or Path(e[0]).name in needed]


def without_dangling(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out links to what was cut."""
    entries = list(entries)
    places = {place for place, _, kind in entries if kind != "SYMLINK"}
    return [e for e in entries if e[2] != "SYMLINK" or e[1] in places]


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Replace libraries by copies without the names of inner symbols, which take a fifth of them.

    Args:
        entries: What is collected.
        folder: Where the copies go.
    """
    return [_stripped(entry, folder) for entry in entries]


def _stripped(entry: Entry, folder: Path) -> Entry:
    place, source, kind = entry
    if kind == "SYMLINK" or not _STRIPPED.search(place) or shutil.which("strip") is None:
        return entry
    copy = folder / place
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "--strip-unneeded", "-o", copy, source], check=True)  # noqa: S603, S607
    return place, str(copy), kind


def _is_system(place: str) -> bool:
    """Return whether a library was collected from the system: such lie at the top.

    Python itself does, too, which the starter loads by name.
    """
    return "/" not in place and ".so" in place and not place.startswith("libpython")


def needed_by(source: str) -> set[str]:
    """Return the names of the libraries that a program or a library says it needs; none of others.

    Args:
        source: Its file.
    """
    command = ["readelf", "--dynamic", "--wide", source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return set(_NEEDED.findall(done.stdout))
