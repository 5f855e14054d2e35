"""What a data set may be called: its name is that of its folder, on every system."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from training.files import unused_path

LONGEST = 60
"""Characters; a folder's name may have 255 bytes, and a character up to four."""
_FORBIDDEN = '/\\:*?"<>|'
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Windows takes these for devices, whatever follows a dot."""


def why_not_name(name: str, taken: Collection[str] = ()) -> str:
    """Return why a data set cannot be called so, in a sentence; empty where it can.

    Args:
        name: The name.
        taken: Names of the data sets that there are; upper and lower case count as the same.
    """
    odd = next((letter for letter in name if letter in _FORBIDDEN or not letter.isprintable()), "")
    if not name.strip():
        return "Give the data set a name."
    if odd.isprintable() and odd:
        return f"A name cannot contain {odd}"
    if odd:
        return "A name cannot contain line breaks, tabs or other invisible characters."
    if name[0] in ". " or name[-1] in ". ":
        return "A name cannot begin or end with a dot or a blank."
    if len(name) > LONGEST:
        return f"A name can have {LONGEST} characters; this one has {len(name)}."
    if name.partition(".")[0].strip().casefold() in _DEVICES:
        return f"{name} is the name of a device on Windows."
    if name.casefold() in {other.casefold() for other in taken}:
        return f"There is a data set called {name} already."
    return ""


def usable_name(text: str, folder: Path) -> str:
    """Return a name that nothing in a folder has, as like a text as can be.

    Args:
        text: What to call it, such as the name of a file.
        folder: Where all data sets, or all runs, are.
    """
    letters = [c if c.isprintable() and c not in _FORBIDDEN else "_" for c in text.strip(". ")]
    name = "".join(letters)[: LONGEST - 5].strip(". ") or "data set"
    if why_not_name(name):
        name = f"{name}_"
    return unused_path(folder / name).name


def taken_names(folder: Path) -> frozenset[str]:
    """Return the names that what is in a folder has; none where there is no such folder."""
    if not folder.is_dir():
        return frozenset()
    return frozenset(path.name for path in folder.iterdir())
