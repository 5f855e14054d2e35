"""What `pyproject.toml` says of the program, for those who package it."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
DESCRIPTION = (
    "Train, judge and use skin-lesion classifiers on your own workstation. "
    "For research and education; no medical device."
)


def version() -> str:
    """Return the version of the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def write_metadata(path: Path) -> Path:
    """Write what an installed program is asked for its version by.

    Args:
        path: The file.

    Returns:
        The path.
    """
    told = f"Metadata-Version: 2.4\nName: lesionlab\nVersion: {version()}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(told + "License-Expression: Apache-2.0\n", encoding="utf-8")
    return path


def windows_version_resource() -> str:
    """Return the version resource of the Windows program, as PyInstaller reads it from a file."""
    numbers = tuple(int(part) for part in [*version().split("."), "0", "0", "0"][:4])
    strings = {
        "CompanyName": "LesionLab",
        "FileDescription": "LesionLab",
        "FileVersion": version(),
        "InternalName": "LesionLab",
        "LegalCopyright": "Apache License 2.0",
        "OriginalFilename": "LesionLab.exe",
        "ProductName": "LesionLab",
        "ProductVersion": version(),
        "Comments": DESCRIPTION,
    }
    told = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, "
        "flags=0, OS=0x40004, fileType=1, subtype=0, date=(0, 0)),\n"
        f"  kids=[StringFileInfo([StringTable('040904B0', [{told}])]),\n"
        "        VarFileInfo([VarStruct('Translation', [0x0409, 1200])])])\n"
    )
